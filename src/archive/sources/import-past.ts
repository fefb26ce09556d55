import { resolve } from 'node:path'
import { type Catalog, ME } from '../../catalog/index.ts'
import { type Job, UsageError } from '../../core/index.ts'
import { beatOf } from './beat.ts'
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
  /**
   * Takes back too what a source said before of photos that it does not know now. Never where it knows none, nor for folders
   * of exports of which a file could not be read: then the source is wrong, or away.
   */
  readonly replace?: boolean
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
 * before anything is written. Each has its own part of the log: a photo that it knows and says nothing of loses what it
 * said before, one that it does not know keeps that (see `replace`). All databases of one program are one source.
 * @throws {UsageError} where no source is named, or the catalog knows no photo of the folders. What the readers throw, it throws.
 */
export async function importPast(options: ImportPastOptions): Promise<readonly SourceReport[]> {
  const { catalog, folders = [], lightroom = [], darktable = [], keepers = [], xmp = false } = options
  if (lightroom.length + darktable.length + keepers.length === 0 && !xmp) throw new UsageError(NO_SOURCE)
  const library = await indexLibrary(catalog, folders, options)
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
  { options, person, library }: Asked,
  { source, marks, replace }: { source: string; marks: ReadonlyMap<string, readonly Mark[]>; replace: boolean },
): Promise<ImportedMarks> {
  const { catalog, time, dryRun = false, signal } = options
  return importMarks({
    catalog,
    person,
    source,
    marks,
    covers: library.photos,
    replace,
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
  const beat = beatOf(options)
  for (const photo of photos) {
    const match = matchPhoto(photo, library, moves)
    await beat()
    if (match.photo === undefined) {
      ;(match.why === 'ambiguous' ? ambiguous : notFound).push(photo.path)
      continue
    }
    const all = found.get(match.photo)
    if (all === undefined) found.set(match.photo, [{ said: photo.said, by: match.by }])
    else all.push({ said: photo.said, by: match.by })
  }
  const tally = tallyOf(labels)
  const marks = new Map<string, readonly Mark[]>()
  for (const [photo, all] of found) {
    const of = marksOfStatement(mergedOf(all), labels)
    tally.add(of)
    marks.set(photo, of.marks)
  }
  return async () => {
    const { replace, why } = mayReplace(options, { matched: found.size, skipped: 0 })
    return {
      source,
      read: paths,
      matched: found.size,
      ...tally.done(),
      notFound: examplesOf(notFound),
      ambiguous: examplesOf(ambiguous),
      odd: libraries.reduce((sum, each) => sum + each.odd, 0),
      skipped: [],
      notes: [...libraries.flatMap((each) => each.notes), ...why],
      log: await write(asked, { source, marks, replace }),
    }
  }
}

/** Whether marks of photos that a source does not know may be taken back, and a sentence where that was asked for in vain. */
function mayReplace(
  { replace = false }: ImportPastOptions,
  { matched, skipped }: { readonly matched: number; readonly skipped: number },
): { readonly replace: boolean; readonly why: readonly string[] } {
  if (!replace) return { replace, why: [] }
  if (matched === 0) return { replace: false, why: ['no photo of the library was found in it, so nothing is replaced'] }
  if (skipped > 0) return { replace: false, why: ['some of it could not be read, so nothing is replaced'] }
  return { replace, why: [] }
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
  return async () => {
    // Only files that could not be read are not spoken of: that is no reason to take anything back.
    const rated = await write(asked, { source: 'xmp', marks: ratings, replace: false })
    const flagged = await write(asked, { source: 'xmp-flags', marks: flags, replace: false })
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
        left: rated.left + flagged.left,
        unchanged: rated.unchanged + flagged.unchanged,
      },
    }
  }
}

async function fromKeepers(folders: readonly string[], asked: Asked): Promise<() => Promise<SourceReport>> {
  const { options, library, labels } = asked
  const { photos, notFound, ambiguous, skipped } = await readKeepers(folders, library, options)
  const marks = new Map([...photos].map((photo) => [photo, [{ kind: 'pick' } as const]]))
  return async () => {
    const { replace, why } = mayReplace(options, { matched: photos.size, skipped: skipped.length })
    return {
      source: 'keepers',
      read: folders,
      matched: photos.size,
      ...tallyOf(labels).done(),
      picks: photos.size,
      notFound: examplesOf(notFound),
      ambiguous: examplesOf(ambiguous),
      odd: 0,
      skipped,
      notes: why,
      log: await write(asked, { source: 'keepers', marks, replace }),
    }
  }
}
