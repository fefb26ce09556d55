import { execFileSync } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { bareJpeg, exifPart, jfifPart, jpegSegment, picturesPart, xmpPart } from '../../../test/support/jpeg-parts.ts'
import { picture, temporaryFolder } from '../../../test/support/picture.ts'
import { describeWith } from '../../../test/support/programs.ts'
import { darktableSidecar, digikamSidecar, lightroomSidecar, xmpWith } from '../../../test/support/sidecars.ts'
import { contentHash } from '../../image/index.ts'
import { planStars, type StarsKind } from './plan-stars.ts'
import { readStars } from './read-stars.ts'
import { undoStars } from './undo-stars.ts'
import { writeStars } from './write-stars.ts'

const root = temporaryFolder()
const now = new Date('2025-06-07T08:09:10Z')
const [start, rest] = await bareJpeg()
const progressive = (await bareJpeg({ progressive: true }))[1]
const plain = Buffer.concat([start, jfifPart, rest])
const unrated = xmpWith('photoshop:City="Oslo"')

/** A folder with these files, and what is done to its photos. */
async function world(files: Readonly<Record<string, string | Uint8Array>>) {
  const folder = await mkdtemp(join(root, 'photos-'))
  const at = (name: string): string => join(folder, name)
  for (const [name, bytes] of Object.entries(files)) await writeFile(at(name), bytes)
  const photos = Object.keys(files)
    .filter((name) => !name.endsWith('.xmp'))
    .map(at)
  const journals = join(await mkdtemp(join(root, 'home-')), 'stars')
  const plan = (kind: StarsKind = 'given', stars: 1 | 2 | 3 | 4 | 5 = 4) =>
    planStars({ stars: photos.map((path) => ({ path, stars })), kind, into: 'photos', now })
  return {
    folder,
    at,
    photos,
    plan,
    journals,
    write: async (...how: Parameters<typeof plan>) =>
      writeStars({ planned: (await plan(...how)).planned, journals, now }),
    undo: () => undoStars({ journals }),
    stars: async () => (await readStars(photos)).photos.map(({ rating, predicted }) => [rating, predicted]),
    bytes: () => Promise.all(Object.keys(files).map((name) => readFile(at(name)))),
    /** Why photos were left out, without the folder. */
    reasons: (skipped: readonly { readonly reason: string }[]) =>
      skipped.map(({ reason }) => reason.replaceAll(folder, '@')),
  }
}

/** The XMP without what palate may have changed in it. */
function others(xmp: string): string {
  return xmp
    .replace(/\s+(xmlns:palate|palate:\w+|xmp:Rating|xmp:MetadataDate)="[^"]*"/g, '')
    .replace(/<xmp:Rating>\d<\/xmp:Rating>/, '')
}

const icc = jpegSegment(0xe2, 'ICC_PROFILE\0\x01\x01', Buffer.alloc(300, 7))
const comment = jpegSegment(0xfe, 'by hand \xff\xd9 \xff\xda')
const photoshop = jpegSegment(0xed, 'Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\0')
const unknown = jpegSegment(0xe1, 'com.example.maker\0', Buffer.alloc(99, 0xff))
/** Puts what follows where a real photo has it: further away than numbers in EXIF are large. */
const far = jpegSegment(0xfe, Buffer.alloc(20_000, 0x20))
const fill = Buffer.from([0xff, 0xff])

describe('stars written into JPEG files', () => {
  const parts = fc.record({
    first: fc.subarray([jfifPart, exifPart()]),
    before: fc.subarray([icc, comment, photoshop, unknown, fill]),
    xmp: fc.option(fc.constantFrom(darktableSidecar, digikamSidecar, lightroomSidecar, unrated, `${unrated}\0\0`)),
    after: fc.shuffledSubarray([icc, comment, photoshop, unknown]),
    rest: fc.constantFrom(rest, progressive),
    trailer: fc.constantFrom(Buffer.alloc(0), Buffer.from('clip \xff\xd8 \xff\xe1', 'latin1')),
  })
  const kind = fc.constantFrom<StarsKind>('given', 'predicted', 'predicted-as-rating')

  it('leave every other byte as it is, are read back, and are undone to the byte', async () => {
    await fc.assert(
      fc.asyncProperty(parts, kind, fc.constantFrom(1, 4), async (jpeg, how, stars) => {
        const head = Buffer.concat([start, ...jpeg.first])
        // Where there is no XMP, it comes behind what wants to be first.
        const middle = Buffer.concat(jpeg.before)
        const tail = Buffer.concat([...jpeg.after, jpeg.rest, jpeg.trailer])
        const [left, right] =
          jpeg.xmp === null ? [head, Buffer.concat([middle, tail])] : [Buffer.concat([head, middle]), tail]
        const before = Buffer.concat([left, jpeg.xmp === null ? Buffer.alloc(0) : xmpPart(jpeg.xmp), right])
        const { at, write, undo, stars: read, plan } = await world({ 'IMG.jpg': before })
        const [[was] = []] = await read()

        expect(await write(how, stars)).toMatchObject({ written: 1, skipped: [] })
        const after = await readFile(at('IMG.jpg'))
        expect(after.subarray(0, left.length).equals(left)).toBe(true)
        expect(after.subarray(-right.length).equals(right)).toBe(true)
        const segment = after.subarray(left.length, -right.length)
        const packet = segment.subarray(4 + 29).toString()
        expect(segment.equals(xmpPart(packet))).toBe(true)
        if (jpeg.xmp !== null) expect(others(packet)).toBe(others(jpeg.xmp))

        expect(contentHash(after)).toBe(contentHash(before))
        expect(await sharp(after).raw().toBuffer()).toEqual(await sharp(before).raw().toBuffer())
        expect(await read()).toEqual([how === 'given' ? [stars, null] : [was, stars]])
        const asRating = how === 'predicted-as-rating' && was === 'unseen'
        expect(packet.includes(`xmp:Rating="${stars}"`)).toBe(
          asRating || (how === 'given' && jpeg.xmp !== digikamSidecar),
        )
        expect(await plan(how, stars)).toMatchObject({ planned: [], same: 1, skipped: [] })

        expect(await undo()).toMatchObject({ restored: 1, removed: 0, changed: [] })
        expect((await readFile(at('IMG.jpg'))).equals(before)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('keep a rating of the person, and are kept in step when they are predicted anew', async () => {
    const rated = Buffer.concat([start, xmpPart(xmpWith('xmp:Rating="2"')), rest])
    const { write, stars } = await world({ 'rated.jpg': rated, 'new.jpg': plain })
    await write('predicted-as-rating', 5)
    expect(await stars()).toEqual([
      [2, 5],
      ['unseen', 5],
    ])
    await write('predicted', 3)
    expect(await stars()).toEqual([
      [2, 3],
      ['unseen', 3],
    ])
  })

  it('are shown before, with no file touched, and keep the permissions', async () => {
    const { at, plan, write, bytes, folder } = await world({ 'a.jpg': plain })
    await chmod(at('a.jpg'), 0o640)
    expect((await plan()).planned).toMatchObject([{ photo: at('a.jpg'), file: at('a.jpg'), into: 'photos' }])
    expect(await bytes()).toEqual([plain])
    await write()
    expect((await stat(at('a.jpg'))).mode & 0o777).toBe(0o640)
    expect(await readdir(folder)).toEqual(['a.jpg'])
  })
})

describeWith('ExifTool', 'ExifTool', () => {
  const program = process.env['PALATE_EXIFTOOL'] || 'exiftool'
  /** All that it finds, but what the file system says, by group and name. */
  const tagsOf = (path: string): Readonly<Record<string, unknown>> => {
    const json = execFileSync(program, ['-j', '-n', '-a', '-u', '-b', '-G1', path], { encoding: 'utf8' })
    const tags = (JSON.parse(json) as readonly [Record<string, unknown>])[0]
    return Object.fromEntries(Object.entries(tags).filter(([name]) => !/^(System|SourceFile)/.test(name)))
  }

  it.each([
    ['what another program wrote', xmpPart(lightroomSidecar)],
    ['no XMP yet', Buffer.alloc(0)],
  ])('reads our stars, and every other field as before, in a photo with %s', async (_, xmp) => {
    const real = await sharp(picture(64, 48).data, { raw: { width: 64, height: 48, channels: 3 } })
      .withIccProfile('p3')
      .withExif({ IFD0: { Make: 'palate', Copyright: 'nobody' } })
      .jpeg()
      .toBuffer()
    // Behind the EXIF, as programs put it; then the index of pictures, which counts from itself.
    const exifEnd = 4 + real.readUInt16BE(4)
    const [head, image] = [real.subarray(0, exifEnd), Buffer.concat([far, photoshop, real.subarray(exifEnd)])]
    const size = picturesPart({ offset: 0, size: 0 }).length
    const index = picturesPart({ offset: size - 8 + image.length, size: plain.length })
    const { at, write, undo } = await world({ 'IMG.jpg': Buffer.concat([head, xmp, index, image, plain]) })
    const before = tagsOf(at('IMG.jpg'))
    expect(before).toMatchObject({
      'IFD0:Copyright': 'nobody',
      'MPImage2:PreviewImage': `base64:${plain.toString('base64')}`,
    })
    await write('given', 5)
    const after = tagsOf(at('IMG.jpg'))
    const ours = { 'XMP-xmp:Rating': 5, 'XMP-xmp:MetadataDate': '2025:06:07 08:09:10.000Z' }
    // The picture behind the image is told by its distance from the index, and is found.
    expect(after).toEqual({
      'XMP-x:XMPToolkit': 'palate',
      ...before,
      ...ours,
      'MPImage2:MPImageStart': expect.any(Number),
    })
    await undo()
    expect(tagsOf(at('IMG.jpg'))).toEqual(before)
  })
})

describe('photos that stars are not written into', () => {
  it('are named in a sentence each and stay as they are, and the others are written', async () => {
    const png = await sharp(plain).png().toBuffer()
    const guid = 'A'.repeat(32)
    const note = xmpWith(`xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="${guid}"`)
    const extension = jpegSegment(0xe1, `http://ns.adobe.com/xmp/extension/\0${guid}`, Buffer.alloc(8), '<a/>')
    const files = {
      'a.png': png,
      'b.jpg': plain,
      'b.xmp': xmpWith('xmp:Rating="0"'),
      'c.jpg': Buffer.concat([start, xmpPart(unrated), extension, rest]),
      'd.jpg': Buffer.concat([start, xmpPart(note), rest]),
      'e.jpg': Buffer.concat([start, xmpPart(unrated), xmpPart(unrated), rest]),
      'f.jpg': Buffer.concat([start, xmpPart(unrated.padEnd(65_504)), rest]), // the largest there can be
      'g.jpg': plain,
      'h.jpg': Buffer.concat([
        start,
        jpegSegment(0xe1, `http://another/\0${xmpWith('xmp:Rating="2"')}`),
        xmpPart(unrated),
        rest,
      ]),
      'z.jpg': plain,
      'z.xmp': unrated,
    }
    const { at, plan, photos, bytes, write, reasons } = await world(files)
    await chmod(at('g.jpg'), 0o444)
    const before = await bytes()
    const { planned, skipped } = await plan()
    expect(planned.map(({ photo }) => basename(photo))).toEqual(['z.jpg'])
    expect(reasons(skipped).map((reason) => reason.replace(/\d{5}/, 'N'))).toEqual([
      '@/a.png is no JPEG, the only kind of photo that stars are written into; use a sidecar',
      '@/b.jpg has stars in @/b.xmp, which programs read first; write into sidecars instead',
      '@/c.jpg has its XMP in several parts, which palate does not change; use a sidecar',
      '@/d.jpg has its XMP in several parts, which palate does not change; use a sidecar',
      '@/e.jpg has its XMP in several parts, which palate does not change; use a sidecar',
      '@/f.jpg would have an XMP of N bytes, more than fit into one part of a JPEG; use a sidecar',
      '@/g.jpg is read-only and stays as it is; use a sidecar',
      '@/h.jpg has an XMP that programs read differently; use a sidecar',
    ])
    expect(await write()).toMatchObject({ written: 1 })
    const after = await bytes()
    expect(photos).toHaveLength(9)
    expect(after.flatMap((each, index) => (each.equals(before[index]!) ? [] : [index]))).toEqual([9])
  })

  it('are those that a reader cannot follow: truncated, or pointing past their end', async () => {
    const long = jpegSegment(0xe1, 'Exif\0\0')
    long.writeUInt16BE(60_000, 2)
    const scan = plain.indexOf(Buffer.from([0xff, 0xda]))
    const files = {
      'a.jpg': plain.subarray(0, scan + 40),
      'b.jpg': plain.subarray(0, scan),
      'c.jpg': Buffer.concat([start, long, rest.subarray(0, 300)]),
      'd.jpg': Buffer.concat([xmpPart(unrated), plain]),
      'e.jpg': Buffer.concat([plain.subarray(0, scan), Buffer.from([0xff, 0xd9])]),
      'f.jpg': Buffer.concat([start, Buffer.from([0xff, 0xe1, 0, 1]), rest]),
      'g.jpg': Buffer.concat([start, Buffer.from([0xff, 0xd0]), rest]),
      'h.jpg': Buffer.alloc(0),
      'i.jpg': Buffer.from([0xff, 0xd8, 0xff]),
    }
    const { plan, bytes, write } = await world(files)
    const { planned, skipped } = await plan()
    expect(planned).toEqual([])
    expect(skipped).toHaveLength(9)
    for (const { path, reason } of skipped) expect(reason).toMatch(new RegExp(`^${path} [^\n]+$`))
    expect(await write()).toMatchObject({ journal: null, written: 0 })
    expect(await bytes()).toEqual(Object.values(files))
  })

  it('are links, and those that changed after they were shown', async () => {
    const { at, plan, journals, photos, reasons } = await world({ 'a.jpg': plain, 'b.jpg': plain })
    const { planned } = await plan()
    await writeFile(at('a.jpg'), Buffer.concat([plain, Buffer.from('more')]))
    const { written, skipped } = await writeStars({ planned, journals, now })
    expect([written, reasons(skipped)]).toEqual([
      1,
      ['@/a.jpg has been changed meanwhile by another program; run the command again'],
    ])
    await symlink(photos[0]!, at('link.jpg'))
    const linked = await planStars({ stars: [{ path: at('link.jpg'), stars: 4 }], kind: 'given', into: 'photos', now })
    expect(reasons(linked.skipped)).toEqual(['@/link.jpg is a link; stars are written only into photos themselves'])
  })

  it('point from before the XMP to pictures behind the image, which would be cut off', async () => {
    const [trailer, image] = [plain, Buffer.concat([far, rest])]
    const exif = (value: number) => Buffer.concat([start, exifPart(value), image, trailer])
    const place = exif(0).length - trailer.length
    const indexed = (order: 'index first' | 'XMP first') => {
      const xmp = xmpPart(unrated)
      const sizes = [picturesPart({ offset: 0, size: 0 }), image].reduce((sum, { length }) => sum + length, 0)
      // Counted from the byte order mark, 8 bytes behind the start of the segment.
      const offset = sizes - 8 + (order === 'index first' ? xmp.length : 0)
      const index = picturesPart({ offset, size: trailer.length })
      return Buffer.concat([start, ...(order === 'index first' ? [index, xmp] : [xmp, index]), image, trailer])
    }
    const { plan, photos, reasons } = await world({
      'a.jpg': exif(place - 12), // from the byte order mark, as EXIF does
      'b.jpg': exif(place),
      'c.jpg': exif(place - 1000), // from within, as maker notes do
      'd.jpg': indexed('index first'),
      'e.jpg': exif(0),
      'f.jpg': indexed('XMP first'),
    })
    const { planned, skipped } = await plan()
    expect(planned.map(({ photo }) => photo)).toEqual(photos.slice(4))
    expect(reasons(skipped)).toEqual(
      ['a', 'b', 'c', 'd'].map(
        (name) => `@/${name}.jpg has further pictures behind its image that its header points to; use a sidecar`,
      ),
    )
  })
})

describe('undoing stars in photos', () => {
  it('leaves alone what was changed since, and does nothing twice', async () => {
    const { at, write, undo, bytes, reasons } = await world({ 'a.jpg': plain, 'b.jpg': plain })
    const { journal } = await write()
    const written = await readFile(at('a.jpg'))
    await writeFile(at('a.jpg'), Buffer.concat([written, Buffer.from('more')]))
    const first = await undo()
    expect(first).toMatchObject({ restored: 1, untouched: 0 })
    expect(reasons(first.changed)).toEqual(['@/a.jpg has been changed since; it stays as it is'])
    await writeFile(at('a.jpg'), written)
    expect(await undo()).toEqual({ journal, restored: 1, removed: 0, untouched: 1, changed: [] })
    expect(await bytes()).toEqual([plain, plain])
  })

  it('verifies what it restores: a journal that says something else changes nothing', async () => {
    const { write, undo, bytes } = await world({ 'a.jpg': plain })
    const journal = (await write()).journal!
    const after = await bytes()
    const text = await readFile(journal, 'utf8')
    expect(text.length).toBeLessThan(1000) // not the photo
    await writeFile(journal, text.replace('"at":20', '"at":22'))
    expect((await undo()).changed).toMatchObject([{ reason: expect.stringMatching(/^\S+ cannot be restored by what/) }])
    await writeFile(journal, text.replace(/"replacedHash":"..../, '"replacedHash":"0000'))
    await expect(undo()).rejects.toThrow(/line 2 is damaged: what it keeps is not what was there$/)
    expect(await bytes()).toEqual(after)
  })

  it('reads the journals of old, which know of sidecars alone', async () => {
    const { folder, at, journals, undo } = await world({ 'a.jpg': plain, 'a.jpg.xmp': xmpWith('xmp:Rating="1"') })
    const planned = (stars: 1 | 4) => planStars({ stars: [{ path: at('a.jpg'), stars }], kind: 'given', now })
    const { journal } = await writeStars({ planned: (await planned(4)).planned, journals, now })
    const text = await readFile(journal!, 'utf8')
    expect(text).toContain('"schema":2')
    await writeFile(journal!, text.replace('"schema":2', '"schema":1'))
    expect(await undo()).toMatchObject({ restored: 1, changed: [] })
    expect(await readFile(join(folder, 'a.jpg.xmp'), 'utf8')).toBe(xmpWith('xmp:Rating="1"'))
  })
})
