import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CancelledError, createRandom, FormatError, PalateError, srocc, UsageError } from '../core/index.ts'
import { drawSupport } from './draws.ts'
import { evaluate } from './evaluate.ts'
import type { EvaluateOptions } from './options.ts'
import type { Method, Rater, Support } from './protocol.ts'

const bed = Array.from({ length: 30 }, (_, at) => at)
const truth = createRandom('the quality of photos')
const quality = bed.map(() => truth.normal())

/** Raters who rate on 1 to 5 what they see of the photos' quality. */
const raters: readonly Rater[] = Array.from({ length: 6 }, (_, rater) => {
  const random = createRandom(`rater/${rater}/ratings`)
  const scores = quality.map((value) => Math.max(1, Math.min(5, Math.round(3 + value + 0.5 * random.normal()))))
  return { id: `r${rater}`, photos: bed, scores }
})

function method(name: string, score: (support: Support, photo: number) => number): Method {
  return {
    name,
    learn: async (support) => [{ label: name, scores: bed.map((photo) => score(support, photo)), seconds: 0.25 }],
  }
}

const oracle = method('oracle', (_, photo) => quality[photo]!)
const opposite = method('opposite', (_, photo) => -quality[photo]!)
const flat = method('flat', () => 1)
const zeroShot = method('zero-shot', (_, photo) => quality[photo]! + 1.5 * Math.sin(photo * 7))
/** The rating of the nearest rated photo by place: depends on the support. */
const nearest = method('nearest', ({ photos, scores }, photo) => {
  const distances = photos.map((rated) => Math.abs(quality[rated]! - quality[photo]!))
  return scores[distances.indexOf(Math.min(...distances))] ?? 0
})

const options: EvaluateOptions = {
  raters,
  methods: [zeroShot, oracle, flat, nearest],
  shots: [0, 5],
  trials: 3,
  seed: 7,
}

describe('evaluate', () => {
  it('gives the mean over raters of the mean over trials, and the spreads over trials and over raters', async () => {
    const { methods, raters: counted } = await evaluate(options)
    expect(counted).toBe(6)
    // From the definition, over the same draws.
    const table = raters.map((rater) =>
      [0, 1, 2].map((trial) => {
        const { test } = drawSupport(rater, { seed: 7, trial, shots: 5 })
        return srocc(
          test.photos.map((photo) => Math.fround(quality[photo]!)),
          test.scores,
        )
      }),
    )
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length
    const deviation = (values: readonly number[]): number =>
      Math.sqrt(values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1))
    const { srocc: found } = methods['oracle']!['5']!
    expect(found.mean).toBeCloseTo(mean(table.flat()), 12)
    expect(found.std).toBeCloseTo(deviation([0, 1, 2].map((trial) => mean(table.map((row) => row[trial]!)))), 12)
    expect(found.se).toBeCloseTo(deviation(table.map(mean)) / Math.sqrt(6), 12)
    expect(methods['oracle']!['5']!.secondsPerUser).toBeCloseTo(0.25, 12)
  })

  it('gives every method the same support, drawn anew for each rater, trial and K', async () => {
    const seen = new Map<string, string[]>()
    const spy = (name: string): Method => ({
      name,
      learn: async ({ photos }, { rater }) => {
        seen.set(name, [...(seen.get(name) ?? []), `${rater}:${photos.join()}`])
        return [{ label: name, scores: quality, seconds: 0 }]
      },
    })
    await evaluate({ ...options, methods: [spy('a'), spy('b')], shots: [5] })
    expect(seen.get('a')).toEqual(seen.get('b'))
    expect(new Set(seen.get('a')).size).toBe(18)
  })

  it('counts a prediction without an order as 0, half of the pairs right, and says how often', async () => {
    const { methods } = await evaluate(options)
    const result = methods['flat']!['5']!
    expect(result.srocc).toEqual({ mean: 0, std: 0, se: 0 })
    expect(result.pairwiseAccuracy).toBe(0.5)
    expect(result.constantPredictions).toBe(18)
    expect(methods['oracle']!['5']!.constantPredictions).toBe(0)
  })

  it('gives the opposite method the opposite figures, harms every rater by it and none by the baseline itself', async () => {
    const { methods } = await evaluate({
      ...options,
      methods: [oracle, opposite],
      withoutRatings: 'oracle',
      pairedAgainst: 'oracle',
    })
    const [right, wrong] = [methods['oracle']!['5']!, methods['opposite']!['5']!]
    expect(wrong.srocc.mean).toBeCloseTo(-right.srocc.mean, 12)
    expect(wrong.pairwiseAccuracy).toBeCloseTo(1 - right.pairwiseAccuracy, 12)
    expect([right.harmed, wrong.harmed]).toEqual([0, 1])
    expect(right.pairedDifference).toEqual({ difference: 0, low: 0, high: 0 })
    expect(wrong.pairedDifference!.difference).toBeCloseTo(-2 * right.srocc.mean, 12)
    expect(wrong.pairedDifference!.high).toBeLessThan(-1)
  })

  it('tells methods which trial it is, and gives the figures of every rater and trial', async () => {
    const told: string[] = []
    const listening: Method = {
      name: 'listening',
      learn: async (_support, { rater, trial, shots }) => {
        told.push(`${rater}/${trial}/${shots}`)
        return [{ label: 'listening', scores: quality, seconds: 0 }]
      },
    }
    const { methods } = await evaluate({ ...options, methods: [listening] })
    expect(new Set(told).size).toBe(36)
    const { perRater, srocc: all, pairwiseAccuracy } = methods['listening']!['5']!
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length
    for (const { srocc: own, pairwiseAccuracy: accuracy, trials } of perRater) {
      expect(trials.map(({ trial, photos }) => [trial, photos])).toEqual([0, 1, 2].map((trial) => [trial, 25]))
      expect(own).toBeCloseTo(mean(trials.map((one) => one.srocc)), 12)
      expect(accuracy).toBeCloseTo(mean(trials.map((one) => one.pairwiseAccuracy)), 12)
    }
    expect(all.mean).toBeCloseTo(mean(perRater.map((one) => one.srocc)), 12)
    expect(pairwiseAccuracy).toBeCloseTo(mean(perRater.map((one) => one.pairwiseAccuracy)), 12)
  })

  it('leaves out a trial whose test photos all have one rating, for all methods, and counts it', async () => {
    const odd: Rater = { id: 'odd', photos: [0, 1, 2, 3], scores: [5, 1, 1, 1] }
    const { excluded, methods } = await evaluate({ ...options, raters: [...raters, odd], shots: [2], trials: 12 })
    const drawn = Array.from({ length: 12 }, (_, trial) => trial).filter((trial) =>
      drawSupport(odd, { seed: 7, trial, shots: 2 }).support.photos.includes(0),
    )
    expect(drawn.length).toBeGreaterThan(0)
    expect(drawn.length).toBeLessThan(12)
    expect(excluded.trials).toEqual(drawn.map((trial) => ({ rater: 'odd', shots: 2, trial })))
    expect(methods['oracle']!['2']!.raters).toBe(7)
  })

  it('gives the same evaluation for the same seed and another for another', async () => {
    const paired = { ...options, pairedAgainst: 'zero-shot', replicates: 50 }
    const [first, again, other] = [
      await evaluate(paired),
      await evaluate(paired),
      await evaluate({ ...paired, seed: 8 }),
    ]
    expect(JSON.stringify(again)).toBe(JSON.stringify(first))
    expect(other.methods['nearest']).not.toEqual(first.methods['nearest'])
  })
})

describe('bad methods and options', () => {
  it('names method, rater and photo where a score is not finite or missing', async () => {
    const holes = method('holes', (_, photo) => (photo === 12 ? Number.NaN : 1))
    await expect(evaluate({ ...options, methods: [holes] })).rejects.toThrow(/method holes, rater r0.*photo 12 .*NaN/)
    const huge = method('huge', (_, photo) => (photo === 3 ? 1e300 : photo))
    await expect(evaluate({ ...options, methods: [huge] })).rejects.toThrow(PalateError)
    const short: Method = { name: 'short', learn: async () => [{ label: 'short', scores: [1, 2, 3], seconds: 0 }] }
    await expect(evaluate({ ...options, methods: [short] })).rejects.toThrow(/photo 3 the score undefined/)
  })

  it('names method and rater where a method throws, and keeps the cause', async () => {
    const cause = new Error('no memory')
    const broken: Method = { name: 'broken', learn: () => Promise.reject(cause) }
    const failed = evaluate({ ...options, methods: [broken] })
    await expect(failed).rejects.toThrow(/method broken, rater r0, trial 0, 0 shots: no memory/)
    await expect(failed).rejects.toHaveProperty('cause', cause)
  })

  it('refuses a label that no method gives at the first chance, with the labels that there are', async () => {
    let learnt = 0
    const counting: Method = {
      name: 'counting',
      learn: async () => {
        learnt++
        return [{ label: 'counting', scores: quality, seconds: 0 }]
      },
    }
    const misspelt = { ...options, methods: [counting], withoutRatings: 'countign' }
    await expect(evaluate(misspelt)).rejects.toThrow(/no method gives countign at 0 shots; there are counting/)
    expect(learnt).toBe(1)
  })

  it('refuses options that cannot be meant', async () => {
    const wrong: readonly Partial<EvaluateOptions>[] = [
      { methods: [] },
      { methods: [flat, flat] },
      { shots: [] },
      { shots: [5, 5] },
      { shots: [-1] },
      { shots: [2.5] },
      { trials: 0 },
      { maxRaters: 0 },
      { replicates: 3 },
    ]
    for (const change of wrong) await expect(evaluate({ ...options, ...change })).rejects.toThrow(UsageError)
  })
})

describe('the record', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'palate-evaluate-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  /** Times differ from call to call, so that figures from the record can be told from new ones. */
  function timed(): { readonly method: Method; readonly calls: () => number } {
    let calls = 0
    const learn: Method['learn'] = async (support, { random }) => [
      { label: 'noisy', scores: bed.map((photo) => quality[photo]! + random.normal()), seconds: ++calls },
      { label: 'size', scores: bed.map((photo) => support.photos.length * photo), seconds: calls },
    ]
    return { method: { name: 'timed', learn }, calls: () => calls }
  }

  it('gives the same bytes from the record as when the methods ran, seconds included', async () => {
    const record = join(folder, 'a', 'record.jsonl')
    const { method: timedMethod, calls } = timed()
    const run = { ...options, methods: [timedMethod, oracle], record }
    const first = await evaluate(run)
    const again = await evaluate(run)
    expect(calls()).toBe(36)
    expect(JSON.stringify(again)).toBe(JSON.stringify(first))
  })

  it('opens a record that was made before coefficients, halves and files of draws were', async () => {
    const record = join(folder, 'old.jsonl')
    const settings = { pack: 'abc' }
    const hash = createHash('sha256')
      .update(JSON.stringify({ seed: 7, raters, settings }))
      .digest('hex')
    const { support, test } = drawSupport(raters[0]!, { seed: 7, trial: 0, shots: 5 })
    const scores = Buffer.from(Float32Array.from(test.photos, (photo) => -photo).buffer).toString('base64')
    const outcomes = [{ label: 'merge', seconds: 77, scores }]
    const entry = { method: 'merge', rater: 'r0', trial: 0, shots: 5, support: support.photos, outcomes }
    const header = { palate: 'evaluation record', version: 1, settings: hash }
    writeFileSync(record, `${JSON.stringify(header)}\n${JSON.stringify(entry)}\n`)
    const merging: Method = {
      name: 'merge',
      learn: async () => {
        const coefficients = { layers: 2, databases: 3, data: Float32Array.of(0, 0.5, 1, 1, 0.5, 0.25) }
        return [{ label: 'merge', scores: quality, seconds: 1, coefficients }]
      },
    }
    const run = { ...options, methods: [merging], shots: [5], trials: 2, settings, record }
    const { perRater, secondsPerUser } = (await evaluate(run)).methods['merge']!['5']!
    expect(secondsPerUser).toBeCloseTo((5 + 39) / 6, 12)
    // Of r0 one trial has none; a mean of the other would pass for that of both.
    expect(perRater.map(({ coefficients }) => coefficients)).toEqual([
      undefined,
      ...Array.from({ length: 5 }, () => [0.5, 0.5, 0.625]),
    ])
  })

  it('is another one for other halves or other draws', async () => {
    const record = join(folder, 'record.jsonl')
    const run = { ...options, methods: [oracle], record }
    await evaluate(run)
    const draws = [{ rater: 'r0', trial: 0, shots: 5, support: [0, 1, 2, 3, 4], test: bed.slice(5) }]
    for (const change of [{ supportFrom: new Set(bed.slice(15)) }, { draws, shots: [5] }])
      await expect(evaluate({ ...run, ...change })).rejects.toThrow(/other settings/)
  })

  it('goes on where it was stopped, cutting off a last line without its end, to the same figures', async () => {
    const whole = join(folder, 'whole.jsonl')
    const first = await evaluate({ ...options, methods: [timed().method], record: whole })
    const bytes = readFileSync(whole)
    const lines = bytes.toString('utf8').split('\n')
    for (const kept of [bytes.length - 20, bytes.length - 1, lines[0]!.length + 1, lines[0]!.length - 5, 0]) {
      const cut = join(folder, `cut-${kept}.jsonl`)
      writeFileSync(cut, bytes.subarray(0, kept))
      const { method: timedMethod, calls } = timed()
      const resumed = await evaluate({ ...options, methods: [timedMethod], record: cut })
      expect(resumed.methods['noisy']!['5']!.srocc).toEqual(first.methods['noisy']!['5']!.srocc)
      expect(calls()).toBe(36 - Math.max(0, bytes.subarray(0, kept).toString('utf8').split('\n').length - 2))
      const seconds = (file: string): string => readFileSync(file, 'utf8').replaceAll(/"seconds":\d+/g, '')
      expect(seconds(cut)).toBe(seconds(whole))
    }
  })

  it('stops after the entry at hand when the signal is raised, and keeps it', async () => {
    const record = join(folder, 'record.jsonl')
    const stop = new AbortController()
    const stopping: Method = {
      name: 'stopping',
      learn: async (_, { rater }) => {
        if (rater === 'r2') stop.abort()
        return [{ label: 'stopping', scores: quality, seconds: 0 }]
      },
    }
    const run = { ...options, methods: [stopping], record }
    await expect(evaluate({ ...run, job: { signal: stop.signal } })).rejects.toThrow(CancelledError)
    expect(readFileSync(record, 'utf8').split('\n')).toHaveLength(1 + 3 + 1)
  })

  it('grows by methods, shots and trials without running what is finished', async () => {
    const record = join(folder, 'record.jsonl')
    const { method: timedMethod, calls } = timed()
    await evaluate({ ...options, methods: [timedMethod], shots: [5], trials: 1, record })
    await evaluate({ ...options, methods: [oracle, timedMethod], shots: [0, 5], trials: 2, record })
    expect(calls()).toBe(24)
  })

  it('refuses a record of another seed, other scores or other settings, and a file that is none, and leaves them alone', async () => {
    const record = join(folder, 'record.jsonl')
    const run = { ...options, methods: [oracle], settings: { pack: 'abc' }, record }
    await evaluate(run)
    const before = readFileSync(record)
    const changed = [{ seed: 8 }, { raters: raters.slice(1) }, { settings: { pack: 'abd' } }]
    for (const change of changed) {
      await expect(evaluate({ ...run, ...change })).rejects.toThrow(/other settings.*delete it or name another file/)
    }
    expect(readFileSync(record)).toEqual(before)
    for (const content of ['my notes', 'my notes\nmore\n', '{"palate":"something else"}\n']) {
      const other = join(folder, 'notes.txt')
      writeFileSync(other, content)
      await expect(evaluate({ ...run, record: other })).rejects.toThrow(FormatError)
      expect(readFileSync(other, 'utf8')).toBe(content)
    }
  })

  it('refuses a record that is damaged in the middle or holds other draws', async () => {
    const record = join(folder, 'record.jsonl')
    const run = { ...options, methods: [oracle], shots: [5], record }
    await evaluate(run)
    const lines = readFileSync(record, 'utf8').split('\n')
    writeFileSync(record, [lines[0], lines[1]!.slice(9), ...lines.slice(2)].join('\n'))
    await expect(evaluate(run)).rejects.toThrow(/damaged in line 2/)
    const moved = lines[1]!.replace(/"support":\[\d+/, '"support":[99')
    writeFileSync(record, [lines[0], moved, ...lines.slice(2)].join('\n'))
    await expect(evaluate(run)).rejects.toThrow(/holds other draws for rater r0, trial 0, 5 shots/)
  })

  it('says so where the record cannot be opened', async () => {
    await expect(evaluate({ ...options, record: folder })).rejects.toThrow(/cannot open .*it is a folder/)
  })
})
