import type { PhotoFacts } from '../../src/catalog/index.ts'
import { createRandom } from '../../src/core/index.ts'
import { hashWords } from '../../src/image/index.ts'

/** A photo as the archive knows it. */
export interface Frame {
  readonly name: string
  /** Path below `/photos`. */
  readonly folder?: string
  /** `2024-05-31T10:00:00`, by the camera's clock; undefined for no time. */
  readonly at?: string | undefined
  readonly camera?: string
  readonly hash?: string
}

/** A library of frames: the photo at place i has the number 100 + i. */
export function libraryOf(frames: readonly Frame[]): { readonly ids: Int32Array; readonly facts: PhotoFacts } {
  const folders = [...new Set(frames.map(({ folder = '' }) => folder))]
  const cameras = [...new Set(frames.flatMap(({ camera }) => (camera === undefined ? [] : [camera])))]
  return {
    ids: Int32Array.from(frames.keys(), (place) => 100 + place),
    facts: {
      count: frames.length,
      takenAt: Float64Array.from(frames, ({ at }) => (at === undefined ? NaN : Date.parse(`${at}Z`))),
      camera: Int32Array.from(frames, ({ camera }) => (camera === undefined ? -1 : cameras.indexOf(camera))),
      cameras,
      folder: Int32Array.from(frames, ({ folder = '' }) => folders.indexOf(folder)),
      folders: folders.map((label) => ({ path: label === '' ? '/photos' : `/photos/${label}`, label })),
      names: frames.map(({ name }) => name),
      alsoIn: new Map(),
      hashes: hashWords(frames.map(({ hash = '0'.repeat(32) }) => hash)),
    },
  }
}

/** `2024-05-31T10:00:00` so many seconds later. */
export function later(time: string, seconds: number): string {
  return new Date(Date.parse(`${time}Z`) + 1000 * seconds).toISOString().slice(0, 19)
}

/** A hash of which any two differ in some sixty bits. */
export function hashOf(random: { integer(count: number): number }): string {
  return Array.from({ length: 32 }, () => random.integer(16).toString(16)).join('')
}

const NOON = '2024-05-31T12:00:00'

interface Two {
  readonly ahead: number
  /** Scenes, of which both cameras take each, B ten seconds after A, and B's clock `ahead` minutes. */
  readonly scenes?: number
  readonly folder?: string
  readonly pause?: number
}

/** Frames of two cameras that see the same scenes; B takes some more of its own, and fewer in all. */
export function twoCameras({ ahead, scenes = 12, folder = 'Wedding', pause = 200 }: Two): readonly Frame[] {
  const random = createRandom('two cameras')
  return Array.from({ length: scenes }, (_, at) => {
    const [hash, shown] = [hashOf(random), later(NOON, pause * at)]
    return [
      { name: `a${at}`, folder, at: shown, camera: 'A', hash },
      { name: `b${at}`, folder, at: later(shown, 60 * ahead + 10), camera: 'B', hash: near(hash) },
      { name: `own${at}`, folder, at: later(shown, 30), camera: 'A', hash: hashOf(random) },
    ]
  }).flat()
}

/** Three bits away. */
const near = (hash: string): string => `${(Number.parseInt(hash[0]!, 16) ^ 7).toString(16)}${hash.slice(1)}`
