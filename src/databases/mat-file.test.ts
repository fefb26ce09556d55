import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../test/support/picture.ts'
import { matFile } from '../../test/support/published/mat.ts'
import { FormatError, MissingError } from '../core/index.ts'
import { readMatFile } from './mat-file.ts'

const temporary = temporaryFolder()
const path = join(temporary, 'variables.mat')

async function read(bytes: Uint8Array) {
  writeFileSync(path, bytes)
  return readMatFile(path)
}

async function refused(bytes: Uint8Array): Promise<string> {
  const error: unknown = await read(bytes).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(FormatError)
  return (error as Error).message
}

const variables = { names: ['one.jpg', 'zwei ä.jpg'], scores: [0.5, -1e9] }
const good = Buffer.from(matFile(variables))
const plain = Buffer.from(matFile(variables, { compressed: false }))

/** A copy with a change. */
function changed(change: (bytes: Buffer) => void, of = good): Buffer {
  const bytes = Buffer.from(of)
  change(bytes)
  return bytes
}

// That real files are read right is tested on AADBinfo.mat in published-labels.test.ts.
describe('readMatFile', () => {
  it('reads numbers and cells of texts, by name', async () => {
    expect(await read(plain)).toEqual(await read(good))
    expect([...(await read(good))]).toEqual([
      ['names', { kind: 'texts', dims: [1, 2], texts: ['one.jpg', 'zwei ä.jpg'] }],
      ['scores', { kind: 'numbers', dims: [1, 2], values: [0.5, -1e9] }],
    ])
  })

  it('says what is wrong with a file of another kind or version', async () => {
    expect(await refused(Buffer.from('image,score\n'))).toMatch(
      /as a MATLAB 5 file: its first line does not say so; get/,
    )
    expect(await refused(changed((bytes) => bytes.write('MATLAB 7.3 MAT-file')))).toMatch(/save it there with -v7/)
    expect(await refused(changed((bytes) => bytes.write('MI', 126)))).toMatch(/another version or byte order/)
    await expect(readMatFile(join(temporary, 'nowhere.mat'))).rejects.toThrow(MissingError)
  })

  it('refuses kinds of variables that no importer could use', async () => {
    const uncompressed = (variable: Buffer): Buffer => Buffer.concat([good.subarray(0, 128), variable])
    const flags = (word: number): Buffer => {
      const bytes = Buffer.alloc(16 + 16 + 16 + 8)
      bytes.writeUInt32LE(14, 0)
      bytes.writeUInt32LE(48, 4)
      bytes.writeUInt32LE(6, 8)
      bytes.writeUInt32LE(8, 12)
      bytes.writeUInt32LE(word, 16)
      bytes.writeUInt32LE(5, 24)
      bytes.writeUInt32LE(8, 28)
      bytes.writeUInt32LE(1, 40)
      return bytes
    }
    expect(await refused(uncompressed(flags(2)))).toMatch(/is of class 2; expected numbers, a text or a cell array/)
    expect(await refused(uncompressed(flags(6 | 0x800)))).toMatch(/is complex/)
  })

  it('takes no more memory than label files need', async () => {
    const bomb = deflateSync(Buffer.alloc(80e6))
    const tag = Buffer.alloc(8)
    tag.writeUInt32LE(15, 0)
    tag.writeUInt32LE(bomb.length, 4)
    expect(await refused(Buffer.concat([good.subarray(0, 128), tag, bomb]))).toMatch(/a variable cannot be unpacked/)
  })

  it('is one sentence for any cut', async () => {
    for (let length = 1; length < good.length; length++) {
      if (length === 128) continue // a file without variables
      const message = await read(good.subarray(0, length)).then(
        (found) => (found.size < 2 ? 'lacks one' : 'whole'),
        (error: unknown) => (error instanceof FormatError ? 'refused' : String(error)),
      )
      expect(['lacks one', 'refused']).toContain(message)
    }
  })

  it.each([good, plain])('is one sentence for any change of a byte', async (whole) => {
    const bytes = fc.record({ at: fc.nat(whole.length - 1), value: fc.nat(255) })
    await fc.assert(
      fc.asyncProperty(bytes, async ({ at, value }) => {
        const error: unknown = await read(changed((copy) => (copy[at] = value), whole)).then(
          () => undefined,
          (thrown: unknown) => thrown,
        )
        return error === undefined || error instanceof FormatError
      }),
      { numRuns: 400, seed: 1 },
    )
    expect(readFileSync(path).length).toBe(whole.length)
  })
})
