import { basename } from 'node:path'
import { z } from 'zod'
import { FormatError, MissingError, readJson, readTextFile } from '../../core/index.ts'
import { readTable, type Table } from '../csv.ts'
import type { Importer } from '../importer.ts'
import { allOf, firstOf } from '../needs.ts'
import { summaryOf } from '../votes.ts'
import { columnsOf } from './published-table.ts'

const OFFICIAL = ['AVA.txt', 'AVA_dataset/AVA.txt'] as const
const JSON_FORM = ['ava_labels_*.json'] as const
const CSV_FORM = ['*AVA_*.csv'] as const
const NEEDED = [...OFFICIAL, ...JSON_FORM, ...CSV_FORM] as const
const TEST_LIST = [
  'aesthetics_image_lists/generic_test.jpgl',
  'AVA_dataset/aesthetics_image_lists/generic_test.jpgl',
] as const

const marks = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
const HEADER = ['image', 'score', 'split', 'votes', 'disagreement', 'tag1', 'tag2', 'challenge'] as const

/**
 * 255,530 photos of the challenges of dpchallenge.com with the numbers of votes for 1 .. 10; the score is their mean,
 * `disagreement` their standard deviation. Photos are `<id>.jpg`. Three published forms, the first that is there counts:
 * - `AVA.txt`, the authors': index, image id, ten counts, two semantic tags (0: none), challenge id, parted by spaces. The
 *   ids of `aesthetics_image_lists/generic_test.jpgl` (19,930) are `test` and all others `train`; without it no split.
 * - `ava_labels_train.json`, `ava_labels_test.json`: `[{ "image_id": "953619", "label": [10 counts] }, ..]`.
 * - `TANet_AVA_test.csv` and the like: `image_id, score2 .. score11, tag1, tag2, tag3`, where `score2` counts the votes
 *   for 1, as the JSON form shows for the 1,229 photos that both samples have, and `tag3` is the challenge.
 * In the last two the file's name says which split it is.
 *
 * Built from: published files of the JSON and CSV forms; `AVA.txt` from the authors' README.
 */
export const ava: Importer = {
  name: 'ava',
  title: 'AVA',
  source: 'Murray, Marchesotti, Perronnin: AVA (CVPR 2012)',
  scale: [1, 10],
  template: 'ten',
  labels: ['means'],
  needs: [{ anyOf: NEEDED, what: 'ten counts of votes a photo' }],
  basis: 'a published file',

  async table(folder) {
    const official = await firstOf(folder, OFFICIAL)
    if (official !== undefined) return readOfficial(official, await firstOf(folder, TEST_LIST))
    const jsons = await allOf(folder, JSON_FORM)
    const csvs = await allOf(folder, CSV_FORM)
    const tables = await (jsons.length > 0 ? Promise.all(jsons.map(readJsonForm)) : Promise.all(csvs.map(readCsvForm)))
    const [first] = tables
    if (first === undefined)
      throw new MissingError(`${folder} has no ${NEEDED.join(' or ')}, which AVA is published with`)
    return { ...first, rows: tables.flatMap(({ rows }) => rows) }
  },
}

async function readOfficial(path: string, testList: string | undefined): Promise<Table> {
  const test = testList === undefined ? undefined : await readIds(testList)
  const lines = (await readTextFile(path)).split(/\r?\n/)
  const rows = lines.flatMap((text, index) => {
    if (text.trim() === '') return []
    const cells = text.trim().split(/\s+/)
    if (cells.length !== 15 || !cells.every((cell) => /^\d+$/.test(cell))) {
      throw new FormatError(
        `${path} line ${index + 1} is "${text.slice(0, 60)}"; expected 15 whole numbers: index, image, 10 counts, 2 tags, challenge`,
      )
    }
    const id = cells[1]!
    const split = test === undefined ? '' : test.has(id) ? 'test' : 'train'
    return [{ line: index + 1, cells: rowOf({ id, counts: cells.slice(2, 12), split, tags: cells.slice(12) }) }]
  })
  if (rows.length === 0) throw new FormatError(`${path} is empty; unpack it again`)
  return { path, header: HEADER, rows }
}

async function readIds(path: string): Promise<ReadonlySet<string>> {
  const ids = (await readTextFile(path)).split(/\s+/).filter(Boolean)
  const odd = ids.find((id) => !/^\d+$/.test(id))
  if (odd !== undefined || ids.length === 0) {
    throw new FormatError(
      `${path} ${odd === undefined ? 'is empty' : `holds "${odd.slice(0, 40)}"`}; expected image ids`,
    )
  }
  return new Set(ids)
}

const jsonForm = z.array(
  z.object({ image_id: z.union([z.string(), z.number()]), label: z.array(z.number().nonnegative()).length(10) }),
)

async function readJsonForm(path: string): Promise<Table> {
  const split = splitOfName(path)
  const rows = (await readJson(path, jsonForm)).map(({ image_id, label }, at) => ({
    line: at + 1,
    cells: rowOf({ id: String(image_id), counts: label.map(String), split, tags: [] }),
  }))
  return { path, header: HEADER, rows }
}

async function readCsvForm(path: string): Promise<Table> {
  const table = await readTable(path)
  const counts = marks.map((mark) => `score${mark + 1}`)
  const at = columnsOf(table, ['image_id', ...counts])
  const tags = ['tag1', 'tag2', 'tag3'].map((name) => table.header.indexOf(name))
  const split = splitOfName(path)
  const rows = table.rows.map(({ line, cells }) => ({
    line,
    cells: rowOf({
      id: cells[at.image_id!]!,
      counts: counts.map((name) => cells[at[name]!]!),
      split,
      tags: tags.map((tag) => cells[tag] ?? ''),
    }),
  }))
  return { path, header: HEADER, rows }
}

function splitOfName(path: string): string {
  const [, word] = /(train|val|test)[a-z]*\.(json|csv)$/i.exec(basename(path)) ?? []
  return word === undefined ? '' : word.toLowerCase() === 'val' ? 'validation' : word.toLowerCase()
}

function rowOf(of: {
  readonly id: string
  readonly counts: readonly string[]
  readonly split: string
  readonly tags: readonly string[]
}): readonly string[] {
  const summary = of.counts.every((count) => /^\d+(\.0*)?$/.test(count))
    ? summaryOf(of.counts.map(Number), marks)
    : undefined
  const [score, votes, disagreement] = summary
    ? [String(summary.mean), String(summary.votes), String(summary.disagreement)]
    : ['', '', ''] // counted where the rows are read
  const [tag1 = '', tag2 = '', challenge = ''] = of.tags
  return [of.id === '' ? '' : `${of.id}.jpg`, score, of.split, votes, disagreement, tag1, tag2, challenge]
}
