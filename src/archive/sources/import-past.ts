import { resolve } from 'node:path'
import { type Catalog, ME } from '../../catalog/index.ts'
import { type Job, UsageError } from '../../core/index.ts'
import { readDarktable } from './darktable.ts'
import { type ImportedMarks, importMarks } from './import-marks.ts'
import { readKeepers } from './keepers.ts'
import type { LabelMeanings } from './labels.ts'
import { indexLibrary, type LibraryIndex } from './library-index.ts'
import { readLightroom } from './lightroom.ts'
import { type Match, matchPhoto, type Move } from './match-photos.ts'
import type { OtherLibrary, Statement } from './other-photo.ts'
import { examplesOf, type PastSource, type SourceReport, tallyOf } from './past-report.ts'
import { type Mark, marksOfStatement } from './said-of.ts'
import { readXmp } from './xmp-statements.ts'

export interface ImportPastOptions extends Job {
  readonly catalog: Pick<Catalog, 'path' | 'append' | 'events' | 'libraryFiles'>
  readonly person?: string
  /** Folders of the library that are asked about; none for all that the catalog knows. */
  readonly folders?: readonly string[]
  /** Catalogs of Lightroom Classic, `.lrcat`. */
  readonly lightroom?: readonly string[]
  /** Libraries of darktable, `library.db`. */
  readonly darktable?: readonly string[]
  /** Folders of exported photos. */
  readonly keepers?: readonly string[]
  /** Whether photos and sidecars are read. */
  readonly xmp?: boolean
  /** What colour labels mean; a label that is not here means nothing. */
  readonly labels?: LabelMeanings
  readonly moves?: readonly Move[]
  readonly time?: Date
  /** Says what would be taken over, and writes nothing. */
  readonly dryRun?: boolean
}

/** What is passed on to each source. */
interface Asked extends Required<Pick<ImportPastOptions, 'person' | 'labels' | 'moves'>> {
  readonly options: ImportPastOptions
  readonly library: LibraryIndex
}

/**
 * Takes over what other programs know of a person's choices into the log, and reports what that was. All sources are read
 * before anything is written. Each has its own part of the log, so that what it says no more is taken back and nothing
 * else; several databases of one program count as one source.
 * @throws {UsageError} where no source is named, or the catalog knows no photo of the folders. What the readers throw, it throws.
 */
export async function importPast(options: ImportPastOptions): Promise<readonly SourceReport[]> {
  const { catalog, folders = [], lightroom = [], darktable = [], keepers = [], xmp = false } = options
  if (lightroom.length + darktable.length + keepers.length === 0 && !xmp) throw new UsageError(NO_SOURCE)
  const library = await indexLibrary(catalog, folders)
  if (library.files.length === 0) {
    const where = folders.length === 0 ? '' : ` in ${folders.join(', ')}`
    throw new UsageError(`the catalog ${catalog.path} knows no photos${where}; index them first: palate index FOLDER`)
  }
  const { person = ME, labels = new Map(), moves = [] } = options
  const asked: Asked = { options, library, person, labels, moves }
  const writes: (() => Promise<SourceReport>)[] = []
  if (lightroom.length > 0)
    writes.push(await fromProgram('lightroom', { paths: lightroom, read: readLightroom, asked }))
  if (darktable.length > 0)
    writes.push(await fromProgram('darktable', { paths: darktable, read: readDarktable, asked }))
  if (xmp) writes.push(await fromXmp(asked))
  if (keepers.length > 0) writes.push(await fromKeepers(keepers, asked))
  const reports: SourceReport[] = []
  for (const keep of writes) reports.push(await keep())
  return reports
}

const NO_SOURCE =
  'say where your choices stand: --lightroom CATALOG.lrcat, --darktable library.db, --keepers FOLDER of exported photos, or --xmp for sidecars. With --dry-run nothing is written, and you see what would be taken over'

/** Brings the part of one source to what it says now. */
function write(
  { options, person }: Asked,
  {
    source,
    marks,
    covers,
  }: { source: string; marks: ReadonlyMap<string, readonly Mark[]>; covers: ReadonlySet<string> },
): Promise<ImportedMarks> {
  const { catalog, time, dryRun = false, signal } = options
  return importMarks({
    catalog,
    person,
    source,
    marks,
    covers,
    dryRun,
    ...(time === undefined ? {} : { time }),
    ...(signal === undefined ? {} : { signal }),
  })
}

/** Reads databases of one program. @returns what writes it into the log. */
async function fromProgram(
  source: Extract<PastSource, 'lightroom' | 'darktable'>,
  { paths, read, asked }: { paths: readonly string[]; read: typeof readLightroom; asked: Asked },
): Promise<() => Promise<SourceReport>> {
  const { options, library, labels, moves } = asked
  const libraries: OtherLibrary[] = []
  for (const path of paths) libraries.push(await read(resolve(path), options))
  const photos = libraries.flatMap((each) => each.photos)
  const notFound: string[] = []
  const ambiguous: string[] = []
  const found = new Map<string, { readonly said: Statement; readonly by: string }[]>()
  for (const photo of photos) {
    const match = matchPhoto(photo, library, moves)
    if (match.photo === undefined) (match.why === 'ambiguous' ? ambiguous : notFound).push(photo.path)
    else found.set(match.photo, [...(found.get(match.photo) ?? []), { said: photo.said, by: match.by }])
  }
  const tally = tallyOf(labels)
  const marks = new Map<string, readonly Mark[]>()
  for (const [photo, all] of found) {
    const of = marksOfStatement(mergedOf(all), labels)
    tally.add(of)
    marks.set(photo, of.marks)
  }
  return async () => ({
    source,
    read: paths,
    matched: found.size,
    ...tally.done(),
    notFound: examplesOf(notFound),
    ambiguous: examplesOf(ambiguous),
    odd: libraries.reduce((sum, each) => sum + each.odd, 0),
    skipped: [],
    notes: libraries.flatMap((each) => each.notes),
    log: await write(asked, { source, marks, covers: library.photos }),
  })
}

const SURENESS: Readonly<Record<Extract<Match, { photo: string }>['by'], number>> = { path: 0, pair: 1, likeness: 2 }

/** Several things said of one photo, such as of RAW and JPEG apart: what was said of its own file counts before the rest. */
function mergedOf(all: readonly { readonly said: Statement; readonly by: string }[]): Statement {
  const said = all.toSorted((a, b) => SURENESS[a.by as 'path'] - SURENESS[b.by as 'path']).map((each) => each.said)
  return {
    stars: said.find(({ stars }) => stars > 0)?.stars ?? 0,
    flag: said.some(({ flag }) => flag === 'pick') ? 'pick' : (said.find(({ flag }) => flag !== null)?.flag ?? null),
    labels: said.find(({ labels }) => labels.length > 0)?.labels ?? [],
  }
}

/** Ratings stand under the source under which the app keeps the stars of files, so that both may read them. */
async function fromXmp(asked: Asked): Promise<() => Promise<SourceReport>> {
  const { options, library, labels } = asked
  const { said, skipped } = await readXmp(library, options)
  const tally = tallyOf(labels)
  const ratings = new Map<string, readonly Mark[]>()
  const flags = new Map<string, readonly Mark[]>()
  let matched = 0
  for (const [photo, each] of said) {
    if (each.stars !== 0 || each.isRejected || each.flag !== null || each.labels.length > 0) matched++
    const of = marksOfStatement({ ...each, flag: each.isRejected ? 'reject' : each.flag }, labels)
    const rating = each.isRejected ? [{ kind: 'reject' } as const] : of.marks.filter(({ kind }) => kind === 'star')
    // A pick beside a rejecting rating contradicts it, though each program asked for one of them alone.
    const contradicts = of.contradicts || (each.isRejected && each.flag === 'pick')
    const beside = each.isRejected ? [] : of.marks.filter(({ kind }) => kind !== 'star')
    tally.add({ marks: [...rating, ...beside], contradicts, colours: of.colours })
    ratings.set(photo, rating)
    flags.set(photo, beside)
  }
  const covers = new Set(said.keys())
  return async () => {
    const rated = await write(asked, { source: 'xmp', marks: ratings, covers })
    const flagged = await write(asked, { source: 'xmp-flags', marks: flags, covers })
    return {
      source: 'xmp',
      read: options.folders ?? [],
      matched,
      ...tally.done(),
      notFound: examplesOf([]),
      ambiguous: examplesOf([]),
      odd: 0,
      skipped,
      notes: [],
      log: {
        added: rated.added + flagged.added,
        changed: rated.changed + flagged.changed,
        withdrawn: rated.withdrawn + flagged.withdrawn,
        unchanged: rated.unchanged + flagged.unchanged,
      },
    }
  }
}

async function fromKeepers(folders: readonly string[], asked: Asked): Promise<() => Promise<SourceReport>> {
  const { options, library, labels } = asked
  const { photos, notFound, ambiguous, skipped } = await readKeepers(folders, library, options)
  const marks = new Map([...photos].map((photo) => [photo, [{ kind: 'pick' } as const]]))
  return async () => ({
    source: 'keepers',
    read: folders,
    matched: photos.size,
    ...tallyOf(labels).done(),
    picks: photos.size,
    notFound: examplesOf(notFound),
    ambiguous: examplesOf(ambiguous),
    odd: 0,
    skipped,
    notes: [],
    log: await write(asked, { source: 'keepers', marks, covers: library.photos }),
  })
}
