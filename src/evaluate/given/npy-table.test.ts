import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { FormatError, MissingError, UsageError } from '../../core/index.ts'
import { toyJudged } from '../../../test/support/toy-judged.ts'
import { readNpyTable } from './npy-table.ts'

interface Case {
  readonly name: string
  readonly file: string
  readonly numbers: readonly (readonly number[])[] | null
}

const { cases } = JSON.parse(readFileSync(new URL('../../../test/oracle/npy.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[]
}
const folder = temporaryFolder()
const judged = toyJudged(3)
let made = 0

/** A NumPy file and the names beside it; returns its path. */
function write(bytes: Uint8Array | string, names = 'p0.jpg\np1.jpg\np2.jpg\n'): string {
  const path = join(folder, `array-${made++}.npy`)
  writeFileSync(path, typeof bytes === 'string' ? Buffer.from(bytes, 'base64') : bytes)
  writeFileSync(path.replace('.npy', '.txt'), names)
  return path
}

const float64 = cases.find(({ name }) => name === 'float64')!

describe('a NumPy file', () => {
  it.each(cases.filter(({ numbers }) => numbers !== null))('of $name holds what NumPy put in', async (each) => {
    const { columns, data, used, elsewhere } = await readNpyTable(write(each.file), judged)
    expect(Array.from(data)).toEqual(each.numbers!.flat().map(Math.fround))
    expect({ columns, used, elsewhere }).toEqual({ columns: each.numbers![0]!.length, used: 3, elsewhere: 0 })
  })

  it.each(cases.filter(({ numbers }) => numbers === null))('of $name is refused in a sentence', async (each) => {
    await expect(readNpyTable(write(each.file), judged)).rejects.toThrow(FormatError)
  })

  it('gives the rows in the order of the photos, whatever order the names have, and counts other photos', async () => {
    const turned = await readNpyTable(write(float64.file, 'p2.jpg\r\nimages/p0.jpg\r\np1.jpg'), judged)
    expect(Array.from(turned.data)).toEqual([0.125, 300, 7, Math.fround(6e-5), 1.5, -2.25])
    const two = await readNpyTable(write(float64.file, 'p1.jpg\nother.jpg\np0.jpg'), toyJudged(2))
    expect(Array.from(two.data)).toEqual([7, Math.fround(6e-5), 1.5, -2.25])
    expect(two).toMatchObject({ used: 2, elsewhere: 1 })
  })

  it('cut short anywhere, is refused', async () => {
    const bytes = Buffer.from(float64.file, 'base64')
    for (const kept of [0, 4, 9, 60, 128, bytes.length - 8, bytes.length - 1])
      await expect(readNpyTable(write(bytes.subarray(0, kept)), judged)).rejects.toThrow(FormatError)
    const longer = Buffer.concat([bytes, Buffer.alloc(8)])
    await expect(readNpyTable(write(longer), judged)).rejects.toThrow(/7 numbers for 3 x 2/)
  })

  it('is refused where names and rows differ, a photo is named twice or not at all, or a number is not finite', async () => {
    const refused = async (names: string, says: RegExp, bytes: Uint8Array | string = float64.file) => {
      const error: unknown = await readNpyTable(write(bytes, names), judged).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(UsageError)
      expect((error as Error).message).toMatch(says)
    }
    await refused('p0.jpg\np1.jpg', /names 2 images, but .* has 3 rows/)
    await refused('p0.jpg\np1.jpg\np1.jpg', /photo named twice \(1; the first: "p1.jpg"\)/)
    await refused('p0.jpg\np1.jpg\nother.jpg', /says nothing of 1 of the 3 photos .*p2.jpg/)
    const bytes = Buffer.from(float64.file, 'base64')
    bytes.writeDoubleLE(Number.NaN, bytes.length - 8)
    bytes.writeDoubleLE(1e300, bytes.length - 16)
    await refused('p0.jpg\np1.jpg\np2.jpg', /not finite \(2; the first: Infinity in row 2, "p2.jpg"\)/, bytes)
    const alone = join(folder, 'alone.npy')
    writeFileSync(alone, Buffer.from(float64.file, 'base64'))
    await expect(readNpyTable(alone, judged)).rejects.toThrow(MissingError)
    await expect(readNpyTable(alone, judged)).rejects.toThrow(
      /alone\.txt.*; it names the images of alone\.npy, one a line/,
    )
    await expect(readNpyTable(join(folder, 'none.npy'), judged)).rejects.toThrow(MissingError)
  })
})
