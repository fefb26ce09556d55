import { parse } from 'csv-parse/sync'
import { expect, it } from 'vitest'
import * as exports from './index.ts'
import type { ExportedPhoto } from './index.ts'

const exportCsv = (photos: readonly ExportedPhoto[]): string => [...exports.exportCsv(photos)].join('')
const exportJson = (photos: readonly ExportedPhoto[]): string => [...exports.exportJson(photos)].join('')

const plain: ExportedPhoto = {
  path: '/photos/a.jpg',
  place: 2,
  name: 'a.jpg',
  stars: 4,
  probability: 0.53,
  score: -0.25,
  deviation: 0.5,
  takenAt: '2024-05-31T18:03:00',
  given: null,
}
const given: ExportedPhoto = {
  ...plain,
  place: 1,
  name: 'Blüte, "nah".jpg',
  takenAt: null,
  given: { score: 5, stars: 3, flag: 'pick' },
}

it('a CSV has a row for each photo in their order, with what was given apart from what is predicted', () => {
  const rows = parse(exportCsv([plain, given]), { bom: true, columns: true })
  const expected = {
    place: '2',
    name: 'a.jpg',
    predicted_stars: '4',
    probability: '0.53',
    score: '-0.25',
    deviation: '0.5',
    given_score: '',
    given_stars: '',
    given_flag: '',
    taken_at: '2024-05-31T18:03:00',
    path: '/photos/a.jpg',
  }
  const other = { place: '1', name: given.name, given_score: '5', given_stars: '3', given_flag: 'pick', taken_at: '' }
  expect(rows).toEqual([expected, { ...expected, ...other }])
})

it('a CSV starts with the mark by which Excel knows UTF-8', () => {
  expect([...Buffer.from(exportCsv([plain])).subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
})

it.each(['=HYPERLINK("http://x")', '+1', '-2+3', '@SUM(1)', '\t=1', '\r=1', '＝1'])(
  'a name is no formula in a CSV: %j',
  (start) => {
    const name = `${start}.jpg`
    const [row] = parse(exportCsv([{ ...plain, name }]), { bom: true, columns: true })
    expect(row).toMatchObject({ name: `'${name}`, score: '-0.25' }) // numbers stay numbers
    expect(JSON.parse(exportJson([{ ...plain, name }]))).toMatchObject([{ name }])
  },
)

it('JSON has the columns of the CSV, and null for what was not given', () => {
  const rows = JSON.parse(exportJson([plain, given])) as Record<string, unknown>[]
  const [header] = parse(exportCsv([]), { bom: true })
  expect(rows.map(Object.keys)).toEqual([header, header])
  expect(rows[0]).toMatchObject({ place: 2, score: -0.25, given_score: null, given_flag: null })
  expect(rows[1]).toMatchObject({
    name: given.name,
    given_score: 5,
    given_stars: 3,
    given_flag: 'pick',
    taken_at: null,
  })
  expect(JSON.parse(exportJson([]))).toEqual([])
})

it('a large table is written in parts, of which none takes long', () => {
  const many = Array.from({ length: 1234 }, (_, at) => ({ ...plain, place: at + 1 }))
  const parts = [...exports.exportCsv(many)]
  expect(Math.max(...parts.map((part) => part.split('\n').length))).toBeLessThan(600)
  for (const rows of [parse(parts.join(''), { bom: true, columns: true }), JSON.parse(exportJson(many))])
    expect((rows as { place: unknown }[]).map(({ place }) => Number(place))).toEqual(many.map(({ place }) => place))
})
