import { join, relative, resolve } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import { type Catalog, indexPhotos, openCatalog, rankByTaste } from '../../catalog/index.ts'
import { createRandom, type Job, srocc, writeFileAtomic } from '../../core/index.ts'
import { readRatings } from '../../databases/index.ts'
import { openEngine, type EngineOptions } from '../../graph/index.ts'
import {
  emptyTaste,
  nextPhotos,
  openDescriber,
  type PackDescriber,
  rowsOf,
  scoreByTaste,
  type TasteModel,
  tasteModelOf,
} from '../../personalize/index.ts'
import { openPackAndBase } from '../../task-vectors/index.ts'
import { rankingHtml } from '../ranking-formats.ts'
import { claimFolder } from './demo-folder.ts'
import { ratingsOfPerson } from './person.ts'
import { type DemoPicture, drawPictures } from './pictures.ts'

/** Ratings that the person is asked for. */
const ASKED = 10

export interface DemoOptions extends Job {
  /** New, or of an earlier demonstration. */
  readonly folder: string
  /** Name or folder of a pack with a read-out. */
  readonly pack: string
  readonly engine?: EngineOptions
}

/** What the demonstration did. */
export interface DemoReport {
  readonly pack: string
  readonly folder: string
  readonly pictures: string
  readonly ratings: string
  readonly ranked: string
  /** Pictures described now; those of an earlier demonstration are known. */
  readonly described: number
  readonly seconds: { readonly draw: number; readonly open: number; readonly describe: number; readonly rank: number }
  /** SROCC with what the person would have said of the pictures that they did not rate; null where it is undefined. */
  readonly srocc: { readonly before: number | null; readonly after: number | null }
  /** What the taste says of itself. */
  readonly agreement: string
  /** Best first. */
  readonly photos: readonly DemoPhoto[]
}

export interface DemoPhoto {
  readonly path: string
  readonly score: number
  readonly stars: number | null
  /** What the person says of it, or would have said. */
  readonly opinion: number
  readonly rated: boolean
}

/**
 * Draws pictures into a folder, makes a person who likes some of them better, has them rate the ten that tell most, ranks
 * all, and measures the order on the others. Everything it writes, its catalog included, is in the folder.
 * @throws {UsageError} for a folder that holds other files, or a pack without read-out.
 */
export async function runDemo({ folder, pack: name, engine = {}, ...job }: DemoOptions): Promise<DemoReport> {
  const time = stopwatch()
  const { pack, base } = await openPackAndBase(name)
  const describer = await openDescriber({ pack, base, engine: openEngine(engine) })
  const open = time()
  const root = resolve(folder)
  try {
    await claimFolder(root)
    time()
    const pictures = await drawPictures(join(root, 'pictures'))
    const draw = time()
    const catalog = await openCatalog(join(root, 'catalog.sqlite'))
    try {
      const model = tasteModelOf(pack, describer.readOut)
      const { seconds, ...report } = await rankPictures({ ...job, root, pictures, catalog, describer, model })
      return { pack: pack.name, folder: root, seconds: { open, draw, ...seconds }, ...report }
    } finally {
      await catalog.close()
    }
  } finally {
    await describer.close()
  }
}

interface Opened {
  readonly catalog: Catalog
  readonly describer: PackDescriber
  readonly model: TasteModel
}

/** Describes the pictures, has ten of them rated, ranks them all, and measures the order on the others. */
async function rankPictures({
  root,
  pictures,
  ...opened
}: Opened & Job & { readonly root: string; readonly pictures: readonly DemoPicture[] }) {
  const time = stopwatch()
  const photos = pictures.map(({ path }) => path)
  const { indexed } = await indexPhotos({ ...opened, paths: photos })
  const describe = time()

  const files = { ratings: join(root, 'ratings.csv'), ranked: join(root, 'ranked.html') }
  const person = ratingsOfPerson(pictures)
  const { asked, scores } = await withoutRatings({ ...opened, photos })
  await writeFileAtomic(files.ratings, ratingsCsv(asked, { person, root }))
  time()
  const { ratings } = await readRatings(files.ratings)
  const { taste: _, agreement, ...ranking } = await rankByTaste({ ...opened, photos, ratings })
  const rank = time()
  await writeFileAtomic(files.ranked, rankingHtml(ranking))

  const ranked = ranking.photos.map(({ path, score, stars }): DemoPhoto => {
    return { path, score, stars, opinion: person.get(path)!, rated: asked.includes(path) }
  })
  const unseen = ranked.filter((photo) => !photo.rated)
  const opinions = unseen.map(({ opinion }) => opinion)
  const agreementOf = (scoreOf: (photo: DemoPhoto) => number): number | null => {
    const found = srocc(unseen.map(scoreOf), opinions)
    return Number.isNaN(found) ? null : found
  }
  return {
    pictures: join(root, 'pictures'),
    ...files,
    described: indexed,
    seconds: { describe, rank },
    srocc: { before: agreementOf(({ path }) => scores.get(path)!), after: agreementOf(({ score }) => score) },
    agreement: agreement.sentence,
    photos: ranked,
  }
}

/** What is known before any rating: the pack's own scores, and which pictures to ask about. */
async function withoutRatings({
  catalog,
  describer,
  model,
  photos,
}: Opened & { readonly photos: readonly string[] }): Promise<{
  readonly asked: readonly string[]
  readonly scores: ReadonlyMap<string, number>
}> {
  const { paths, descriptors } = await catalog.descriptorsOf(photos, describer)
  const { posterior } = emptyTaste(model)
  const scores = scoreByTaste(posterior.weights, descriptors, model)
  const rows = rowsOf(model, descriptors)
  const places = nextPhotos({ posterior, rows, count: ASKED, random: createRandom('demo/next') })
  return { asked: places.map((at) => paths[at]!), scores: new Map(paths.map((path, at) => [path, scores[at]!])) }
}

/** `image,score`, with paths relative to the file, as a person would write it. */
function ratingsCsv(
  asked: readonly string[],
  { person, root }: { readonly person: ReadonlyMap<string, number>; readonly root: string },
): string {
  const rows = asked.map((path) => [relative(root, path).replaceAll('\\', '/'), person.get(path)])
  return stringify([['image', 'score'], ...rows])
}

/** Seconds since it was last asked. */
function stopwatch(): () => number {
  let last = performance.now()
  return () => {
    const now = performance.now()
    const seconds = (now - last) / 1000
    last = now
    return seconds
  }
}
