import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FormatError, MissingError } from '../../core/index.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { toyEvidence, toyPhotos, toyScores, toyTasteModel } from '../../../test/support/toy-taste.ts'
import type { Taste } from './learn-taste.ts'
import { type MergedTaste, mergeTastes } from './merge-tastes.ts'
import { migrateTaste } from './migrate-taste.ts'
import { addEvidence, editPrior, emptyTaste, undo } from './taste.ts'
import { readTaste, readTasteRecord, writeTaste } from './taste-file.ts'
import { tasteFileJsonSchema } from './taste-schema.ts'

const model = toyTasteModel({ width: 8 })
const { hashes, stored, descriptors } = toyPhotos(model, 40)
const folder = temporaryFolder()
const file = (name = 'taste.json'): string => join(folder, name)

/** A taste with everything in it, grown one by one so that its weights come from a warm start. */
const rich = [...toyScores(hashes.slice(0, 10)), ...toyEvidence(hashes, 30)].reduce<Taste>(
  (taste, item) => addEvidence(taste, [item], stored),
  editPrior(emptyTaste(model), { trust: 1.5, databases: { 'database-4': { mean: 0.2, deviation: 0.1 } } }),
)

describe('a taste file', () => {
  it('gives back the taste, its weights to the bit, and is written again as it was', async () => {
    await writeTaste(file(), rich)
    const read = (await readTaste(file(), model)) as Taste
    expect(read.evidence).toEqual(rich.evidence)
    expect(read.edits).toEqual(rich.edits)
    expect([...read.photos]).toEqual([...rich.photos])
    expect(read.descriptors).toEqual(rich.descriptors)
    expect(read.rows).toEqual(rich.rows)
    expect(read.posterior.weights).toEqual(rich.posterior.weights)
    expect(read.posterior.scales).toEqual(rich.posterior.scales)
    expect(read.posterior.covariance.to1DArray().length).toBe(15 * 15)
    await writeTaste(file('again.json'), read)
    expect(await readFile(file('again.json'))).toEqual(await readFile(file()))
    expect(await readdir(folder)).not.toContainEqual(expect.stringContaining('.tmp'))
  })

  it('holds weights that its ratings give again to 1e-9', async () => {
    await writeTaste(file(), rich)
    const record = await readTasteRecord(file())
    const { taste } = await migrateTaste(record, model, { describe: async () => new Map() })
    taste.posterior.weights.forEach((weight, at) =>
      expect(Math.abs(weight - record.people[0]!.weights[at]!)).toBeLessThan(1e-9),
    )
  })

  it('goes on as if it had never been written', async () => {
    await writeTaste(file(), rich)
    const read = (await readTaste(file(), model)) as Taste
    const more = toyEvidence(hashes, 5, 'more')
    const there = addEvidence(rich, more, stored)
    const here = addEvidence(read, more, stored)
    here.posterior.weights.forEach((weight, at) => expect(weight).toBeCloseTo(there.posterior.weights[at]!, 9))
    expect(undo(read).evidence).toEqual(undo(rich).evidence)
  })

  it('holds a taste of which nothing was said', async () => {
    await writeTaste(file(), emptyTaste(model))
    const read = (await readTaste(file(), model)) as Taste
    expect(read.evidence).toEqual([])
    expect(read.posterior.weights).toEqual(model.prior.mean)
  })

  it('holds a merge with all that its people said', async () => {
    const ben = addEvidence(emptyTaste(model), toyScores(hashes.slice(5), 'ben'), stored)
    const merged = mergeTastes(
      [
        { name: 'Ann Ø', weight: 2, taste: rich },
        { name: 'ben', weight: 1, taste: ben },
      ],
      descriptors,
    )
    await writeTaste(file(), merged)
    const read = (await readTaste(file(), model)) as MergedTaste
    expect(read.posterior.weights).toEqual(merged.posterior.weights)
    expect(read.people.map(({ name, weight, spread, share }) => ({ name, weight, spread, share }))).toEqual(
      merged.people.map(({ name, weight, spread, share }) => ({ name, weight, spread, share })),
    )
    expect(read.people.map(({ taste }) => taste.evidence)).toEqual([rich.evidence, ben.evidence])
    await writeTaste(file('again.json'), read)
    expect(await readFile(file('again.json'))).toEqual(await readFile(file()))
  })

  it('keeps what waits for photos that a new pack has not seen', async () => {
    const newer = toyTasteModel({ name: 'newer', width: 8 })
    const photos = toyPhotos(newer, 30).stored // 10 of the 40 are gone
    const byId = new Map([...photos].map(([hash, bytes]) => [hash.slice(0, 24), bytes]))
    const { taste, missing } = await migrateTaste(rich, newer, {
      describe: async (ids) => new Map(ids.flatMap((id) => (byId.has(id) ? [[id, byId.get(id)!] as const] : []))),
    })
    expect(missing.length).toBeGreaterThan(0)
    await writeTaste(file(), taste)
    const read = (await readTaste(file(), newer)) as Taste
    expect(read.evidence).toEqual(rich.evidence)
    expect(read.posterior.weights).toEqual(taste.posterior.weights)
    await writeTaste(file('again.json'), read)
    expect(await readFile(file('again.json'))).toEqual(await readFile(file()))
  })

  it('takes at most 8 KB at 20 ratings and 64 KB at 500, with times, at 6 databases and 64 numbers of embedding', async () => {
    const large = toyTasteModel()
    const photos = toyPhotos(large, 500)
    for (const [count, most] of [
      [20, 8192],
      [500, 65_536],
    ] as const) {
      const ratings = toyScores(photos.hashes.slice(0, count))
      await writeTaste(file(), addEvidence(emptyTaste(large), ratings, photos.stored))
      expect((await stat(file())).size).toBeLessThanOrEqual(most)
    }
  })

  it('is described by a JSON Schema that forbids what it does not name', () => {
    const schema = tasteFileJsonSchema() as {
      readonly required: readonly string[]
      readonly additionalProperties: boolean
    }
    expect(schema.required).toEqual(['format', 'schema', 'pack', 'databases', 'width', 'photos', 'people'])
    expect(schema.additionalProperties).toBe(false)
  })
})

describe('a taste file that is not as it should be', () => {
  type Json = { [key: string]: any } // oxlint-disable-line typescript/no-explicit-any

  /** The message that reading gives after a change of the file's text or of its parsed parts. */
  async function refusal(change: { readonly text?: (text: string) => string; readonly json?: (json: Json) => void }) {
    await writeTaste(file(), rich)
    let text = await readFile(file(), 'utf8')
    if (change.json !== undefined) {
      const json = JSON.parse(text) as Json
      change.json(json)
      text = JSON.stringify(json)
    }
    await writeFile(file(), change.text?.(text) ?? text)
    const error: unknown = await readTaste(file(), model).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(FormatError)
    const { message } = error as FormatError
    expect(message).toContain(file())
    expect(message).not.toContain('\n')
    return message
  }

  it.each<[string, RegExp, (text: string) => string]>([
    ['cut off', /is not JSON/, (text) => text.slice(0, 500)],
    ['empty', /is not JSON/, () => ''],
    ['with a NaN written into it', /is not JSON/, (text) => text.replace(/"weights":\[[^,]+/, '"weights":[NaN')],
    ['a number', /expected object|expected record/i, () => '7'],
    ['another JSON file', /no taste of palate/, () => '{"schema":1,"name":"starter"}'],
    [
      'with a score beyond all numbers',
      /people\.0\.evidence\.scores/,
      (text) => text.replace(/"scores":\[[^,]+/, '"scores":[1e999'),
    ],
    [
      'with a name that would reach for the prototype',
      /__proto__/,
      (text) => text.replace('{', '{"__proto__":{"x":1},'),
    ],
  ])('%s is refused', async (_, message, text) => {
    expect(await refusal({ text })).toMatch(message)
  })

  it.each<[string, RegExp, (json: Json) => void]>([
    ['of a later version', /taste file of version 2, and this palate reads version 1/, (json) => (json['schema'] = 2)],
    ['of no version', /taste file of no version/, (json) => delete json['schema']],
    [
      'of another pack',
      /of pack starter \(abcd\), not of toy .*"palate taste migrate" learns it again/,
      (json) => (json['pack'] = { name: 'starter', hash: 'abcd' }),
    ],
    ['with other databases', /not those of pack toy/, (json) => (json['databases'][0] = 'else')],
    ['with a key too many', /Unrecognized key: "extra"/, (json) => (json['extra'] = 1)],
    ['with a weight that is no number', /people\.0\.weights\.3/, (json) => (json['people'][0].weights[3] = null)],
    ['with a weight changed', /the weights are not those/, (json) => (json['people'][0].weights[3] += 1e-3)],
    ['with a weight too few', /the weights are not those/, (json) => json['people'][0].weights.pop()],
    [
      'with a threshold changed',
      /the thresholds of the stars are not those/,
      (json) => (json['people'][0].scales.star.thresholds[0] -= 0.1),
    ],
    ['without a scale', /the levels of the scores are not those/, (json) => delete json['people'][0].scales.score],
    [
      'with stars changed',
      /not those that its ratings give/,
      (json) => (json['people'][0].evidence.said = otherStars(json['people'][0].evidence.said)),
    ],
    [
      'with a letter that says nothing',
      /people\.0\.evidence\.said/,
      (json) => (json['people'][0].evidence.said += 'z'),
    ],
    [
      'with something said too much',
      /speaks of a photo that is not listed/,
      (json) => (json['people'][0].evidence.said += '5'),
    ],
    ['with a score too many', /columns have different lengths/, (json) => json['people'][0].evidence.scores.push(1)],
    ['with a photo too many', /columns have different lengths/, (json) => json['people'][0].evidence.photos.push(-1)],
    ['with a photo that is not listed', /not listed/, (json) => (json['people'][0].evidence.photos[1] = -1000)],
    ['with a time before all times', /the time of item/, (json) => (json['people'][0].evidence.times[0] = -5)],
    [
      'with half a descriptor',
      /expected \d+ descriptors of 20 bytes, got \d+ bytes/,
      (json) => shorten(json, 'descriptors'),
    ],
    ['with half a photo', /no whole number of names/, (json) => shorten(json, 'ids')],
    [
      'with a photo twice',
      /listed twice/,
      ({ photos }) => (photos.ids = photos.ids.slice(0, 16) + photos.ids.slice(0, 16) + photos.ids.slice(32)),
    ],
    [
      'with a photo of which nothing was said',
      /nothing was said/,
      ({ photos }) => {
        photos.ids += 'A'.repeat(16)
        photos.descriptors = Buffer.concat([Buffer.from(photos.descriptors, 'base64'), Buffer.alloc(20)]).toString(
          'base64',
        )
      },
    ],
    ['with text that is not base64', /photos\.ids/, ({ photos }) => (photos.ids = `*${photos.ids.slice(1)}`)],
    [
      'with a database score that is not finite',
      /not finite/,
      ({ photos }) => {
        const bytes = Buffer.from(photos.descriptors, 'base64')
        bytes.writeUInt16LE(0x7e00, 0)
        photos.descriptors = bytes.toString('base64')
      },
    ],
    ['with waiting photos that are not there', /wait for a descriptor/, ({ photos }) => (photos.waiting = [999])],
    ['with a trust of nothing', /trust in a prior/, (json) => (json['people'][0].edits.trust = 0)],
    [
      'with an edit of a database called constructor',
      /no database "constructor"/,
      (json) => (json['people'][0].edits.databases[0].name = 'constructor'),
    ],
    ['with two people and no names', /each of a merge has a name/, (json) => json['people'].push(json['people'][0])],
    ['without people', /people/, (json) => (json['people'] = [])],
  ])('%s is refused', async (_, message, json) => {
    expect(await refusal({ json })).toMatch(message)
  })

  it('that is not there or a folder is said to be so', async () => {
    await expect(readTaste(file('gone.json'), model)).rejects.toThrow(MissingError)
    await expect(readTaste(folder, model)).rejects.toThrow(/it is a folder/)
  })

  it('that is huge is refused before it is read', async () => {
    await writeFile(file(), '{')
    await truncate(file(), 17 * 2 ** 20)
    await expect(readTaste(file(), model)).rejects.toThrow(/at most 16 MB, this one 17/)
  })

  /** Each star given becomes another; one alone may have been overruled by a later one. */
  function otherStars(said: string): string {
    return said.replaceAll(/[1-5]/g, (star) => String(1 + (Number(star) % 5)))
  }

  function shorten({ photos }: Json, part: 'ids' | 'descriptors'): void {
    photos[part] = Buffer.from(photos[part], 'base64').subarray(0, -7).toString('base64')
  }
})
