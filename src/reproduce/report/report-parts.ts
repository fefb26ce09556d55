import type { MeasuredOnPacks } from '../measure.ts'
import { isAbsent } from '../measurements.ts'
import type { OpenPack } from '../packs-under-test.ts'
import type { DatabaseAccount } from '../present-databases.ts'
import type { Report, ReportSettings } from './report.ts'
import type { ReproduceSettings } from '../settings.ts'

export interface ReportPartsOptions {
  readonly measurements: Pick<MeasuredOnPacks, 'notes' | 'findings' | 'packs' | 'failures'>
  readonly opened: readonly OpenPack[]
  readonly databases: readonly DatabaseAccount[]
  readonly settings: ReproduceSettings
  readonly versions: Readonly<Record<string, string>>
}

/** What the page says beside tables and figures: settings, versions, hashes, databases, seen photos. */
export function reportParts(options: ReportPartsOptions): Pick<Report, 'title' | 'notes' | 'leaks' | 'settings'> {
  const { measurements, opened, databases, settings, versions } = options
  return {
    title: "The paper's tables and figures, with our numbers beside",
    notes: [...measurements.notes, ...measurements.failures],
    leaks: measurements.findings,
    settings: [
      { title: 'Settings', values: settingValues(settings) },
      { title: 'Versions', values: Object.entries(versions) },
      ...opened.map(({ pack, base }, at) => ({
        title: `Pack ${pack.name}`,
        values: [
          ['hash', pack.hash],
          ['architecture', measurements.packs[at]!.architecture],
          ['base', `${base.name}, ${base.hash}`],
          ['task vectors', measurements.packs[at]!.vectors.join(', ')],
        ] as const,
      })),
      ...(databases.length > 0 ? [databaseValues(databases)] : []),
    ],
  }
}

function settingValues(settings: ReproduceSettings): ReportSettings['values'] {
  const { preset, linear, trials, shots, steps, maxRaters, seed, excludeSeen } = settings
  return [
    ['preset', preset],
    ['computed', linear ? "on tangent rows: linearised, not the paper's method" : 'through the merged network'],
    ['trials', String(trials)],
    ['shots', shots.join(', ')],
    ['training steps', String(steps)],
    ['raters of each database', maxRaters === undefined ? "the paper's" : `at most ${maxRaters} of the paper's`],
    ['seed', String(seed)],
    ['photos seen in training', excludeSeen ? 'left out' : 'refused'],
  ]
}

function databaseValues(databases: readonly DatabaseAccount[]): ReportSettings {
  const values = databases.map(({ name, labels, found }) => [`${name}, ${labels}`, accountOf(found)] as const)
  return { title: 'Databases', values }
}

function accountOf(found: DatabaseAccount['found']): string {
  if (isAbsent(found)) return found.absent
  const { rows, images, raters, missingPhotos, skipped } = found
  const [low, high] = found.scoreRange
  const left = Object.entries(skipped).map(([reason, count]) => `${count} rows left out: ${reason}`)
  return [
    `${rows} rows of ${images} photos${raters > 0 ? ` and ${raters} raters` : ''}`,
    `scores ${low} to ${high}`,
    ...(missingPhotos.count > 0 ? [`${missingPhotos.count} photos not there`] : []),
    ...left,
  ].join('; ')
}
