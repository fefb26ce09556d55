import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { FormatError, MissingError, PalateError } from '../errors.ts'
import { palateHome, readJson, readTextFile, sha256OfFile, writeFileAtomic, writeJsonAtomic } from './files.ts'

const root = mkdtempSync(join(tmpdir(), 'palate-files-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

async function freshFolder(): Promise<string> {
  const folder = mkdtempSync(join(root, 'case-'))
  await mkdir(folder, { recursive: true })
  return folder
}

/** What the operating system's errors look like. */
function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: as the system words it, write`), { code })
}

async function failureOf(work: Promise<unknown>): Promise<PalateError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(PalateError)
  return error as PalateError
}

describe('writeFileAtomic', () => {
  it('writes text, bytes and what a function fills in, making the folders on the way', async () => {
    const folder = join(await freshFolder(), 'a', 'b')
    await writeFileAtomic(join(folder, 'text'), 'grün\n')
    await writeFileAtomic(join(folder, 'bytes'), Uint8Array.of(0, 255))
    await writeFileAtomic(join(folder, 'filled'), async (file) => {
      await file.appendFile('one ')
      await file.appendFile('two')
    })
    expect(await readFile(join(folder, 'text'), 'utf8')).toBe('grün\n')
    expect([...(await readFile(join(folder, 'bytes')))]).toEqual([0, 255])
    expect(await readFile(join(folder, 'filled'), 'utf8')).toBe('one two')
    expect((await readdir(folder)).sort()).toEqual(['bytes', 'filled', 'text'])
  })

  it('shows the old content to readers until the new one is whole', async () => {
    const folder = await freshFolder()
    const path = join(folder, 'file')
    await writeFileAtomic(path, 'old')
    await writeFileAtomic(path, async (file) => {
      await file.appendFile('new, half')
      expect(await readFile(path, 'utf8')).toBe('old')
    })
    expect(await readFile(path, 'utf8')).toBe('new, half')
    expect(await readdir(folder)).toEqual(['file'])
  })

  it('leaves nothing behind, and the old content in place, where filling fails halfway', async () => {
    const folder = await freshFolder()
    const path = join(folder, 'file')
    const cause = new Error('the tensor is gone')
    const fill = async (file: { appendFile: (text: string) => Promise<void> }): Promise<void> => {
      await file.appendFile('half of it')
      throw cause
    }
    const error = await failureOf(writeFileAtomic(path, fill))
    expect(error.message).toBe(`cannot write ${path}: the tensor is gone`)
    expect(error.cause).toBe(cause)
    expect(await readdir(folder)).toEqual([])

    await writeFileAtomic(path, 'old')
    await failureOf(writeFileAtomic(path, fill))
    expect(await readdir(folder)).toEqual(['file'])
    expect(await readFile(path, 'utf8')).toBe('old')
  })

  it("passes on palate's own errors as they are", async () => {
    const folder = await freshFolder()
    const own = new PalateError('stopped; nothing was written')
    const error = await failureOf(
      writeFileAtomic(join(folder, 'file'), async () => {
        throw own
      }),
    )
    expect(error).toBe(own)
    expect(await readdir(folder)).toEqual([])
  })

  it.each([
    ['ENOSPC', 'the disk is full'],
    ['EDQUOT', 'the disk quota is used up'],
    ['EROFS', 'the file system is read-only'],
    ['EACCES', 'permission denied'],
  ])('says %s in words: %s', async (code, words) => {
    const folder = await freshFolder()
    const path = join(folder, 'vector.safetensors')
    const error = await failureOf(
      writeFileAtomic(path, async (file) => {
        await file.appendFile('the first gigabyte')
        throw systemError(code)
      }),
    )
    expect(error.message).toBe(`cannot write ${path}: ${words}`)
    expect(error.exitCode).toBe(1)
    expect(await readdir(folder)).toEqual([])
  })

  it('refuses to replace a folder, and a path that leads through a file', async () => {
    const folder = await freshFolder()
    await mkdir(join(folder, 'taken'))
    await writeFile(join(folder, 'file'), '')
    expect((await failureOf(writeFileAtomic(join(folder, 'taken'), 'x'))).message).toContain(
      `cannot write ${join(folder, 'taken')}: it is a folder`,
    )
    expect((await failureOf(writeFileAtomic(join(folder, 'file', 'below'), 'x'))).message).toContain(
      `cannot write ${join(folder, 'file', 'below')}: `,
    )
    expect((await readdir(folder)).sort()).toEqual(['file', 'taken'])
  })

  it('leaves one whole file where several write at once', async () => {
    const folder = await freshFolder()
    const contents = Array.from({ length: 8 }, (_, at) => String(at).repeat(100_000))
    await Promise.all(contents.map((content) => writeFileAtomic(join(folder, 'file'), content)))
    expect(contents).toContain(await readFile(join(folder, 'file'), 'utf8'))
    expect(await readdir(folder)).toEqual(['file'])
  })
})

describe('readJson', () => {
  const schema = z.strictObject({ schema: z.literal(1), pack: z.strictObject({ name: z.string() }) })

  it('gives back what writeJsonAtomic wrote, and an end to its last line', async () => {
    const path = join(await freshFolder(), 'pack.json')
    await writeJsonAtomic(path, { schema: 1, pack: { name: 'é' } })
    expect(await readJson(path, schema)).toEqual({ schema: 1, pack: { name: 'é' } })
    expect(await readFile(path, 'utf8')).toMatch(/\}\n$/)
  })

  it.each([
    ['what is no JSON', '{"schema": 1', /is not JSON/],
    ['an empty file', '', /is not JSON/],
    ['a field of the wrong kind, by its place', '{"schema": 1, "pack": {"name": 7}}', /pack\.name: /],
    ['a field that is missing', '{"schema": 1}', /: pack: /],
    ['a field that nobody knows', '{"schema": 1, "pack": {"name": "a"}, "extra": 1}', /extra/],
    ['a document of another kind', '[]', /the document: /],
  ])('refuses %s, naming the file', async (_, text, message) => {
    const path = join(await freshFolder(), 'pack.json')
    await writeFile(path, text)
    const error = await failureOf(readJson(path, schema))
    expect(error).toBeInstanceOf(FormatError)
    expect(error.message).toMatch(message)
    expect(error.message.startsWith(path)).toBe(true)
    expect(error.cause).toBeInstanceOf(Error)
  })
})

describe('reading files that are not there', () => {
  it('says so in words, naming the path', async () => {
    const folder = await freshFolder()
    for (const read of [readTextFile, sha256OfFile, async (path: string) => readJson(path, z.unknown())]) {
      const missing = await failureOf(read(join(folder, 'nowhere')))
      expect(missing).toBeInstanceOf(MissingError)
      expect(missing.message).toBe(`cannot read ${join(folder, 'nowhere')}: there is no such file or folder`)
      expect((await failureOf(read(folder))).message).toBe(`cannot read ${folder}: it is a folder`)
    }
  })
})

describe('sha256OfFile', () => {
  it("equals FIPS 180-2's examples", async () => {
    const path = join(await freshFolder(), 'file')
    const hashes = []
    for (const text of ['', 'abc', 'a'.repeat(1_000_000)]) {
      await writeFile(path, text)
      hashes.push(await sha256OfFile(path))
    }
    expect(hashes).toEqual([
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0',
    ])
  })
})

describe('palateHome', () => {
  it('is where PALATE_HOME says, else a folder called palate', () => {
    expect(palateHome({ PALATE_HOME: '/elsewhere' })).toBe('/elsewhere')
    for (const environment of [{}, { PALATE_HOME: '' }]) {
      expect(palateHome(environment).split(/[\\/]/)).toContain('palate')
    }
    expect(basename(palateHome({ PALATE_HOME: join(root, 'home') }))).toBe('home')
  })
})
