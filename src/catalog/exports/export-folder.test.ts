import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs'
import { mkdir, symlink, unlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { describeWithShared } from '../../../test/support/shared.ts'
import { CancelledError, MissingError, PalateError, UsageError } from '../../core/index.ts'
import { exportFolder } from './index.ts'

const folder = realpathSync(temporaryFolder())
let folders = 0

async function newFolder(): Promise<string> {
  const made = join(folder, `into${++folders}`)
  await mkdir(made)
  return made
}

/** Files that hold their own names. */
async function photos(...names: readonly string[]) {
  const from = await newFolder()
  return Promise.all(
    names.map(async (name) => {
      const path = join(from, name)
      await writeFile(path, `content of ${name}`)
      await utimes(path, 1_000_000_000, 1_100_000_000)
      return { path, name }
    }),
  )
}

describe.each(['links', 'copies'] as const)('a folder of %s', (as) => {
  it('has the photos under numbers in their order, and leaves the originals as they are', async () => {
    const rows = await photos('b.jpg', 'a.jpg', 'c.NEF')
    const into = await newFolder()
    const before = rows.map(({ path }) => statSync(path).mtimeMs)
    const reports: number[] = []
    const progress = { report: ({ done }: { done: number }) => reports.push(done) }
    const made = await exportFolder({ rows, as, into, name: 'best', progress })
    expect(made).toEqual({ folder: join(into, 'best'), written: 3, skipped: [] })
    const names = readdirSync(made.folder).toSorted()
    expect(names).toEqual(['0001_b.jpg', '0002_a.jpg', '0003_c.NEF'])
    for (const [at, name] of names.entries()) {
      const path = join(made.folder, name)
      expect(readFileSync(path, 'utf8')).toBe(`content of ${rows[at]!.name}`)
      expect(statSync(path).mtimeMs).toBe(before[at])
      expect(lstatSync(path).isSymbolicLink()).toBe(as === 'links')
      if (as === 'links') expect(readlinkSync(path)).toBe(rows[at]!.path)
    }
    expect(rows.map(({ path }) => statSync(path).mtimeMs)).toEqual(before)
    expect(readdirSync(into)).toEqual(['best'])
    expect(reports).toEqual([1, 2, 3])
  })

  it('never writes over anything: not over a folder, an empty one, a file or a broken link of that name', async () => {
    const rows = await photos('a.jpg')
    const into = await newFolder()
    await mkdir(join(into, 'best'))
    await writeFile(join(into, 'best-2'), 'a file')
    await symlink(join(into, 'nowhere'), join(into, 'best-3'))
    const options = { rows, as, into, name: 'best' }
    const made = [await exportFolder(options), await exportFolder(options)]
    expect(made.map((each) => each.folder)).toEqual([join(into, 'best-4'), join(into, 'best-5')])
    expect(readdirSync(join(into, 'best'))).toEqual([])
    expect(readFileSync(join(into, 'best-2'), 'utf8')).toBe('a file')
    const together = await Promise.all([exportFolder(options), exportFolder(options), exportFolder(options)])
    expect(together.map((each) => each.folder).toSorted()).toEqual([6, 7, 8].map((n) => join(into, `best-${n}`)))
  })

  it('stays within the folder that was named, whatever the names say', async () => {
    const [row] = await photos('a.jpg')
    const into = join(await newFolder(), 'made', 'too')
    const rows = [{ ...row!, name: '../../../a.jpg' }]
    const { folder: made } = await exportFolder({ rows, as, into, name: '../..//./outside' })
    expect(made).toBe(join(into, '_..__._outside'))
    expect(readdirSync(made)).toEqual(['0001__.._.._a.jpg'])
    const nameless = await exportFolder({ rows, as, into, name: ' .. ' })
    expect(nameless.folder).toBe(join(into, 'palate'))
  })

  it('leaves out what vanished, is a folder, or is a link to nothing, and says so of each', async () => {
    const rows = await photos('a.jpg', 'gone.jpg', 'c.jpg', 'folder.jpg', 'broken.jpg')
    const [, gone, , directory, broken] = rows.map(({ path }) => path)
    await unlink(gone!)
    await unlink(directory!)
    await mkdir(directory!)
    await unlink(broken!)
    await symlink(gone!, broken!)
    const made = await exportFolder({ rows, as, into: await newFolder(), name: 'best' })
    expect(made.written).toBe(2)
    expect(readdirSync(made.folder).toSorted()).toEqual(['0001_a.jpg', '0003_c.jpg'])
    expect(made.skipped).toEqual([
      `cannot read ${gone}: there is no such file or folder`,
      `cannot read ${directory}: it is not a regular file`,
      `cannot read ${broken}: there is no such file or folder`,
    ])
  })

  it('is not made where no photo can be read, or where there is none', async () => {
    const rows = await photos('a.jpg', 'b.jpg')
    for (const { path } of rows) await unlink(path)
    const into = await newFolder()
    const none = exportFolder({ rows, as, into, name: 'best' })
    await expect(none).rejects.toThrow(/none of the 2 photos can be read; the first: cannot read .*a\.jpg: there is no/)
    await expect(none).rejects.toBeInstanceOf(MissingError)
    await expect(exportFolder({ rows: [], as, into, name: 'best' })).rejects.toBeInstanceOf(UsageError)
    expect(readdirSync(into)).toEqual([])
  })

  it('is not there when it was stopped in the middle', async () => {
    const rows = await photos('a.jpg', 'b.jpg', 'c.jpg')
    const into = await newFolder()
    const leaving = new AbortController()
    const seen: string[][] = []
    const progress = {
      report() {
        seen.push(readdirSync(into))
        leaving.abort()
      },
    }
    const stopped = exportFolder({ rows, as, into, name: 'best', signal: leaving.signal, progress })
    await expect(stopped).rejects.toThrow('the export was stopped after 1 of 3 photos; nothing was kept')
    await expect(stopped).rejects.toBeInstanceOf(CancelledError)
    expect(seen).toEqual([[expect.stringMatching(/^\.palate-export-/)]])
    expect(readdirSync(into)).toEqual([])
    for (const { path, name } of rows) expect(readFileSync(path, 'utf8')).toBe(`content of ${name}`)
  })

  it('is refused in one sentence where it cannot be written', async () => {
    const rows = await photos('a.jpg')
    const made = exportFolder({ rows, as, into: join(rows[0]!.path, 'below'), name: 'best' })
    await expect(made).rejects.toThrow(/^cannot export into .*below: a part of the path is not a folder$/)
    await expect(made).rejects.toBeInstanceOf(PalateError)
    // Where nobody may make a folder, root included.
    if (existsSync('/proc/self'))
      await expect(exportFolder({ rows, as, into: '/proc/self', name: 'x' })).rejects.toThrow(/^cannot export into/)
  })
})

// A limit on the length of files fails in the middle of a copy, as a full disk does.
it.skipIf(process.platform === 'win32')('a folder for which the disk has no room is not there', async () => {
  const rows = await photos('small.jpg', 'large.jpg')
  await writeFile(rows[1]!.path, Buffer.alloc(100_000))
  const into = await newFolder()
  const program = `
    import { exportFolder } from './src/catalog/exports/index.ts'
    const made = exportFolder({ rows: ${JSON.stringify(rows)}, as: 'copies', into: ${JSON.stringify(into)}, name: 'best' })
    console.log(await made.catch((error) => error.name + ': ' + error.message))`
  const script = ['--import', './test/support/typescript/register.js', '--input-type=module', '-e', program]
  const root = fileURLToPath(new URL('../../..', import.meta.url))
  const limited = ['-c', 'ulimit -f 8; exec "$@"', '-', process.execPath, ...script]
  const { stdout, stderr } = spawnSync('bash', limited, { cwd: root, encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(stdout).toMatch(/^PalateError: cannot export into .*: the file would be larger than the system allows\n$/)
  expect(readdirSync(into)).toEqual([])
})

it('more than 9,999 photos have longer numbers, so that names still sort', async () => {
  const [row] = await photos('a.jpg')
  const gone = { path: join(folder, 'gone.jpg'), name: 'gone.jpg' } // quicker than so many files
  const rows = Array.from({ length: 10_000 }, (_, at) => (at % 9999 === 0 ? row! : gone))
  const { folder: made, written } = await exportFolder({ rows, as: 'links', into: await newFolder(), name: 'all' })
  expect(written).toBe(2)
  expect(readdirSync(made).toSorted()).toEqual(['00001_a.jpg', '10000_a.jpg'])
})

describeWithShared('a folder of copies of real photos', ['photos'], (shared) => {
  it('has their bytes', async () => {
    const names = readdirSync(shared).filter((name) => name.endsWith('.jpg'))
    const rows = names.map((name) => ({ name, path: join(shared, name) }))
    const made = await exportFolder({ rows, as: 'copies', into: await newFolder(), name: 'best' })
    expect(made.written).toBe(names.length)
    for (const [at, { name, path }] of rows.entries()) {
      const copy = join(made.folder, `${String(at + 1).padStart(4, '0')}_${name}`)
      expect(readFileSync(copy).equals(readFileSync(path))).toBe(true)
    }
  })
})
