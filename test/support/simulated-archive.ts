import { type Groups, type MeasureTable, type Marks, type Shoots, standingsOf } from '../../src/archive/index.ts'
import { createRandom } from '../../src/core/index.ts'
import type { Prior, TasteModel } from '../../src/personalize/index.ts'

/** Numbers of a row. */
const P = 12

export interface SimulationOptions {
  readonly seed?: number | string
  readonly shoots?: number
  /** Mean frames of a shoot. */
  readonly frames?: number
  /** `planted`: keeps by a fixed utility of rows and sharpness; `random`: keeps whatever. */
  readonly photographer?: 'planted' | 'random'
  /** `kept`: what was passed over has no mark, as with most photographers. */
  readonly marked?: 'all' | 'kept'
}

/**
 * An archive at the level of rows, Gaussian with effects of shoot, series and frame, and its photographer: the utility of
 * a frame is planted weights times its row, more for a frame that is sharper than its series, and noise; the best fifth
 * of each shoot is picked, the rest passed over. Every seventh shoot was cut short: nothing is marked in its last third.
 */
export function simulatedArchive({
  seed = 0,
  shoots: count = 200,
  frames: meanFrames = 30,
  photographer = 'planted',
  marked = 'all',
}: SimulationOptions = {}) {
  const random = createRandom(`simulated archive ${seed}`)
  const normals = (length: number, scale: number): Float64Array =>
    Float64Array.from({ length }, () => scale * random.normal())
  const taste = normals(P, 0.7)
  const rows: number[] = []
  const focus: number[] = []
  const noise: number[] = []
  const shootOf: number[] = []
  const seriesOf: number[] = []
  const utility: number[] = [] // without the noise of the day
  let series = 0
  for (let shoot = 0; shoot < count; shoot++) {
    const ofShoot = normals(P, 0.6)
    const size = Math.round(meanFrames * (0.6 + 0.8 * random.uniform()))
    let taken = 0
    while (taken < size) {
      const length = Math.min(size - taken, 1 + random.integer(6))
      const ofSeries = normals(P, 0.6)
      const sharpness = normals(length, 1)
      const baseFocus = -3 + random.normal() // of the lens and the subject, which sharpness alone takes for quality
      const mean = sharpness.reduce((sum, each) => sum + each, 0) / length
      for (const sharp of sharpness) {
        const row = normals(P, 0.3).map((each, at) => each + ofShoot[at]! + ofSeries[at]!)
        rows.push(...row)
        focus.push(baseFocus + sharp)
        noise.push(Math.exp(random.normal()))
        shootOf.push(shoot)
        seriesOf.push(series)
        utility.push(row.reduce((sum, each, at) => sum + each * taste[at]!, 0) + 0.8 * (sharp - mean))
      }
      taken += length
      series++
    }
  }
  const photos = shootOf.length
  const shoots: Shoots = { ...groupsOf(shootOf), details: detailsOf(shootOf, count) }
  const seriesGroups = groupsOf(seriesOf)
  const marks: Marks = {
    stars: new Int8Array(photos),
    flag: new Int8Array(photos),
    passed: new Uint8Array(photos),
  }
  for (let shoot = 0; shoot < count; shoot++) {
    const all = shoots.members.subarray(shoots.starts[shoot], shoots.starts[shoot + 1])
    const seen = shoot % 7 === 3 ? all.subarray(0, Math.ceil((2 * all.length) / 3)) : all
    const worth = new Map(
      Array.from(seen, (photo) => [
        photo,
        photographer === 'planted' ? utility[photo]! + 0.5 * random.normal() : random.normal(),
      ]),
    )
    const best = Array.from(seen).sort((a, b) => worth.get(b)! - worth.get(a)!)
    best.forEach((photo, place) => {
      if (place < Math.max(2, seen.length / 5)) marks.flag[photo] = 1
      else if (marked === 'all') marks.passed[photo] = 1
    })
  }
  const measures: MeasureTable = {
    names: ['focus', 'noise'],
    values: Float64Array.from({ length: 2 * photos }, (_, at) => (at % 2 === 0 ? focus : noise)[at >> 1]!),
  }
  // What people like in general has something of this taste and much that is not.
  const prior: Prior = {
    mean: taste.map((weight) => 0.3 * weight + 0.25 * random.normal()),
    deviation: new Float64Array(P).fill(0.5),
  }
  const model: Pick<TasteModel, 'prior' | 'settings'> = {
    prior,
    settings: { scores: 'ordinal', levels: 12, pseudoRatings: 0.5, spread: 1, caution: 2 },
  }
  return {
    archive: {
      rows: { count: photos, width: P, data: Float64Array.from(rows) },
      marks,
      standings: standingsOf(marks, shoots, seriesGroups),
      shoots,
      series: seriesGroups,
      measures,
    },
    model,
    /** (photo): what a program that knew the taste would order by. */
    utility: Float64Array.from(utility),
  }
}

/** Groups of photos that stand one after the other. */
function groupsOf(of: readonly number[]): Groups {
  const starts = [0]
  of.forEach((group, photo) => {
    if (photo > 0 && group !== of[photo - 1]) starts.push(photo)
  })
  return {
    of: Int32Array.from(of),
    starts: Int32Array.from([...starts, of.length]),
    members: Int32Array.from(of, (_, at) => at),
  }
}

const DAY = 24 * 3600_000

/** A shoot every third day, an hour each. */
function detailsOf(shootOf: readonly number[], count: number): Shoots['details'] {
  return Array.from({ length: count }, (_, shoot) => {
    const from = Date.UTC(2019, 0, 1, 10) + 3 * DAY * shoot
    return {
      key: shootOf.indexOf(shoot),
      label: `shoot ${shoot + 1}`,
      from,
      to: from + 3600_000,
      frames: shootOf.filter((each) => each === shoot).length,
      notes: [],
    }
  })
}
