import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/support/picture.ts'
import { givenRatings, importStars, openCatalog, type StarredPhoto } from './index.ts'

const folder = temporaryFolder()
const [a, b, c] = ['a', 'b', 'c'].map((name) => createHash('sha256').update(name).digest('hex')) as [
  string,
  string,
  string,
]

it('follows the stars in the files: new, other, rejected, gone, and again; a rating given here stays', async () => {
  const catalog = await openCatalog(join(folder, 'stars.sqlite'))
  onTestFinished(() => catalog.close())
  const given = async () => Object.fromEntries(givenRatings(await catalog.events({ person: 'anna' })))
  const read = (...found: readonly StarredPhoto[]) => importStars({ catalog, person: 'anna', found })
  const none = { added: 0, changed: 0, withdrawn: 0, unchanged: 0 }

  expect(await read({ photo: a, rating: 3 }, { photo: b, rating: 'rejected' }, { photo: c, rating: 'unseen' })).toEqual(
    {
      ...none,
      added: 2,
    },
  )
  await catalog.append({ person: 'anna', source: 'app', said: [{ kind: 'reject', photo: c }] })
  expect(await given()).toEqual({ [a]: { stars: 3 }, [b]: { flag: 'reject' }, [c]: { flag: 'reject' } })
  const events = await catalog.events()
  expect(await read({ photo: a, rating: 3 }, { photo: b, rating: 'rejected' })).toEqual({ ...none, unchanged: 2 })
  expect(await catalog.events()).toEqual(events)
  // Of two copies of a photo, the last one that was read counts.
  expect(await read({ photo: a, rating: 1 }, { photo: a, rating: 5 }, { photo: b, rating: 2 })).toEqual({
    ...none,
    changed: 2,
  })
  expect(await given()).toEqual({ [a]: { stars: 5 }, [b]: { stars: 2 }, [c]: { flag: 'reject' } })
  expect(await read({ photo: b, rating: 'unrated' }, { photo: c, rating: 'unseen' })).toEqual({ ...none, withdrawn: 1 })
  expect(await given()).toEqual({ [a]: { stars: 5 }, [c]: { flag: 'reject' } })
  // What stood in files is not taken back by a key that takes back the last thing said here.
  await catalog.undoLast({ person: 'anna', source: 'app' })
  expect(await given()).toEqual({ [a]: { stars: 5 } })
  expect(await catalog.undoLast({ person: 'anna', source: 'app' })).toBeUndefined()
})
