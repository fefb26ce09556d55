import { join } from 'node:path'
import { CancelledError, type Job, silent, UsageError, writeFileAtomic, writeJsonAtomic } from '../core/index.ts'
import type { Engine } from '../graph/index.ts'
import { type ComparedTable, paperTable } from './tables/comparison.ts'
import { figures } from './figures/figures.ts'
import { measureOnPacks, type MeasuredOnPacks } from './measure.ts'
import { isAbsent } from './measurements.ts'
import { noPack } from './tables/pack-lines.ts'
import type { OpenPack } from './packs-under-test.ts'
import type { PaperTable } from './tables/paper-table.ts'
import { presentDatabases } from './present-databases.ts'
import { type ReportFigure, reportHtml } from './report/report.ts'
import { reportParts } from './report/report-parts.ts'
import { type FigureResult, resultsDocument } from './results.ts'
import { requireSettings, type ReproduceSettings } from './settings.ts'
import { tableMarkdown } from './tables/table-text.ts'
import { tables } from './tables/tables.ts'

/** What `only` can name: `table2` .. `table12`, `figure2` .. `figure13`, as far as they hold results. */
export const reproducible: readonly string[] = [...tables.map(({ id }) => id), ...figures.map(({ id }) => id)]

export interface ReproduceOptions extends Job {
  /** Folder with the published databases, each in its own. */
  readonly data: string
  /** Folder for the report, the figures, the tables and the records. */
  readonly out: string
  readonly packs: readonly OpenPack[]
  readonly engine: Engine
  readonly settings: ReproduceSettings
  /** Tables and figures to make; default all. */
  readonly only?: readonly string[]
  /** Of palate and what it runs on, for results.json. */
  readonly versions: Readonly<Record<string, string>>
  /** Folder for what is computed of photos. */
  readonly cache?: string
}

export interface Reproduction {
  readonly tables: readonly PaperTable[]
  /** What stands in results.json. */
  readonly document: ReturnType<typeof resultsDocument>
  /** One sentence for each thing that was there and could not be measured. */
  readonly failures: readonly string[]
}

/**
 * The paper's tables and figures with our numbers beside the paper's. Writes report.html, a file a table and figure,
 * results.json, timings.json, and the evaluation records, from which a stopped run goes on.
 * @throws {UsageError} for settings that cannot be meant. @throws {MissingError} where the data folder cannot be listed.
 * @throws {CancelledError} where the job's signal is raised; finished trials stay in the records.
 */
export async function reproduce(options: ReproduceOptions): Promise<Reproduction> {
  const { out, settings, only = reproducible, signal, progress = silent } = options
  requireSettings(settings)
  const unknown = only.find((id) => !reproducible.includes(id))
  if (unknown !== undefined) throw new UsageError(`there is no ${unknown}; choose from ${reproducible.join(', ')}`)
  const databases = await presentDatabases(options.data)
  let doing = ''
  const measurements = measureOnPacks({
    ...options,
    databases,
    records: join(out, 'records'),
    progress: { report: (event) => progress.report({ ...event, label: `${doing}: ${event.label}` }) },
  })
  const compared: ComparedTable[] = []
  const drawn: DrawnFigure[] = []
  const seconds: Record<string, number> = {}
  const timed = async (id: string, work: () => Promise<void>): Promise<void> => {
    const stopped = (cause?: unknown): CancelledError =>
      new CancelledError(`stopped at ${id}; the same command goes on from the records`, { cause })
    if (signal?.aborted === true) throw stopped()
    doing = id
    const started = performance.now()
    await work().catch((error: unknown) => {
      throw error instanceof CancelledError ? stopped(error) : error
    })
    seconds[id] = (performance.now() - started) / 1000
  }
  try {
    for (const table of tables.filter(({ id }) => only.includes(id))) {
      await timed(table.id, async () => void compared.push(await table.fill(measurements)))
    }
    for (const { id } of figures.filter((figure) => only.includes(figure.id))) {
      await timed(id, async () => void drawn.push(...(await drawFigure(id, measurements))))
    }
    const failures = [...databases.failures, ...measurements.failures]
    const accounts = await databases.accounts()
    const printed = compared.map(paperTable)
    const document = resultsDocument({
      ...options,
      notes: measurements.notes,
      packs: options.packs.map((opened, at) => ({ opened, pack: measurements.packs[at]! })),
      databases: accounts,
      findings: measurements.findings,
      tables: compared,
      figures: drawn.map(figureResult),
      failures,
    })
    for (const table of printed) await writeFileAtomic(join(out, `${table.id}.md`), tableMarkdown(table))
    for (const { id, pack, figure } of drawn) {
      const name = measurements.packs.length > 1 ? `${id}-${pack}` : id
      if (!isAbsent(figure)) await writeFileAtomic(join(out, `${name}.svg`), figure.svg)
    }
    const parts = reportParts({
      ...options,
      measurements: { ...measurements, failures },
      opened: options.packs,
      databases: accounts,
    })
    const page = reportHtml({ ...parts, tables: printed, figures: drawn })
    await writeFileAtomic(join(out, 'report.html'), page)
    await writeJsonAtomic(join(out, 'results.json'), document)
    await writeJsonAtomic(join(out, 'timings.json'), { seconds, imagesPerSecond: measurements.speeds })
    return { tables: printed, document, failures }
  } finally {
    await measurements.close()
  }
}

interface DrawnFigure extends ReportFigure {
  readonly id: string
}

/** A figure for each pack. */
async function drawFigure(id: string, measurements: MeasuredOnPacks): Promise<readonly DrawnFigure[]> {
  const spec = figures.find((figure) => figure.id === id)!
  if (measurements.packs.length === 0) return [{ id, title: spec.title, pack: 'none', figure: noPack }]
  const result: DrawnFigure[] = []
  for (const pack of measurements.packs) {
    result.push({ id, title: spec.title, pack: pack.name, figure: await spec.make(measurements, pack) })
  }
  return result
}

function figureResult({ id, pack, figure }: DrawnFigure): FigureResult {
  return { id, pack, result: isAbsent(figure) ? figure : figure.data }
}
