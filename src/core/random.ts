import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'

/** A seeded source of randomness. The same seed gives the same numbers on every machine. */
export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  uniform(): number
  /** Standard normal (Box-Muller). */
  normal(): number
  /** Uniform integer in [0, bound). */
  integer(bound: number): number
  /** A new array in random order (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[]
  /** `count` different items in random order. */
  sample<T>(items: readonly T[], count: number): T[]
}

/**
 * Deterministic generator (xoroshiro128+). `seed` may be a number or a name such as `"7/rater r012/trial 3"`, so that
 * every part of an experiment has a stream of its own, whatever order the parts run in.
 */
export function createRandom(seed: number | string): Random {
  const generator = xoroshiro128plusFromState(stateOf(hashOf(String(seed))))
  const uniform = (): number => (generator.next() >>> 0) / 2 ** 32
  const integer = (bound: number): number => Math.floor(uniform() * bound)
  const shuffle = <T>(items: readonly T[]): T[] => {
    const result = [...items]
    for (let last = result.length - 1; last > 0; last--) {
      const other = integer(last + 1)
      const held = result[last] as T
      result[last] = result[other] as T
      result[other] = held
    }
    return result
  }
  return {
    uniform,
    integer,
    shuffle,
    sample: (items, count) => shuffle(items).slice(0, count),
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  }
}

/** Four words of splitmix32: seeds that differ in one bit start unrelated streams. */
function stateOf(seed: number): [number, number, number, number] {
  let state = seed
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0
    let word = state ^ (state >>> 16)
    word = Math.imul(word, 0x21f0aaad)
    word ^= word >>> 15
    word = Math.imul(word, 0x735a2d97)
    return word ^ (word >>> 15)
  }
  return [next(), next(), next(), next()]
}

/** 32-bit FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash | 0
}
