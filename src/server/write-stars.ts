import { basename, join } from 'node:path'
import { givenRatings, planStars, type Stars, type StarsPlace, writeStars as writePlanned } from '../catalog/index.ts'
import type { Job } from '../core/index.ts'
import type { AppContext } from './app-context.ts'
import type { WrittenStars } from './messages/index.ts'
import { openedPhotos } from './stars-of-photos.ts'

type Parts = Pick<AppContext, 'catalog' | 'folders' | 'libraries' | 'people' | 'home' | 'now'>

export interface StarsToWrite {
  readonly person: string
  readonly kind: 'given' | 'predicted'
  readonly into: StarsPlace
  readonly asRating: boolean
  readonly apply: boolean
}

/** Files shown of a plan, and reasons of what was left out. */
export const MOST_SHOWN = 100
export const MOST_REASONS = 50

/** Writes stars into sidecars or photos, or says what would be written. */
export async function writeStars(
  app: Parts,
  { person, kind, into, asRating, apply }: StarsToWrite,
  job: Job,
): Promise<WrittenStars> {
  const stars = await (kind === 'given' ? givenStars(app, person) : predictedStars(app, person))
  const now = app.now()
  const plan = await planStars({
    ...job,
    stars,
    kind: kind === 'given' ? kind : asRating ? 'predicted-as-rating' : 'predicted',
    into,
    onlyUnrated: kind === 'predicted', // what a person thinks of a photo is said already
    now,
  })
  // Without the signal: what was begun is done, though the page that asked for it was closed.
  const written =
    apply && plan.planned.length > 0
      ? await writePlanned({ planned: plan.planned, journals: starsJournals(app.home), now, ...withoutSignal(job) })
      : { journal: null, written: 0, skipped: [] }
  const skipped = [...plan.skipped, ...written.skipped]
  return {
    applied: apply,
    count: apply ? written.written : plan.planned.length,
    same: plan.same,
    rated: plan.rated,
    planned: plan.planned.slice(0, MOST_SHOWN).map(({ photo, file, hash, rating, predicted, stars: wanted }) => ({
      name: basename(photo),
      file,
      isNew: hash === null,
      before: inWords(kind === 'given' ? rating : (predicted ?? 'unseen')),
      stars: wanted,
    })),
    skipped: skipped.slice(0, MOST_REASONS).map(({ reason }) => reason),
    journal: written.journal,
  }
}

/** For what is done to its end once it was begun. */
export function withoutSignal({ progress }: Job): Job {
  return progress === undefined ? {} : { progress }
}

/** Where journals of written stars are kept. */
export function starsJournals(home: string): string {
  return join(home, 'stars')
}

type StarredPath = { readonly path: string; readonly stars: Stars }

/** Scores that the person gave here, for every file that holds the photo. */
async function givenStars(app: Parts, person: string): Promise<readonly StarredPath[]> {
  const given = givenRatings(await app.people.events(person))
  const found: StarredPath[] = []
  for await (const photos of openedPhotos(app))
    for (const { contentHash, paths } of photos) {
      const score = given.get(contentHash)?.score
      if (score !== undefined) found.push(...paths.map((path) => ({ path, stars: score as Stars })))
    }
  return found
}

async function predictedStars(app: Parts, person: string): Promise<readonly StarredPath[]> {
  const found: StarredPath[] = []
  for await (const photos of openedPhotos(app)) {
    const cards = await app.libraries.quick((library) =>
      library.cards(
        photos.map(({ id }) => id),
        { person },
      ),
    )
    photos.forEach(({ paths }, at) =>
      found.push(...paths.map((path) => ({ path, stars: cards[at]!.expected.stars as Stars }))),
    )
  }
  return found
}

/** What files said before. */
export function inWords(before: Stars | string): string {
  if (typeof before === 'number') return before === 1 ? '1 star' : `${before} stars`
  return before === 'rejected' ? 'rejected' : 'no star'
}
