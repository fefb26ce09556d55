import { mkdtemp, rename, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/picture.ts'
import {
  darktableSidecar,
  digikamSidecar,
  lightroomSidecar,
  writeStarredPhoto,
  xmpWith,
} from '../../../test/support/sidecars.ts'
import { readStars } from './read-stars.ts'
import { countStars, starRatings } from './star-ratings.ts'

const root = temporaryFolder()

/** What is read of `IMG.jpg` (or `photo`) with these files beside it, by name. */
async function starsOf(
  files: Readonly<Record<string, string | Uint8Array>>,
  { photo = 'IMG.jpg', embedded }: { readonly photo?: string; readonly embedded?: string } = {},
) {
  const folder = await mkdtemp(join(root, 'read-'))
  const path = await writeStarredPhoto(join(folder, photo), embedded)
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  const { photos, skipped } = await readStars([path])
  if (skipped.length > 0) return skipped[0]!.reason.replaceAll(folder, '@')
  const { rating, predicted } = photos[0]!
  return predicted === null ? rating : { rating, predicted }
}

describe('stars in sidecars', () => {
  it('are read as Lightroom, darktable and digiKam write and name them', async () => {
    expect(await starsOf({ 'IMG.xmp': lightroomSidecar })).toBe(3)
    expect(await starsOf({ 'IMG.jpg.xmp': darktableSidecar })).toBe('rejected')
    expect(await starsOf({ 'IMG.jpg.xmp': digikamSidecar })).toBe(5)
    expect(await starsOf({ 'IMG.XMP': xmpWith('xmp:Rating="2"') })).toBe(2)
  })

  it('may be rejected, unrated or missing, which are three things', async () => {
    expect(await starsOf({ 'IMG.xmp': xmpWith('xmp:Rating="-1"') })).toBe('rejected')
    expect(await starsOf({ 'IMG.xmp': xmpWith('xmp:Rating="0"') })).toBe('unrated')
    expect(await starsOf({ 'IMG.xmp': xmpWith('') })).toBe('unseen')
    expect(await starsOf({})).toBe('unseen')
  })

  it('may be fractions and have a prefix of their own', async () => {
    expect(await starsOf({ 'IMG.xmp': xmpWith('xmp:Rating="4.0"') })).toBe(4)
    const other = xmpWith('xmp:Rating="4"').replaceAll('xmp:Rating', 'xap:Rating').replace('xmlns:xmp=', 'xmlns:xap=')
    expect(await starsOf({ 'IMG.xmp': other })).toBe(4)
  })

  it('fall back on percents only where there is no number of stars', async () => {
    const of = (percent: number) => starsOf({ 'IMG.xmp': xmpWith(`MicrosoftPhoto:Rating="${percent}"`) })
    expect(await Promise.all([0, 1, 25, 50, 75, 99].map(of))).toEqual(['unrated', 1, 2, 3, 4, 5])
    expect(await starsOf({ 'IMG.xmp': xmpWith('MicrosoftPhoto:Rating="99" xmp:Rating="0"') })).toBe('unrated')
    const oldNamespace = xmpWith('MicrosoftPhoto:Rating="99"').replace('photo/1.0/"', 'photo/1.0"')
    expect(await starsOf({ 'IMG.xmp': oldNamespace })).toBe(5)
  })

  it('of an ingredient are not those of the photo', async () => {
    const nested = xmpWith('').replace(
      '/></rdf:RDF>',
      ' xmlns:m="urn:m"><m:Part rdf:parseType="Resource"><rdf:Description xmp:Rating="5"/></m:Part></rdf:Description></rdf:RDF>',
    )
    expect(nested).toContain('xmp:Rating="5"')
    expect(await starsOf({ 'IMG.xmp': nested })).toBe('unseen')
  })

  it('of a raw photo speak for its JPEG, and for nothing else of the name', async () => {
    expect(await starsOf({ 'IMG.xmp': lightroomSidecar }, { photo: 'IMG.jpg' })).toBe(3)
    expect(await starsOf({ 'IMG.xmp': lightroomSidecar }, { photo: 'IMG.png' })).toBe('unseen')
    const ofPng = lightroomSidecar.replace('"CR2"', '"PNG"')
    expect(await starsOf({ 'IMG.xmp': ofPng }, { photo: 'IMG.png' })).toBe(3)
    expect(await starsOf({ 'IMG.xmp': ofPng }, { photo: 'IMG.jpg' })).toBe('unseen')
    expect(await starsOf({ 'IMG.png.xmp': digikamSidecar }, { photo: 'IMG.jpg' })).toBe('unseen')
  })

  it('of the RAW file of a shot speak for its JPEG and HEIC, whichever program wrote them', async () => {
    const raw = { 'IMG.CR2': '', 'IMG.CR2.xmp': darktableSidecar }
    expect(await starsOf(raw, { photo: 'IMG.jpg' })).toBe('rejected')
    expect(await starsOf(raw, { photo: 'IMG.png' })).toBe('unseen')
    expect(await starsOf({ 'IMG.CR2.xmp': darktableSidecar }, { photo: 'IMG.jpg' })).toBe('unseen')
    expect(await starsOf({ ...raw, 'IMG.jpg.xmp': digikamSidecar }, { photo: 'IMG.jpg' })).toBe(5)
  })

  it('are found whichever way accents are written', async () => {
    const name = 'Küste.jpg'
    expect(await starsOf({ [`${name.normalize('NFD')}.xmp`]: digikamSidecar }, { photo: name.normalize('NFC') })).toBe(
      5,
    )
  })
})

describe('stars in photos', () => {
  it.each(['jpg', 'png', 'webp', 'tif', 'avif'])('are read from %s', async (ending) => {
    expect(await starsOf({}, { photo: `a.${ending}`, embedded: xmpWith('xmp:Rating="4"') })).toBe(4)
  })

  it('are read from HEIC as ExifTool writes them', async () => {
    const heic = new URL('../../../test/oracle/heic/phone-starred.heic', import.meta.url)
    expect((await readStars([fileURLToPath(heic)])).photos[0]!.rating).toBe(5)
  })

  it('are read from RAW files that are built like a TIFF, with either end first; others have none', async () => {
    const folder = await mkdtemp(join(root, 'raw-'))
    const names = ['little.dng', 'big.nef', 'other.cr3', 'cut.arw']
    const [little, big, other, cut] = names.map((name) => join(folder, name)) as [string, string, string, string]
    await writeStarredPhoto(join(folder, 'a.tif'), xmpWith('xmp:Rating="4"'))
    await rename(join(folder, 'a.tif'), little)
    const packet = Buffer.from(xmpWith('xmp:Rating="2"'))
    const header = Buffer.from('4d4d002a00000008000102bc000100000000000000160000', 'hex')
    header.writeUInt32BE(packet.length, 14)
    await writeFile(big, Buffer.concat([header.subarray(0, 22), packet]))
    await writeFile(other, Buffer.from('\0\0\0\x18ftypcrx \0\0\0\0'))
    await writeFile(cut, Buffer.concat([header.subarray(0, 22), packet.subarray(0, 99)]))
    const { photos, skipped } = await readStars([little, big, other, cut])
    expect(skipped).toEqual([])
    expect(photos.map(({ rating }) => rating)).toEqual([4, 2, 'unseen', 'unseen'])
  })

  it('yield to a sidecar, unless they are newer by their own date', async () => {
    const of = (sidecar: string, embedded: string) =>
      starsOf({ 'IMG.xmp': xmpWith(`xmp:Rating="2" ${sidecar}`) }, { embedded: xmpWith(`xmp:Rating="4" ${embedded}`) })
    const [early, late] = ['2024-01-01T12:00:00Z', '2024-01-01T12:00:00-05:00']
    expect(await of('', '')).toBe(2)
    expect(await of(`xmp:MetadataDate="${early}"`, `xmp:MetadataDate="${late}"`)).toBe(4)
    expect(await of(`xmp:MetadataDate="${late}"`, `xmp:MetadataDate="${early}"`)).toBe(2)
    expect(await of(`xmp:MetadataDate="${early}"`, `xmp:MetadataDate="${early}"`)).toBe(2)
    expect(await of(`xmp:ModifyDate="${early}"`, `xmp:ModifyDate="${late}"`)).toBe(4)
    expect(await of('', `xmp:MetadataDate="${late}"`)).toBe(2)
    expect(await of('xmp:MetadataDate="yesterday"', `xmp:MetadataDate="${late}"`)).toBe(2)
  })

  it('count where the sidecar says nothing of stars, however new it is', async () => {
    const sidecar = xmpWith('xmp:MetadataDate="2030-01-01"')
    expect(await starsOf({ 'IMG.xmp': sidecar }, { embedded: xmpWith('xmp:Rating="4"') })).toBe(4)
  })
})

describe('stars predicted by palate', () => {
  const marked = (rating: number) =>
    xmpWith(`palate:PredictedRating="4" palate:RatingIsPredicted="True" xmp:Rating="${rating}"`)

  it('are never ratings', async () => {
    expect(await starsOf({ 'IMG.xmp': xmpWith('palate:PredictedRating="4"') })).toEqual({
      rating: 'unseen',
      predicted: 4,
    })
    expect(await starsOf({ 'IMG.xmp': marked(4) })).toEqual({ rating: 'unseen', predicted: 4 })
    expect(await starsOf({}, { embedded: marked(4) })).toEqual({ rating: 'unseen', predicted: 4 })
  })

  it('are no ratings where another program has carried them into the photo', async () => {
    const copied = xmpWith('xmp:Rating="4" xmp:MetadataDate="2030-01-01"')
    expect(await starsOf({ 'IMG.xmp': marked(4) }, { embedded: copied })).toEqual({ rating: 'unseen', predicted: 4 })
  })

  it('give way to what the person says instead, though the mark stays', async () => {
    expect(await starsOf({ 'IMG.xmp': marked(2) })).toEqual({ rating: 2, predicted: 4 })
    expect(await starsOf({ 'IMG.xmp': marked(-1) })).toEqual({ rating: 'rejected', predicted: 4 })
  })
})

describe('a photo whose stars cannot be read', () => {
  it('is left out with a sentence that names the file', async () => {
    expect(await starsOf({ 'IMG.xmp': xmpWith('xmp:Rating="7"') })).toBe(
      '@/IMG.xmp says xmp:Rating is "7"; expected a number from -1 to 5',
    )
    expect(await starsOf({ 'IMG.xmp': xmpWith('xmp:Rating=""') })).toContain('says xmp:Rating is ""')
    expect(await starsOf({ 'IMG.xmp': xmpWith('MicrosoftPhoto:Rating="120"') })).toContain(
      'expected a number from 0 to 100',
    )
    expect(await starsOf({}, { embedded: xmpWith('xmp:Rating="x"') })).toMatch(
      /^the XMP in @\/IMG\.jpg says xmp:Rating/,
    )
  })

  it('does not keep others from being read', async () => {
    const folder = await mkdtemp(join(root, 'some-'))
    const photos = await Promise.all(
      ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg'].map((name) => writeStarredPhoto(join(folder, name))),
    )
    await writeFile(join(folder, 'a.jpg.xmp'), digikamSidecar)
    await writeFile(join(folder, 'b.jpg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
    await symlink('nowhere', join(folder, 'c.jpg.xmp'))
    await rename(join(folder, 'd.jpg'), join(folder, 'e.jpg'))
    const { photos: read, skipped } = await readStars(photos)
    expect(read.map(({ path, rating }) => [path.at(-5), rating])).toEqual([
      ['a', 5],
      ['c', 'unseen'],
    ])
    expect(skipped.map(({ reason }) => reason.replaceAll(folder, '@'))).toEqual([
      '@/b.jpg is none of the kinds of photo that palate reads; convert it or leave it out',
      'cannot read @/d.jpg: there is no such file or folder',
    ])
  })
})

describe('stars as a support set', () => {
  it('are ratings from 1 to 5 and rejects as 0; 0 stars and none are no ratings', () => {
    const photos = ([5, 'rejected', 'unrated', 'unseen', 1] as const).map((rating, at) => ({
      path: `${at}`,
      rating,
      predicted: at === 3 ? (2 as const) : null,
    }))
    expect(starRatings(photos)).toEqual([
      { path: '0', score: 5 },
      { path: '1', score: 0 },
      { path: '4', score: 1 },
    ])
    expect(countStars(photos)).toEqual({ stars: [1, 0, 0, 0, 1], rejected: 1, unrated: 1, unseen: 1, predicted: 1 })
  })
})
