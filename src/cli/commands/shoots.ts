import { type Command, InvalidArgumentError } from 'commander'
import {
  type ClockCorrections,
  type Groups,
  membersOf,
  readShootSettings,
  seriesOf,
  type ShootSettings,
  type Shoots,
  shootSettingsPath,
  shootsOf,
  writeShootSettings,
} from '../../archive/index.ts'
import type { PhotoFacts } from '../../catalog/index.ts'
import { UsageError } from '../../core/index.ts'
import { print } from '../output.ts'
import { libraryFolders } from './library-folders.ts'
import { openTasteModel, type TasteFlags, withCatalog, withTasteOptions } from './taste-options.ts'

interface ShootFlags extends TasteFlags {
  readonly gap?: number
  readonly ignoreFolders?: boolean
  readonly clock?: ClockCorrections
  readonly save?: boolean
}

export function addShoots(program: Command): void {
  const command = program
    .command('shoots')
    .summary('list the shoots of your archive, and clocks that are doubtful')
    .description(
      'Cuts indexed photos into shoots by folder and time, and counts the series of near duplicates in each. Says where a clock cannot be right, and where two cameras of one folder are apart.',
    )
    .argument('[folders...]', 'folders of photos; default: those that the app had open the last time')
    .option('--gap <hours>', 'a longer pause begins a new shoot; default 6', hours)
    .option('--ignore-folders', 'a shoot may lie in several folders: only the time parts them')
    .option('--no-ignore-folders', 'a shoot lies in one folder, whatever was saved')
    .option('--clock <camera=minutes>', "minutes to add to a camera's clock; again for another camera", clock)
    .option('--save', 'remember these settings, for the app too')
  withTasteOptions(command)
    .addHelpText('after', "\nExample:\n  palate shoots ~/Photos --clock 'NIKON Z 8=-60' --save")
    .action(async (named: string[], flags: ShootFlags) => {
      const settings = withFlags(await readShootSettings(), flags)
      const folders = await libraryFolders(named, 'shoots')
      const { pack, shape } = await openTasteModel(flags)
      await withCatalog(flags, async (catalog) => {
        const library = await catalog.loadWithFacts({ key: `${pack.hash}/fast`, shape }, { folders })
        if (library.facts.count === 0)
          throw new UsageError(
            `no photo of ${folders.join(', ')} is indexed with pack ${pack.name}; \`palate index\` does it`,
          )
        requireCameras(flags.clock ?? {}, library.facts.cameras)
        const shoots = shootsOf(library, { ...settings, now: new Date() })
        const rows = rowsOf(library.facts, shoots, seriesOf(library, shoots))
        if (flags.save === true) await writeShootSettings(settings)
        const saved = flags.save === true ? shootSettingsPath() : null
        print({
          json: flags.json === true,
          document: { pack: pack.name, catalog: catalog.path, settings, saved, shoots: rows },
          text: [table(rows), ...noteLines(rows), ...(saved === null ? [] : ['', `saved in ${saved}`])].join('\n'),
        })
      })
    })
}

function hours(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value > 0 && value <= 24 * 366))
    throw new InvalidArgumentError('expected hours, more than 0 and at most a year.')
  return value
}

/** Names of cameras may hold a `=`: the last one counts. */
function clock(text: string, before: ClockCorrections = {}): ClockCorrections {
  const at = text.lastIndexOf('=')
  const minutes = Number(text.slice(at + 1))
  if (at < 1 || text.slice(at + 1).trim() === '' || !Number.isFinite(minutes) || Math.abs(minutes) > 26_000_000)
    throw new InvalidArgumentError("expected CAMERA=MINUTES, such as 'NIKON Z 8=-60'.")
  return { ...before, [text.slice(0, at)]: minutes }
}

function withFlags(remembered: ShootSettings, { gap, ignoreFolders, clock: clocks }: ShootFlags): ShootSettings {
  return {
    gapHours: gap ?? remembered.gapHours,
    folders: ignoreFolders === undefined ? remembered.folders : ignoreFolders ? 'ignore' : 'each',
    clocks: Object.fromEntries(
      Object.entries({ ...remembered.clocks, ...clocks }).filter(([, minutes]) => minutes !== 0),
    ),
  }
}

function requireCameras(clocks: ClockCorrections, cameras: readonly string[]): void {
  const unknown = Object.keys(clocks).find((name) => !cameras.includes(name))
  if (unknown === undefined) return
  const known = cameras.length === 0 ? 'no camera is known of any' : `they are of ${cameras.toSorted().join(', ')}`
  throw new UsageError(`none of these photos was taken with ${unknown}: ${known}`)
}

/** A shoot as it is printed; times as the camera's clock showed them, corrected, and null where there is none. */
interface ShootRow {
  readonly key: number
  readonly label: string
  readonly from: string | null
  readonly to: string | null
  readonly frames: number
  readonly series: number
  readonly cameras: readonly string[]
  readonly notes: readonly { readonly kind: string; readonly sentence: string }[]
}

function rowsOf({ camera, cameras }: PhotoFacts, shoots: Shoots, series: Groups): readonly ShootRow[] {
  return shoots.details.map((shoot, at) => {
    const places = membersOf(shoots, at)
    const numbers = [...new Set(places.map((place) => camera[place]!))].filter((number) => number !== -1)
    return {
      ...shoot,
      from: timeText(shoot.from),
      to: timeText(shoot.to),
      series: new Set(places.map((place) => series.of[place]!)).size,
      cameras: numbers.map((number) => cameras[number]!).sort(),
    }
  })
}

function timeText(time: number): string | null {
  return Number.isNaN(time) ? null : new Date(time).toISOString().slice(0, 19)
}

function table(rows: readonly ShootRow[]): string {
  const cells = rows.map(({ from, label, frames, series, cameras }) => [
    from?.slice(0, 10) ?? 'no date',
    label,
    `${frames}`,
    `${series}`,
    cameras.join(', '),
  ])
  const all = [['date', 'shoot', 'frames', 'series', 'cameras'], ...cells]
  const widths = all[0]!.map((_, column) => all.reduce((most, row) => Math.max(most, row[column]!.length), 0))
  const isNumber = (column: number): boolean => column === 2 || column === 3
  return all
    .map((row) =>
      row
        .map((cell, column) => (isNumber(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Cameras that are apart are said once, though several shoots of a folder have the note. */
function noteLines(rows: readonly ShootRow[]): readonly string[] {
  const said = new Set<string>()
  const lines = rows.flatMap(({ label, notes }) =>
    notes.flatMap(({ kind, sentence }) => {
      if (kind === 'cameras-apart' && said.has(sentence)) return []
      said.add(sentence)
      return [`${label}: ${sentence}`]
    }),
  )
  return lines.length === 0 ? [] : ['', ...lines]
}
