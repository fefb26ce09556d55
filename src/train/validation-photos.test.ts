import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { miniTraining, writeMiniTraining } from '../../test/support/mini-training.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { partitionDatabase } from '../databases/index.ts'
import { prepare, validationPhotos } from './prepare.ts'

const folder = temporaryFolder()
beforeAll(() => writeMiniTraining(folder))

describe('photos that only measure', () => {
  it('are held out by each part of a database as by the whole', async () => {
    const options = await miniTraining(folder, { work: join(folder, 'work') })
    const head = { input: 16, hidden: 12, dropout: 0.2, template: 'ten', normalisation: 'none' } as const
    const heldOut = async (given: typeof options) => {
      const { photos, features } = await prepare({ ...given, head })
      await photos.close()
      expect(features.train.length + features.validation.length).toBe(photos.photos.length)
      return features.validation.map((position) => photos.photos[position]!.path).sort()
    }
    const validation = await validationPhotos(options)
    const whole = await heldOut(options)
    expect([...validation].sort()).toEqual(whole)
    expect(whole).toHaveLength(12) // a fifth of 60

    const tags = new Map(options.database.images.map((image, at) => [image, at < 25 ? 'few' : 'many']))
    const { parts } = partitionDatabase(options.database, { by: 'tags', tags, minPhotos: 20 })
    const apart = await Promise.all(parts.map(({ database }) => heldOut({ ...options, database, validation })))
    expect(apart.flat().sort()).toEqual(whole)
    const own = await Promise.all(parts.map(({ database }) => heldOut({ ...options, database })))
    expect(own.flat().sort()).not.toEqual(whole)

    const none = heldOut({ ...options, validation: new Set() })
    await expect(none).rejects.toThrow('brightness: of its 60 photos 0 are held out to measure')
  })
})
