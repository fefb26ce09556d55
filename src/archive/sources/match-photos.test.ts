import { describe, expect, it } from 'vitest'
import type { LibraryFile } from '../../catalog/index.ts'
import { indexLibrary } from './library-index.ts'
import { matchPhoto, moved, type Move } from './match-photos.ts'
import type { OtherPhoto } from './other-photo.ts'

function file(path: string, { photo = path, takenAt = null as string | null, size = 1 } = {}): LibraryFile {
  return { path, size, contentHash: photo, perceptualHash: '0'.repeat(32), takenAt }
}

async function matched(files: readonly LibraryFile[], other: Partial<OtherPhoto>, moves: readonly Move[] = []) {
  const library = await indexLibrary(
    {
      libraryFiles: async function* () {
        yield files
      },
    },
    [],
  )
  const photo = { path: '', alsoPaths: [], takenAt: null, size: null, ...other }
  const match = matchPhoto({ ...photo, said: { stars: 0, flag: null, labels: [] } }, library, moves)
  return match.photo ?? match.why
}

const t = '2019-06-07T08:09:10'

describe("another program's photo is found", () => {
  it('by its path, whichever way accents, slashes and capitals are written', async () => {
    const files = [file('/p/Küste.JPG'.normalize('NFC')), file('/p/b.jpg')]
    expect(await matched(files, { path: '/p/Küste.JPG'.normalize('NFD') })).toBe(files[0]!.path)
    expect(await matched(files, { path: '/P/küste.jpg' })).toBe(files[0]!.path)
    expect(await matched(files, { path: '/p/c.jpg' })).toBe('not found')
    expect(await matched([file('/p/A.jpg'), file('/p/a.jpg')], { path: '/P/A.JPG' })).toBe('not found')
  })

  it('where its folder lies here', async () => {
    const files = [file('/home/me/Photos/2019/a.jpg')]
    const moves = [
      { from: 'D:\\Photos\\', to: '/home/me/Photos' },
      { from: 'D:/', to: '/elsewhere/' },
    ]
    expect(await matched(files, { path: 'd:/photos/2019/a.jpg' }, moves)).toBe(files[0]!.path)
    expect(moved('D:/Photos2/a.jpg', moves)).toBe('/elsewhere/Photos2/a.jpg')
    expect(moved('/volumes/A/a.jpg', [{ from: '/Volumes/A', to: '/b' }])).toBe('/volumes/A/a.jpg')
  })

  it('as the JPEG that stands for a RAW file too', async () => {
    const files = [file('/p/IMG_1.JPG'), file('/p/IMG_2.jpg'), file('/q/IMG_2.jpg'), file('/p/IMG_3.png')]
    expect(await matched(files, { path: '/p/IMG_1.CR2', alsoPaths: ['/p/IMG_1.JPG'] })).toBe('/p/IMG_1.JPG')
    expect(await matched(files, { path: '/p/IMG_2.CR3' })).toBe('/p/IMG_2.jpg')
    expect(await matched(files, { path: '/p/IMG_3.CR3' })).toBe('not found') // somebody made it, not the camera
    expect(await matched(files, { path: '/p/IMG_1.png' })).toBe('not found')
  })

  it('by name and second, or name and size, where that is one photo', async () => {
    const files = [
      file('/p/2019/IMG_1.jpg', { takenAt: `${t}.25`, size: 5 }),
      file('/p/2020/IMG_1.jpg', { takenAt: '2020-01-01T00:00:00', size: 5 }),
      file('/copy/IMG_7.jpg', { photo: 'seven', takenAt: t }),
      file('/p/IMG_7.jpg', { photo: 'seven', takenAt: t }),
      file('/p/IMG_8.jpg', { takenAt: t }),
      file('/q/IMG_8.jpg', { takenAt: t }),
      file('/p/IMG_9.jpg', { size: 77 }),
    ]
    const at = (name: string, more: Partial<OtherPhoto>) => matched(files, { path: `E:/old/${name}`, ...more })
    expect(await at('IMG_1.JPG', { takenAt: t })).toBe('/p/2019/IMG_1.jpg')
    expect(await at('IMG_1.JPG', {})).toBe('not found') // the name alone is no proof
    expect(await at('IMG_1.JPG', { size: 5 })).toBe('ambiguous')
    expect(await at('IMG_7.JPG', { takenAt: t })).toBe('seven')
    expect(await at('IMG_8.JPG', { takenAt: t })).toBe('ambiguous')
    expect(await at('IMG_9.JPG', { takenAt: t, size: 77 })).toBe('/p/IMG_9.jpg')
    expect(await at('../../IMG_9.JPG', { size: 78 })).toBe('not found')
  })

  it('among thousands of one name and size without a look at all of them', async () => {
    let looks = 0
    const files = Array.from({ length: 5000 }, (_, at) => ({
      ...file(`/p/${at}/image.NEF`, { size: 5 }),
      get path() {
        looks++
        return `/p/${at}/image.NEF`
      },
    }))
    await matched(files, { path: '/elsewhere/other.NEF', size: 5 })
    const toIndex = looks
    looks = 0
    expect(await matched(files, { path: '/elsewhere/image.NEF', size: 5 })).toBe('ambiguous')
    expect(looks - toIndex).toBe(2) // enough to know that it is not one
  })
})
