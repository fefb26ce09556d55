import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/picture.ts'
import {
  darktableSidecar,
  digikamSidecar,
  lightroomSidecar,
  writeStarredPhoto,
  xmpWith,
} from '../../../test/support/sidecars.ts'
import { flagsOf } from './file-flags.ts'
import { readMarks } from './read-stars.ts'
import { parseXmp } from './xmp-document.ts'

const root = temporaryFolder()

const PREFIXES =
  'xmlns:xmpDM="http://ns.adobe.com/xmp/1.0/DynamicMedia/" xmlns:digiKam="http://www.digikam.org/ns/1.0/" xmlns:darktable="http://darktable.sf.net/"'

const flags = (attributes: string) => flagsOf(parseXmp(xmpWith(`${PREFIXES} ${attributes}`), { path: 'x.xmp' }))

describe('a flag in XMP', () => {
  it('is read as Lightroom, digiKam and video programs write it', () => {
    const of = (attributes: string) => flags(attributes).flag
    expect(['1', '0', '-1', '7', ''].map((value) => of(`xmpDM:pick="${value}"`))).toEqual([
      'pick',
      'none',
      'reject',
      'unseen',
      'unseen',
    ])
    expect(['0', '1', '2', '3', '4'].map((value) => of(`digiKam:PickLabel="${value}"`))).toEqual([
      'none',
      'reject',
      'none',
      'pick',
      'unseen',
    ])
    expect(['True', 'false', 'perhaps', 'toString'].map((value) => of(`xmpDM:good="${value}"`))).toEqual([
      'pick',
      'reject',
      'unseen',
      'unseen',
    ])
    expect(of('xmpDM:pick="0" digiKam:PickLabel="3"')).toBe('pick')
    expect(of('')).toBe('unseen')
    const [lightroom, darktable, digikam] = [lightroomSidecar, darktableSidecar, digikamSidecar].map(
      (text) => flagsOf(parseXmp(text, { path: 'x.xmp' })).flag,
    )
    expect([lightroom, darktable, digikam]).toEqual(['unseen', 'unseen', 'pick'])
  })
})

describe('labels in XMP', () => {
  it('are read as words, numbers and lists', () => {
    const of = (attributes: string) => flags(attributes).labels
    expect(of('')).toBeUndefined()
    expect(of('xmp:Label="Grün"')).toEqual(['Grün'])
    expect(of('xmp:Label=""')).toEqual([])
    expect(of('digiKam:ColorLabel="4"')).toEqual(['green'])
    expect(of('digiKam:ColorLabel="0"')).toEqual([])
    expect(of('digiKam:ColorLabel="12"')).toEqual([])
    expect(of('xmp:Label="Red" digiKam:ColorLabel="4"')).toEqual(['Red'])
    const list = darktableSidecar.replace(
      '<darktable:masks_history>',
      '<darktable:colorlabels><rdf:Seq><rdf:li>0</rdf:li><rdf:li>3</rdf:li><rdf:li>9</rdf:li></rdf:Seq></darktable:colorlabels><darktable:masks_history>',
    )
    expect(flagsOf(parseXmp(list, { path: 'x.xmp' })).labels).toEqual(['red', 'blue'])
  })

  it('and flags never keep stars from being read, whatever stands there', () => {
    const text = fc.string().map((value) => value.replaceAll(/[<>&"\p{C}\ufffd]/gu, ''))
    fc.assert(
      fc.property(text, text, text, (pick, label, colour) => {
        const found = flags(`xmpDM:pick="${pick}" xmp:Label="${label}" digiKam:ColorLabel="${colour}"`)
        expect(['pick', 'reject', 'none', 'unseen']).toContain(found.flag)
        for (const each of found.labels ?? []) expect(each.length).toBeLessThanOrEqual(100)
      }),
      { seed: 7 },
    )
  })
})

it('one reading of a photo gives its stars, its flag and its labels, the sidecar before the photo', async () => {
  const path = await writeStarredPhoto(
    join(await mkdtemp(join(root, 'one-')), 'IMG.jpg'),
    xmpWith(`${PREFIXES} xmp:Rating="2" xmpDM:pick="-1" xmp:Label="Blue"`),
  )
  expect((await readMarks([path])).photos).toEqual([
    { path, rating: 2, predicted: null, flag: 'reject', labels: ['Blue'] },
  ])
  await writeFile(`${path}.xmp`, xmpWith(`${PREFIXES} xmp:Rating="4" xmpDM:pick="0"`))
  expect((await readMarks([path])).photos).toEqual([
    { path, rating: 4, predicted: null, flag: 'none', labels: ['Blue'] },
  ])
})
