import { existsSync } from 'node:fs'
import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { addMiniReadOut } from '../../../test/support/mini-read-out.ts'
import { type MiniWorld, writeMiniWorld } from '../../../test/support/mini-world.ts'
import { ended, palate, spawnPalate } from '../../../test/support/palate.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { writeStarredPhoto, xmpWith } from '../../../test/support/sidecars.ts'
import { contentHash } from '../../image/index.ts'
import { openPack } from '../../task-vectors/index.ts'

const folder = temporaryFolder()
let world: MiniWorld
let images: string
/** The same photos with their stars in sidecars: every third, brighter ones higher, the darkest rejected; and two others. */
let starred: string
const stars = [-1, 1, 1, 2, 3, 4, 5, 5]

beforeAll(async () => {
  world = await writeMiniWorld(folder)
  await addMiniReadOut(await openPack(join(world.home, 'packs', 'mini')))
  images = join(world.database, 'images')
  starred = join(folder, 'starred')
  await cp(images, starred, { recursive: true })
  const rated = world.photos.filter((_, at) => at % 3 === 0)
  const sidecar = (photo: string, attributes: string) =>
    writeFile(join(starred, `${basename(photo)}.xmp`), xmpWith(attributes))
  for (const [at, photo] of rated.entries()) await sidecar(photo, `xmp:Rating="${stars[at]}"`)
  await sidecar(world.photos[1]!, 'xmp:Rating="0"')
  await sidecar(world.photos[2]!, 'palate:PredictedRating="5" palate:RatingIsPredicted="True" xmp:Rating="5"')
})

/** What a command prints as JSON, after checking that it went well. */
async function document(command: string) {
  const { status, stdout, stderr } = await palate(world.home, `${command} --json`)
  expect({ status, stderr: stderr.includes('palate: ') ? stderr : '' }).toEqual({ status: 0, stderr: '' })
  return JSON.parse(stdout)
}

async function refused(command: string): Promise<readonly [number, string]> {
  const { status, stdout, stderr } = await palate(world.home, command)
  expect(stdout).toBe('')
  return [
    status,
    stderr
      .split('\n')
      .find((line) => /^(palate|error): /.test(line))!
      .replaceAll(folder, '@'),
  ]
}

/** Kills it between writing and renaming: then a temporary file stands beside what it replaces. */
async function killWhileWriting(child: ReturnType<typeof spawnPalate>, own: string): Promise<void> {
  const isWriting = async () => (await readdir(own)).some((name) => name.endsWith('.tmp') && name > '010')
  const killed = (async () => {
    while (child.exitCode === null && !(await isWriting()));
    child.kill('SIGKILL')
  })()
  await Promise.all([ended(child), killed])
}

const counts = { stars: [2, 1, 1, 1, 2], rejected: 1, unrated: 1, unseen: 15, predicted: 1 }

describe('palate stars', () => {
  it('counts what the files say', async () => {
    const { counts: found, photos, skipped } = await document(`stars ${starred}`)
    expect(found).toEqual(counts)
    expect(photos).toHaveLength(24)
    expect(photos[2]).toEqual({ path: join(starred, '02.png'), rating: 'unseen', predicted: 5 })
    expect(skipped).toEqual([])
    const { stdout } = await palate(world.home, `stars ${starred} --each`)
    expect(stdout.match(/\.png\n/g)).toHaveLength(10)
    expect(stdout).toMatch(/^\*{5} .*18\.png$/m)
    expect(stdout).toMatch(/^5 stars +2$/m)
    expect(stdout).toContain('1 of them have stars predicted by palate, which are no ratings')
  })
})

describe('palate rank --stars', () => {
  const rank = (more: string) => document(`rank ${starred} --stars --pack mini ${more}`)

  it('gives the order that the same ratings in a file give, and says how many stars it was learnt from', async () => {
    const csv = join(folder, 'same.csv')
    const rows = stars.map((score, at) => `starred/${basename(world.photos[3 * at]!)},${Math.max(0, score)}`)
    await writeFile(csv, ['image,score', ...rows].join('\n'))
    for (const method of ['instant', 'ensemble']) {
      const byStars = await rank(`--method ${method}`)
      const byFile = await document(`rank ${starred} --ratings ${csv} --pack mini --method ${method}`)
      expect(byStars.ratings).toBe(8)
      expect(byStars.photos).toEqual(byFile.photos)
      expect(byStars.starsInFiles).toEqual({ used: 8, ...counts })
      expect(byFile).not.toHaveProperty('starsInFiles')
    }
  })

  it('adds stars to a taste that was learnt from stars, and not to one of another scale', async () => {
    const taste = join(folder, 'stars.taste')
    const first = await rank(`--save-taste ${taste}`)
    const again = await rank(`--taste ${taste}`)
    expect(again.photos.map(({ path }: { path: string }) => path)).toEqual(
      first.photos.map(({ path }: { path: string }) => path),
    )
    const other = join(folder, 'other.taste')
    await document(`rank ${images} --ratings ${world.ratings} --pack mini --save-taste ${other}`)
    expect(await refused(`rank ${starred} --stars --taste ${other} --pack mini`)).toEqual([
      2,
      'palate: @/other.taste was learnt from ratings such as 6, which are no stars; --stars cannot be added to it',
    ])
  })

  it('says in one sentence where there are too few', async () => {
    expect(await refused(`rank ${images} --stars --pack mini`)).toEqual([
      2,
      'palate: 0 of 24 photos have stars in their files; a taste needs at least two different ratings: rate a few more, or name a file with --ratings',
    ])
    const [status, says] = await refused(`rank ${starred}/18.png ${starred}/21.png ${images} --stars --pack mini`)
    expect([status, says]).toEqual([
      2,
      expect.stringContaining('2 of 26 photos have stars in their files, all the same;'),
    ])
    expect(await refused(`rank ${starred} --stars --ratings ${world.ratings} --pack mini`)).toEqual([
      2,
      'palate: --ratings and --stars are two sources of ratings, on scales of their own; name one of them',
    ])
  })
})

describe('palate stars write', () => {
  it('shows first, writes the stars of a taste with --apply, and undo takes them back', async () => {
    const own = await mkdtemp(join(folder, 'own-'))
    for (const photo of [world.photos[0]!, world.photos[12]!, world.photos[23]!])
      await copyFile(photo, join(own, basename(photo)))
    await writeFile(join(own, '00.png.xmp'), xmpWith('xmp:Rating="1"'))
    const taste = join(folder, 'mine.taste')
    const { photos } = await document(`rank ${own} --ratings ${world.ratings} --pack mini --save-taste ${taste}`)
    const before = await readdir(own)

    const command = `stars write ${own} --taste ${taste} --pack mini --only-unrated`
    const shown = await document(command)
    expect(await readdir(own)).toEqual(before)
    expect(shown).toMatchObject({ kind: 'predicted', applied: false, rated: 1, written: 0, journal: null })
    expect(shown.planned).toHaveLength(2)
    for (const { photo, stars: planned, file, isNew } of shown.planned) {
      expect(planned).toBe(photos.find(({ path }: { path: string }) => path === photo).stars)
      expect([file, isNew]).toEqual([`${photo}.xmp`, true])
    }
    const { stdout } = await palate(world.home, command)
    expect(stdout).toMatch(/^new +predicted \*+ +\S+12\.png\.xmp$/m)
    expect(stdout).toMatch(
      /\n2 sidecars would be written; 1 rated by you are left out; nothing is changed without --apply\n$/,
    )

    expect(await document(`${command} --as-rating --apply`)).toMatchObject({ applied: true, written: 2 })
    expect((await document(`stars ${own}`)).counts).toMatchObject({ stars: [1, 0, 0, 0, 0], unseen: 2, predicted: 2 })
    expect(await readFile(join(own, '12.png.xmp'), 'utf8')).toContain('xmp:Rating="')

    expect(await document('stars undo')).toMatchObject({ removed: 2, restored: 0, changed: [] })
    expect(await readdir(own)).toEqual(before)
  })

  it('writes ratings of a file as ratings, and undo fails where a sidecar has been changed since', async () => {
    const own = await mkdtemp(join(folder, 'given-'))
    for (const name of ['a.jpg', 'b.jpg']) await writeStarredPhoto(join(own, name))
    await writeFile(join(own, 'my.csv'), 'image,score\na.jpg,5\nb.jpg,2')
    expect(await document(`stars write ${own} --ratings ${own}/my.csv --apply`)).toMatchObject({
      kind: 'given',
      written: 2,
    })
    expect((await document(`stars ${own}`)).counts.stars).toEqual([0, 1, 0, 0, 1])
    await writeFile(join(own, 'a.jpg.xmp'), xmpWith('xmp:Rating="3"'))
    const { status, stdout, stderr } = await palate(world.home, 'stars undo')
    expect([status, stdout]).toEqual([1, '0 files are as they were, 1 that were not there are taken away\n'])
    expect(stderr).toContain('palate: 1 files have been changed since and stay as they are; see above')
  })

  it('writes into JPEG files with --embedded, and leaves out what is none', async () => {
    const own = await mkdtemp(join(folder, 'embedded-'))
    for (const name of ['a.jpg', 'b.png']) await writeStarredPhoto(join(own, name))
    await writeFile(join(own, 'my.csv'), 'image,score\na.jpg,5\nb.png,2')
    const before = await readFile(join(own, 'a.jpg'))
    const names = await readdir(own)

    const command = `stars write ${own} --ratings ${own}/my.csv --embedded`
    const { stdout, stderr } = await palate(world.home, command)
    expect(stdout.replaceAll(own, '@')).toBe(
      'change  rating *****                @/a.jpg\n1 JPEG files would be written; nothing is changed without --apply\n',
    )
    expect(stderr).toContain('b.png is no JPEG, the only kind of photo that stars are written into; use a sidecar')
    expect(await readFile(join(own, 'a.jpg'))).toEqual(before)
    expect(await document(`${command} --apply`)).toMatchObject({
      into: 'photos',
      written: 1,
      planned: [{ isNew: false }],
    })
    expect((await document(`stars ${own}`)).counts).toMatchObject({ stars: [0, 0, 0, 0, 1], unseen: 1 })
    expect(await readdir(own)).toEqual(names)

    expect(await document('stars undo')).toMatchObject({ restored: 1, removed: 0, changed: [] })
    expect(await readFile(join(own, 'a.jpg'))).toEqual(before)
  })

  it('refuses what cannot be meant', async () => {
    const bad = join(folder, 'bad.csv')
    await writeFile(bad, `image,score\n${world.photos[0]},3.5`)
    expect(await refused(`stars write ${images}`)).toEqual([
      2,
      'palate: name what to write: --taste FILE for stars that it predicts, or --ratings CSV for yours',
    ])
    expect(await refused(`stars write ${images} --ratings ${bad}`)).toEqual([
      2,
      'palate: @/bad.csv: @/database/images/00.png has the score 3.5; stars are whole numbers from 1 to 5',
    ])
    expect(await refused(`stars write ${images} --ratings ${bad} --as-rating`)).toEqual([
      2,
      'palate: --as-rating belongs to --taste; ratings of yours are written as ratings',
    ])
    expect(await refused('stars undo @/none.jsonl')).toEqual([
      1,
      'palate: cannot read the journal @/none.jsonl: there is no such file or folder',
    ])
  })
})

describe('palate stars write --embedded killed in the middle', () => {
  it('has every photo as it was or as it shall be, and undo restores all of them', async () => {
    const own = join(folder, 'killed-photos')
    await mkdir(own)
    const old = await readFile(await writeStarredPhoto(join(own, '000.jpg'), xmpWith('xmp:Rating="1"')))
    const names = Array.from({ length: 120 }, (_, at) => `${String(at).padStart(3, '0')}.jpg`)
    for (const name of names) await writeFile(join(own, name), old)
    await writeFile(join(own, 'my.csv'), ['image,score', ...names.map((name) => `${name},4`)].join('\n'))
    const home = join(folder, 'killed-photos-home')
    await killWhileWriting(spawnPalate(home, `stars write ${own} --ratings ${own}/my.csv --embedded --apply`), own)

    const photos = await Promise.all(names.map((name) => readFile(join(own, name))))
    const written = photos.filter((photo) => !photo.equals(old))
    expect(written.length).toBeGreaterThan(0)
    expect(written.length).toBeLessThan(names.length)
    for (const photo of written) {
      expect(photo.toString('latin1')).toContain('xmp:Rating="4"')
      expect(contentHash(photo)).toBe(contentHash(old))
    }

    const { stdout, status } = await palate(home, 'stars undo --json')
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ restored: written.length, untouched: names.length - written.length })
    for (const name of names) expect((await readFile(join(own, name))).equals(old)).toBe(true)
  })
})

describe('palate stars write killed in the middle', () => {
  it('has every sidecar as it was or as it shall be, and undo restores all of them', async () => {
    const own = join(folder, 'killed')
    await mkdir(own)
    const old = xmpWith('xmp:Rating="1"')
    const first = await writeStarredPhoto(join(own, '000.png'))
    const names = Array.from({ length: 120 }, (_, at) => `${String(at).padStart(3, '0')}.png`)
    for (const name of names) {
      if (name !== '000.png') await copyFile(first, join(own, name))
      await writeFile(join(own, `${name}.xmp`), old)
    }
    await writeFile(join(own, 'my.csv'), ['image,score', ...names.map((name) => `${name},4`)].join('\n'))
    const home = join(folder, 'killed-home')
    await killWhileWriting(spawnPalate(home, `stars write ${own} --ratings ${own}/my.csv --apply`), own)

    const texts = await Promise.all(names.map((name) => readFile(join(own, `${name}.xmp`), 'utf8')))
    const written = texts.filter((text) => text !== old)
    expect(written.length).toBeGreaterThan(0)
    expect(written.length).toBeLessThan(names.length)
    for (const text of written) expect(text).toMatch(/xmp:Rating="4".*<\/x:xmpmeta>$/s)

    const { stdout, status } = await palate(home, 'stars undo --json')
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ restored: written.length, untouched: names.length - written.length })
    for (const name of names) expect(await readFile(join(own, `${name}.xmp`), 'utf8')).toBe(old)
    expect(existsSync(join(own, '119.png'))).toBe(true)
  })
})
