import { createRandom } from '../core/index.ts'
import { type Descriptors, nextPair, nextPhotos, preference, rowsOf, type Taste } from '../personalize/index.ts'
import { someDescriptors } from './some-descriptors.ts'

/**
 * Photos among which questions are chosen, drawn anew each time, so that no corner of a large library is asked about again
 * and again. As many as `nextPhotos` looks at; rows of a whole library would take 50 MB for 100,000 photos.
 */
const CANDIDATES = 2000

/** Among so few are two chosen where everything was rated: other ones each time, for what is known best is alike. */
const RATED_CANDIDATES = 24

export interface Questions {
  readonly taste: Taste
  /** Of the library. */
  readonly descriptors: Descriptors
  /** Places that are not asked about. */
  readonly exclude: ReadonlySet<number>
  readonly seed: string
  /** Whether photos were rated already. */
  readonly areRated?: boolean
}

/** Places of the photos whose ratings teach most, no two alike. */
export function placesToRate(questions: Questions & { readonly count: number }): readonly number[] {
  const { places, ...options } = candidates(questions)
  return nextPhotos({ ...options, count: questions.count }).map((at) => places[at]!)
}

/** Places of the two photos whose comparison teaches most, with P(the left one is preferred). */
export function placesToCompare(
  questions: Questions,
): { readonly left: number; readonly right: number; readonly preference: number } | undefined {
  const { places, ...options } = candidates(questions)
  const pair = nextPair(options)
  if (pair === undefined) return undefined
  const { data, width } = options.rows
  const [a, b] = pair.map((at) => data.subarray(at * width, (at + 1) * width)) as [Float64Array, Float64Array]
  return { left: places[pair[0]]!, right: places[pair[1]]!, preference: preference(options.posterior, a, b) }
}

function candidates({ taste, descriptors, exclude, seed, areRated = false }: Questions) {
  const most = areRated ? RATED_CANDIDATES : CANDIDATES
  const random = createRandom(seed)
  const { photos } = descriptors
  const drawn = new Set<number>()
  const left = photos - exclude.size
  if (left <= most) {
    for (let place = 0; place < photos; place++) if (!exclude.has(place)) drawn.add(place)
  } else {
    while (drawn.size < most) {
      const place = random.integer(photos)
      if (!exclude.has(place)) drawn.add(place)
    }
  }
  const places = [...drawn]
  const rows = rowsOf(taste.model, someDescriptors(descriptors, places))
  return { places, posterior: taste.posterior, rows, random }
}
