import { createHash } from 'node:crypto'
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/picture.ts'
import {
  darktableSidecar,
  digikamSidecar,
  lightroomSidecar,
  writeStarredPhoto,
  xmpWith,
} from '../../../test/support/sidecars.ts'
import type { Stars } from './file-rating.ts'
import { type PlanOptions, planStars, type StarsKind } from './plan-stars.ts'
import { readStars } from './read-stars.ts'
import { undoStars } from './undo-stars.ts'
import { writeStars } from './write-stars.ts'

const root = temporaryFolder()
const now = new Date('2025-06-07T08:09:10Z')

/** Four photos: three with sidecars of three programs, and `new.jpg` without. */
async function world(more: Readonly<Record<string, string>> = {}) {
  const folder = await mkdtemp(join(root, 'write-'))
  const photos: string[] = []
  for (const name of ['dark.jpg', 'digi.jpg', 'light.jpg', 'new.jpg']) {
    photos.push(await writeStarredPhoto(join(folder, name)))
  }
  const sidecars = {
    'dark.jpg.xmp': darktableSidecar,
    'digi.jpg.xmp': digikamSidecar,
    'light.xmp': lightroomSidecar.replace('"CR2"', '"JPG"'),
    ...more,
  }
  for (const [name, text] of Object.entries(sidecars)) await writeFile(join(folder, name), text)
  const journals = join(folder, 'home', 'stars')
  const plan = (stars: Stars, kind: StarsKind, options: Partial<PlanOptions> = {}) =>
    planStars({ stars: photos.map((path) => ({ path, stars })), kind, now, ...options })
  return {
    folder,
    photos,
    journals,
    plan,
    async write(stars: Stars, kind: StarsKind, options: Partial<PlanOptions> = {}) {
      return writeStars({ planned: (await plan(stars, kind, options)).planned, journals, now })
    },
    undo: () => undoStars({ journals }),
    ratings: async () => (await readStars(photos)).photos.map(({ rating }) => rating),
    predicted: async () => (await readStars(photos)).photos.map(({ predicted }) => predicted),
    at: (name: string) => join(folder, name),
  }
}

/** Every file that is no journal, by name, with a hash of its bytes and its permissions. */
async function filesIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => join(folder, name))
  const states = files.map(async (path) => {
    const hash = createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
    return [basename(path), `${hash} ${((await stat(path)).mode & 0o777).toString(8)}`]
  })
  return Object.fromEntries(await Promise.all(states)) as Record<string, string>
}

describe('a plan', () => {
  it('says what would be written where, and writes nothing', async () => {
    const { folder, plan } = await world()
    const before = await filesIn(folder)
    const { planned, same, rated, skipped } = await plan(4, 'predicted')
    expect(planned.map(({ file, hash }) => [basename(file), hash === null])).toEqual([
      ['dark.jpg.xmp', false],
      ['digi.jpg.xmp', false],
      ['light.xmp', false],
      ['new.jpg.xmp', true],
    ])
    expect({ same, rated, skipped }).toEqual({ same: 0, rated: 0, skipped: [] })
    expect(await filesIn(folder)).toEqual(before)
    expect(await readdir(folder)).not.toContain('home')
  })

  it('can leave out photos that are rated or rejected', async () => {
    const { plan } = await world()
    const { planned, rated } = await plan(4, 'predicted', { onlyUnrated: true })
    expect(planned.map(({ photo }) => basename(photo))).toEqual(['new.jpg'])
    expect(rated).toBe(3)
  })

  it('does not put what is said of one photo into a sidecar that may mean another', async () => {
    const { folder, plan, photos } = await world({ 'new.xmp': xmpWith('') })
    await writeStarredPhoto(join(folder, 'new.png'))
    await writeFile(join(folder, 'light.xmp'), lightroomSidecar)
    const { planned } = await plan(4, 'predicted')
    expect(photos.map((_, at) => basename(planned[at]!.file)).slice(2)).toEqual(['light.jpg.xmp', 'new.jpg.xmp'])
  })
})

describe('predicted stars', () => {
  it('stand beside the ratings, which stay, and every other character too', async () => {
    const { at, write, ratings, predicted, photos } = await world()
    const photo = await readFile(photos[3]!)
    const before = await ratings()
    expect(await write(4, 'predicted')).toMatchObject({ written: 4, skipped: [] })
    expect(await ratings()).toEqual(before)
    expect(await predicted()).toEqual([4, 4, 4, 4])
    const added = (text: string) => text.replace(/\s+xmlns:palate="urn:palate:xmp#"\s+palate:PredictedRating="4"/, '')
    expect(added(await readFile(at('dark.jpg.xmp'), 'utf8'))).toBe(darktableSidecar)
    expect(added(await readFile(at('digi.jpg.xmp'), 'utf8'))).toBe(digikamSidecar)
    expect(await readFile(photos[3]!)).toEqual(photo)
  })

  it('are written as ratings only where the person has not rated, and are not read as such', async () => {
    const { at, write, ratings, predicted } = await world()
    const before = await ratings()
    await write(4, 'predicted-as-rating')
    expect(await readFile(at('new.jpg.xmp'), 'utf8')).toContain('xmp:Rating="4"')
    expect(await readFile(at('digi.jpg.xmp'), 'utf8')).toContain('<xmp:Rating>5</xmp:Rating>')
    expect(await ratings()).toEqual(before)
    expect(await predicted()).toEqual([4, 4, 4, 4])
  })

  it('keep their rating in step when they change, whichever way they are written', async () => {
    const { at, write, ratings } = await world()
    await write(4, 'predicted-as-rating')
    await write(2, 'predicted')
    expect(await readFile(at('new.jpg.xmp'), 'utf8')).toContain('xmp:Rating="2"')
    expect(await ratings()).toEqual(['rejected', 5, 3, 'unseen'])
  })

  it('never swallow stars that the person has set over them', async () => {
    const { at, write, ratings } = await world()
    await write(4, 'predicted-as-rating')
    const text = await readFile(at('new.jpg.xmp'), 'utf8')
    await writeFile(at('new.jpg.xmp'), text.replace('xmp:Rating="4"', 'xmp:Rating="2"'))
    for (const kind of ['predicted', 'predicted-as-rating'] as const) {
      await write(2, kind)
      expect((await ratings())[3]).toBe(2)
    }
  })

  it('are written once: the same again is nothing to do', async () => {
    const { write, plan } = await world()
    await write(4, 'predicted')
    expect(await plan(4, 'predicted')).toMatchObject({ planned: [], same: 4 })
    expect((await plan(4, 'predicted-as-rating')).planned.map(({ photo }) => basename(photo))).toEqual(['new.jpg'])
    await write(4, 'predicted-as-rating')
    expect(await plan(4, 'predicted-as-rating')).toMatchObject({ planned: [], same: 4 })
  })
})

describe('given stars', () => {
  it('are ratings, whatever the files said before and however new that is', async () => {
    const { folder, write, ratings } = await world()
    await writeStarredPhoto(join(folder, 'new.jpg'), xmpWith('xmp:Rating="1" xmp:MetadataDate="2031-01-01T00:00:00Z"'))
    await write(4, 'predicted-as-rating')
    await write(2, 'given')
    expect(await ratings()).toEqual([2, 2, 2, 2])
  })
  it('may be what was predicted before', async () => {
    const { write, ratings } = await world()
    await write(4, 'predicted-as-rating')
    await write(4, 'given')
    expect(await ratings()).toEqual([4, 4, 4, 4])
  })
})

describe('writing', () => {
  it('keeps encoding and permissions of a sidecar', async () => {
    const { at, write } = await world()
    const bytes = Buffer.from(`\ufeff${lightroomSidecar.replace('"CR2"', '"JPG"')}`, 'utf16le').swap16()
    await writeFile(at('light.xmp'), bytes)
    await chmod(at('light.xmp'), 0o600)
    await write(1, 'given')
    const after = await readFile(at('light.xmp'))
    expect(after.subarray(0, 2)).toEqual(Buffer.from([0xfe, 0xff]))
    expect(after.swap16().toString('utf16le')).toContain('xmp:Rating="1"')
    expect((await stat(at('light.xmp'))).mode & 0o777).toBe(0o600)
  })

  it('leaves sidecars alone that have changed since the plan, that appeared, and links', async () => {
    const { at, plan, journals, folder } = await world()
    await rm(at('light.xmp'))
    await writeFile(at('elsewhere'), lightroomSidecar.replace('"CR2"', '"JPG"'))
    await symlink('elsewhere', at('light.xmp'))
    const { planned } = await plan(4, 'predicted')
    await writeFile(at('dark.jpg.xmp'), darktableSidecar.replace('"-1"', '"5"'))
    await writeFile(at('new.jpg.xmp'), xmpWith(''))
    const { written, skipped } = await writeStars({ planned, journals, now })
    expect(written).toBe(1)
    expect(skipped.map(({ reason }) => reason.replaceAll(folder, '@'))).toEqual([
      '@/dark.jpg.xmp has been changed meanwhile by another program; run the command again',
      '@/light.xmp is a link; palate writes only sidecars that lie beside their photo',
      '@/new.jpg.xmp has been changed meanwhile by another program; run the command again',
    ])
    expect(await readFile(at('new.jpg.xmp'), 'utf8')).toBe(xmpWith(''))
  })

  it('leaves no journal where nothing could be written', async () => {
    const { at, plan, journals } = await world()
    const { planned } = await plan(4, 'predicted', { onlyUnrated: true })
    await writeFile(at('new.jpg.xmp'), xmpWith(''))
    expect(await writeStars({ planned, journals, now })).toMatchObject({ journal: null, written: 0 })
    expect(await readdir(journals)).toEqual([])
  })

  it('touches no sidecar where the journal cannot be written', async () => {
    const { folder, plan, at } = await world()
    const { planned } = await plan(4, 'predicted')
    const before = await filesIn(folder)
    const journals = join(at('dark.jpg.xmp'), 'stars')
    await expect(writeStars({ planned, journals, now })).rejects.toThrow(/^cannot write a journal in /)
    expect(await filesIn(folder)).toEqual(before)
  })
})

describe('undo', () => {
  it('restores every sidecar to the byte, and takes away the new ones', async () => {
    const { folder, write, undo, journals, at } = await world()
    await chmod(at('digi.jpg.xmp'), 0o640)
    const before = await filesIn(folder)
    const { journal } = await write(4, 'given')
    expect(journal).toBe(join(journals, '2025-06-07-1.jsonl'))
    expect(await undo()).toEqual({ journal, restored: 3, removed: 1, untouched: 0, changed: [] })
    expect(await filesIn(folder)).toEqual(before)
  })

  it('takes back one writing after the other, and then says that there is none', async () => {
    const { folder, write, undo } = await world()
    const states = [await filesIn(folder)]
    for (const stars of [1, 2, 4] as const) {
      await write(stars, 'given')
      states.push(await filesIn(folder))
    }
    for (const state of states.slice(0, -1).reverse()) {
      await undo()
      expect(await filesIn(folder)).toEqual(state)
    }
    await expect(undo()).rejects.toThrow(/^there is nothing to undo/)
  })

  it('leaves alone what was changed or removed since, and can go on when that is put right', async () => {
    const { folder, write, undo, at } = await world()
    const before = await filesIn(folder)
    await write(4, 'predicted')
    const written = await readFile(at('light.xmp'))
    await writeFile(at('light.xmp'), `${written.toString()}<!-- mine -->`)
    await rm(at('dark.jpg.xmp'))
    const report = await undo()
    expect(report).toMatchObject({ restored: 1, removed: 1, untouched: 0 })
    expect(report.changed.map(({ reason }) => reason.replaceAll(folder, '@'))).toEqual([
      '@/dark.jpg.xmp is no longer there; it is not made again',
      '@/light.xmp has been changed since; it stays as it is',
    ])
    expect(await readFile(at('light.xmp'), 'utf8')).toContain('<!-- mine -->')
    await writeFile(at('light.xmp'), written)
    await writeFile(at('dark.jpg.xmp'), darktableSidecar)
    expect(await undo()).toMatchObject({ restored: 1, removed: 0, untouched: 3, changed: [] })
    expect(await filesIn(folder)).toEqual(before)
  })

  it('of a journal that is damaged changes nothing', async () => {
    const { folder, write, undo } = await world()
    const journal = (await write(4, 'predicted')).journal!
    const after = await filesIn(folder)
    const lines = (await readFile(journal, 'utf8')).split('\n')
    for (const damaged of [
      lines.toSpliced(4, 1, lines[4]!.slice(0, -9)),
      lines.toSpliced(2, 1, lines[2]!.replace(/"before":"...../, '"before":"AAAAA')),
      lines.toSpliced(0, 1, '{}'),
    ]) {
      await writeFile(journal, damaged.join('\n'))
      await expect(undo()).rejects.toThrow(/^\S+ line \d is (damaged|not that of a journal)/)
      expect(await filesIn(folder)).toEqual(after)
    }
  })
})
