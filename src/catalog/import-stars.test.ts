import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/support/picture.ts'
import { PalateError } from '../core/index.ts'
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

const many = Array.from({ length: 1000 }, (_, at): StarredPhoto => ({
  photo: createHash('sha256').update(`many ${at}`).digest('hex'),
  rating: (1 + (at % 5)) as 1,
}))

it('lets others come between, and goes on where it was stopped', async () => {
  const catalog = await openCatalog(join(folder, 'parts.sqlite'))
  onTestFinished(() => catalog.close())
  const rate = () => catalog.append({ person: 'ben', source: 'app', said: [{ kind: 'pick', photo: a }] })
  const work = importStars({ catalog, person: 'anna', found: many })
  await setImmediate()
  await rate()
  const partly = (await catalog.events({ person: 'anna' })).length
  expect(partly).toBeGreaterThan(0)
  expect(partly).toBeLessThan(1000)
  expect(await work).toMatchObject({ added: 1000 })

  let parts = 0
  const append: typeof catalog.append = async (saying) => {
    if (++parts === 3) throw new PalateError('the disk is full')
    return catalog.append(saying)
  }
  const stopped = importStars({ catalog: { ...catalog, append }, person: 'carla', found: many })
  await expect(stopped).rejects.toThrow('the disk is full')
  const { added, unchanged } = await importStars({ catalog, person: 'carla', found: many })
  expect(unchanged).toBeGreaterThan(0)
  expect(added + unchanged).toBe(1000)
  expect(givenRatings(await catalog.events({ person: 'carla' })).size).toBe(1000)
})

it('withdraws all stars of a photo where two imports at once took them twice', async () => {
  const catalog = await openCatalog(join(folder, 'twice.sqlite'))
  onTestFinished(() => catalog.close())
  const read = (rating: StarredPhoto['rating']) =>
    importStars({ catalog, person: 'anna', found: [{ photo: a, rating }] })
  await Promise.all([read(3), read(3)])
  await read('unrated')
  expect(givenRatings(await catalog.events({ person: 'anna' })).size).toBe(0)
})
