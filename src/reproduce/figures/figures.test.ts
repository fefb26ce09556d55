import { describe, expect, it } from 'vitest'
import type { FigureMeasurements } from './paper-figure.ts'
import { figures, type PaperFigure } from './figures.ts'
import { isAbsent, type Measurements, type PackUnderTest, type PersonalResult } from '../measurements.ts'

const pack: PackUnderTest = {
  name: 'wide',
  hash: '0123456789abcdef',
  architecture: 'ViT-L/14',
  vectors: ['spaq', 'own', 'ava'],
}

/** Six people, later ids first; p1 has too few photos for K = 100. */
const people: PersonalResult = {
  shots: {
    10: { mean: 0.51, std: 0.004, raters: ['p6', 'p5', 'p4', 'p3', 'p2', 'p1'].map(learnt(0.5)) },
    100: { mean: 0.62, std: null, raters: ['p6', 'p5', 'p4', 'p3', 'p2'].map(learnt(0.75)) },
  },
  zeroShot: ['p6', 'p5', 'p4', 'p3', 'p2', 'p1'].map((rater, at) => ({ rater, srocc: [0.25, 0.5, at / 8] })),
}

function learnt(srocc: number) {
  return (rater: string, at: number) => ({
    rater,
    srocc: srocc - at / 16,
    meanZeroShot: (srocc + at / 8) / 3,
    coefficients: [0.25, 0.375, at / 16],
  })
}

const absent = { absent: 'data not present' }

/** Measured: Flickr-AES and REAL-CUR with the paper's method, and the similarity. */
const measurements: Measurements = {
  packs: [pack],
  shots: [10, 100],
  personal: async ({ database, variant, vectors }) => {
    if (database === 'aadb' || variant !== 'ours') return absent
    if (vectors === undefined) return people
    const gain = vectors.length / 100 + (vectors.includes('own') ? 0.1 : 0)
    const { 10: few, 100: many } = people.shots
    return { ...people, shots: { 10: { ...few!, mean: few!.mean + gain }, 100: { ...many!, mean: many!.mean + gain } } }
  },
  general: async () => absent,
  similarity: async ({ vectors }) => ({
    names: vectors,
    values: [
      [1, 0.25, -0.5],
      [0.25, 1, 0],
      [-0.5, 0, 1],
    ],
  }),
  imagesPerSecond: async () => absent,
}

const without: Measurements = { ...measurements, personal: async () => absent, similarity: async () => absent }

async function make(id: string, from: FigureMeasurements = measurements) {
  return figures.find((figure) => figure.id === id)!.make(from, pack)
}

async function drawn(id: string, from: FigureMeasurements = measurements): Promise<PaperFigure> {
  const figure = await make(id, from)
  if (isAbsent(figure)) throw new Error(`${id} is absent: ${figure.absent}`)
  return figure
}

function texts(svg: string): readonly string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]!)
}

describe('the figures of the paper', () => {
  it('are 2, 4, 5, 6, 7 and 8 to 13', () => {
    const numbers = [2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]
    expect(figures.map(({ id }) => id)).toEqual(numbers.map((number) => `figure${number}`))
    expect(figures.map(({ title }) => title.split('.')[0])).toEqual(numbers.map((number) => `Figure ${number}`))
  })

  it('say why they are absent, each of them', async () => {
    for (const figure of figures) expect(await figure.make(without, pack)).toEqual(absent)
  })

  it('are the same twice, and name their pack in the caption', async () => {
    for (const { id } of figures.slice(0, 9)) {
      const [first, second] = [await drawn(id), await drawn(id)]
      expect(second).toEqual(first)
      expect(first.id).toBe(id)
      expect(first.caption).toContain('Pack wide (0123456789ab).')
      expect(first.svg).toMatch(/^<svg/)
      expect(JSON.parse(JSON.stringify(first.data))).toEqual(first.data)
    }
  })
})

describe('a figure of what was learnt', () => {
  it("says how the settings differ from the paper's, so that it tells so alone", async () => {
    const notes = ["linearised, not the paper's method", '1 trial instead of 10']
    for (const id of ['figure5', 'figure6', 'figure7', 'figure8']) {
      const { caption } = await drawn(id, { ...measurements, notes })
      expect(caption).toMatch(/Settings: linearised, not the paper's method; 1 trial instead of 10\.$/)
      expect((await drawn(id)).caption).not.toContain('Settings')
    }
  })
})

describe('figure 2', () => {
  it('shows the first four users in the order of their ids with all vectors', async () => {
    const { data, svg, caption } = await drawn('figure2')
    const users = ['p1', 'p2', 'p3', 'p4'].map((rater, at) => ({ rater, srocc: [0.25, 0.5, (5 - at) / 8] }))
    expect(data).toEqual({ vectors: pack.vectors, users })
    expect(texts(svg)).toEqual(expect.arrayContaining(['p1', 'p4', 'spaq', 'own', 'ava']))
    expect(texts(svg)).not.toContain('p5')
    expect(caption).toContain('first 4 test workers')
  })
})

describe('figure 4', () => {
  it('writes the similarities into the cells', async () => {
    const { svg, data } = await drawn('figure4')
    expect(texts(svg).filter((text) => /^-?\d\.\d\d$/.test(text))).toEqual([
      '1.00',
      '0.25',
      '-0.50',
      '0.25',
      '1.00',
      '0.00',
      '-0.50',
      '0.00',
      '1.00',
    ])
    expect(data['vectors']).toEqual(pack.vectors)
  })
})

describe('figure 5', () => {
  it("adds the vectors in the paper's order, those of the pack's own last, beside the quoted state of the art", async () => {
    const { data, svg, caption } = await drawn('figure5')
    const points = (base: number, std: number | null) =>
      [0.01, 0.02, 0.13].map((gain, at) => ({ databases: at + 1, srocc: expect.closeTo(base + gain, 9), std }))
    expect(data).toEqual({
      databases: ['ava', 'spaq', 'own'],
      series: [
        { shots: 10, points: points(0.51, 0.004) },
        { shots: 100, points: points(0.62, null) },
      ],
      quoted: [
        { shots: 10, srocc: 0.495 },
        { shots: 100, srocc: 0.599 },
      ],
    })
    const named = ['ava', '+ spaq', '+ own', '10-shot', '100-shot', 'MTCL, 10-shot: .495', 'MTCL, 100-shot: .599']
    expect(texts(svg)).toEqual(expect.arrayContaining(named))
    expect(caption).toContain("not the paper's six")
  })

  it('does not write another pack off as different when it holds the six', async () => {
    const six = { ...pack, vectors: ['spaq', 'koniq-10k', 'para', 'tad66k', 'flickr-aes', 'ava'] }
    const figure = (await figures[2]!.make(measurements, six)) as PaperFigure
    expect(figure.data['databases']).toEqual(['ava', 'flickr-aes', 'tad66k', 'para', 'koniq-10k', 'spaq'])
    expect(figure.caption).not.toContain("not the paper's six")
  })
})

describe('figure 6', () => {
  it('counts a pair for each vector and person of all databases there are, and says which are not', async () => {
    const { data, caption } = await drawn('figure6')
    // Five people at K = 100 and three vectors, on two databases.
    const counts = data['counts'] as readonly (readonly number[])[]
    expect(counts.flat().reduce((sum, count) => sum + count, 0)).toBe(30)
    expect(data['pairs']).toContainEqual({
      database: 'real-cur',
      rater: 'p5',
      vector: 'ava',
      zeroShot: 1 / 8,
      coefficient: 1 / 16,
    })
    expect(data['missing']).toEqual(['AADB: data not present'])
    expect(caption).toContain('30 pairs of 10 test raters of Flickr-AES, REAL-CUR')
    expect(caption).toContain('Not in it: AADB: data not present.')
  })

  it('is absent for a method without coefficients', async () => {
    const bare = {
      ...people,
      shots: { 100: { ...people.shots['100']!, raters: [{ rater: 'p6', srocc: 0.5, meanZeroShot: 0.25 }] } },
    }
    const figure = await make('figure6', { ...measurements, shots: [100], personal: async () => bare })
    expect(figure).toEqual({ absent: 'the method has no coefficients' })
  })
})

describe('figure 7', () => {
  it('sorts people by their gain over the mean zero-shot SROCC on the same photos', async () => {
    const { data, svg, caption } = await drawn('figure7')
    const gains = data['individuals'] as readonly { readonly rater: string; readonly gain: number }[]
    expect(gains.map(({ rater, gain }) => [rater, gain])).toEqual(
      ['p6', 'p5', 'p4', 'p3', 'p2'].map((rater, at) => [
        rater,
        expect.closeTo(0.75 - at / 16 - (0.75 + at / 8) / 3, 9),
      ]),
    )
    expect(texts(svg).filter((text) => /^p\d$/.test(text))).toEqual(['p6', 'p5', 'p4', 'p3', 'p2'])
    expect(caption).toContain('Nobody loses.')
  })
})

describe('figures 8 to 13', () => {
  it('show each person in the order of ids, and leave out those with too few photos for K', async () => {
    const [few, many] = [await drawn('figure8'), await drawn('figure9')]
    expect(few.data['individuals']).toHaveLength(6)
    expect(many.data['individuals']).toHaveLength(5)
    expect((few.data['individuals'] as readonly unknown[])[0]).toEqual({
      rater: 'p1',
      srocc: 0.5 - 5 / 16,
      meanZeroShot: expect.closeTo((0.5 + 5 / 8) / 3, 9),
    })
    expect(texts(many.svg)).toEqual(expect.arrayContaining(['p2', 'p6', '100-shot', 'mean zero-shot']))
  })

  it('name the K that was measured where it is not the paper’s, and never show one K as both', async () => {
    const only = (shots: readonly number[]): Measurements => ({
      ...measurements,
      shots,
      personal: async () => ({ ...people, shots: Object.fromEntries(shots.map((k) => [k, people.shots['10']!])) }),
    })
    expect((await drawn('figure8', only([2, 4]))).title).toContain('2-shot')
    expect((await drawn('figure9', only([2, 4]))).title).toContain('4-shot')
    expect(await make('figure9', only([10]))).toEqual({ absent: 'not run: only K = 10 was asked for' })
    expect(await make('figure8', only([100]))).toEqual({ absent: 'not run: only K = 100 was asked for' })
  })

  it('are absent where nobody has photos enough', async () => {
    const empty = { ...measurements, personal: async () => ({ ...people, shots: {} }) }
    expect(await make('figure11', empty)).toEqual({ absent: 'no rater has enough photos for K = 100' })
  })
})
