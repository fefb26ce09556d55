import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type MiniWorld, writeMiniWorld } from '../../../test/support/mini-world.ts'
import { palate } from '../../../test/support/palate.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { openVectorFile } from '../../task-vectors/index.ts'

const folder = temporaryFolder()
let world: MiniWorld
beforeAll(async () => {
  world = await writeMiniWorld(folder)
})

describe('palate train', () => {
  it(
    'trains the common head and a task vector that starts from it, which make a pack that ranks',
    { timeout: 120_000 },
    async () => {
      const out = (name: string): string => join(folder, 'trained', name)
      const shared = '--base mini --preset quick --threads 1 --json'
      const head = await palate(
        world.home,
        `train ${world.database} --head-only --out ${out('head.safetensors')} ${shared}`,
      )
      expect(head.status).toBe(0)
      expect(JSON.parse(head.stdout)).toMatchObject({
        head: out('head.safetensors'),
        best: { srocc: expect.any(Number) },
      })

      const vector = out('bright.safetensors')
      const words =
        '--name bright --title Brightness --licence CC0 --source nowhere --range 1,7 --where set=1 --where set=0'
      const trained = await palate(
        world.home,
        `train ${world.database} --head ${out('head.safetensors')} --out ${vector} ${shared} ${words}`,
      )
      expect(trained.stderr).not.toContain('palate:')
      expect(trained.status).toBe(0)
      const report = JSON.parse(trained.stdout)
      expect(report).toMatchObject({ vector, photos: { skipped: 0 } })
      expect(report.photos.train + report.photos.validation).toBe(24)
      expect(JSON.parse(await readFile(report.record, 'utf8'))).toMatchObject({
        name: 'bright',
        settings: { preset: 'quick' },
      })
      expect(await readFile(report.picture, 'utf8')).toMatch(/^<svg/)
      const file = await openVectorFile(vector)
      await file.close()
      expect(file.record).toMatchObject({
        base: { name: 'mini' },
        database: { name: 'bright', title: 'Brightness', licence: 'CC0', source: 'nowhere', scoreRange: [1, 7] },
      })
      expect(file.photos).toHaveLength(24)

      const pack = await palate(world.home, `pack build ${vector} --base mini --name one --storage f32`)
      expect(pack.status).toBe(0)
      const readOut = await palate(world.home, `pack read-out one --photos ${world.database} --width 4 --json`)
      expect(JSON.parse(readOut.stdout)).toMatchObject({ pack: 'one', photos: 24 })
      const rank = await palate(world.home, `rank ${world.database} --ratings ${world.ratings} --pack one --json`)
      expect(JSON.parse(rank.stdout)).toMatchObject({ pack: 'one', ratings: 8 })
    },
  )
})
