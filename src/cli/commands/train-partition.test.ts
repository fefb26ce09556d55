import { readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type MiniWorld, writeMiniWorld } from '../../../test/support/mini-world.ts'
import { palate } from '../../../test/support/palate.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { loadPhoto } from '../../image/index.ts'
import { openVectorFile } from '../../task-vectors/index.ts'

const folder = temporaryFolder()
let world: MiniWorld
beforeAll(async () => {
  world = await writeMiniWorld(folder)
})

const shared = '--base mini --preset quick --threads 1 --min-photos 10'

async function vectorOf(path: string) {
  const file = await openVectorFile(path)
  await file.close()
  return file
}

describe('palate train --partition', () => {
  it(
    'trains a vector a theme from one head; a pack of them knows whose photos each was trained on',
    { timeout: 120_000 },
    async () => {
      const out = join(folder, 'parts')
      const head = join(folder, 'head.safetensors')
      const trained = await palate(
        world.home,
        `train ${world.database} --head-only --out ${head} --base mini --preset quick --threads 1`,
      )
      expect(trained.status).toBe(0)
      const run = await palate(
        world.home,
        `train ${world.database} --partition theme:set --head ${head} --out ${out} ${shared} --name bright --title Brightness --licence CC0 --json`,
      )
      expect(run.stderr).not.toContain('palate:')
      expect(run.status).toBe(0)
      const document = JSON.parse(run.stdout)
      expect(document.parts).toEqual([
        { part: '0', holds: 'set 0', photos: 12, raters: 4, rows: 48, scoreRange: [1, 7] },
        { part: '1', holds: 'set 1', photos: 12, raters: 4, rows: 48, scoreRange: [1, 7] },
      ])
      expect(document.vectors.map(({ name }: { readonly name: string }) => name)).toEqual(['bright-0', 'bright-1'])
      // The head held out a fifth of the 24 photos, and the parts hold out these, not two of each twelve.
      const heldOut = document.vectors.map(
        (vector: { readonly photos: { readonly validation: number } }) => vector.photos.validation,
      )
      expect(heldOut[0] + heldOut[1]).toBe(5)
      expect(JSON.parse(await readFile(join(out, 'partition.json'), 'utf8'))).toEqual(document)
      const vectors = [0, 1].map((set) => join(out, `bright-${set}.vector.safetensors`))
      expect((await readdir(out)).sort()).toEqual(
        [
          ...vectors.flatMap((path) => ['', '.curves.svg', '.run.json'].map((end) => basename(path + end))),
          'partition.json',
        ].sort(),
      )

      // Each records its own photos, and nobody else's.
      const hashes = await Promise.all(
        world.photos.map(async (path) => (await loadPhoto(path, { resize: 8, crop: 8 })).contentHash),
      )
      const files = await Promise.all(vectors.map(vectorOf))
      for (const [set, { photos, record }] of files.entries()) {
        expect(photos?.map(({ contentHash }) => contentHash).sort()).toEqual(
          hashes.slice(12 * set, 12 * set + 12).sort(),
        )
        expect(record.database).toMatchObject({
          name: `bright-${set}`,
          title: `Brightness: set ${set}`,
          licence: 'CC0',
        })
      }
      expect(files[0]!.record.commonHeadHash).toBe(files[1]!.record.commonHeadHash)

      const build = async (name: string, paths: readonly string[]) =>
        palate(world.home, `pack build ${paths.join(' ')} --base mini --name ${name} --storage f32`)
      expect((await build('both', vectors)).status).toBe(0)
      expect((await build('first', vectors.slice(0, 1))).status).toBe(0)
      const evaluate = async (pack: string) =>
        palate(
          world.home,
          `evaluate ${world.database} --where set=1 --pack ${pack} --shots 2 --trials 1 --methods ensemble --replicates 40 --threads 1`,
        )
      expect((await evaluate('both')).stderr).toContain('the pack was trained on 12 of these photos (12 the same')
      expect((await evaluate('first')).status).toBe(0)
    },
  )

  it('parts raters by the tags of a table, and says what it did and left out', { timeout: 120_000 }, async () => {
    // Of each two photos one is odd. r0 and r4 like odd ones, r1 and r5 even ones; r2 likes all the same.
    const names = world.photos.map((path) => basename(path))
    const tags = names.map((name, at) => `${name},${at % 2 === 0 ? 'even' : 'odd'}`)
    await writeFile(join(folder, 'kinds.csv'), ['image,kind', ...tags].join('\n'))
    const liking = (rater: string, set: number, sign: number) =>
      names.slice(12 * set, 12 * set + 12).map((name, at) => `${rater},${name},${4 + sign * (at % 2)}`)
    const constant = names.slice(0, 12).map((name) => `r2,${name},3`)
    const rows = [
      ...liking('r0', 0, 2),
      ...liking('r1', 0, -2),
      ...liking('r4', 1, 2),
      ...liking('r5', 1, -2),
      ...constant,
    ]
    await writeFile(join(folder, 'kinds-ratings.csv'), ['rater,image,score', ...rows].join('\n'))
    const out = join(folder, 'clusters')
    const run = await palate(
      world.home,
      `train ${world.database} --ratings ${folder}/kinds-ratings.csv --partition raters:2 --tags ${folder}/kinds.csv:kind --out ${out} ${shared}`,
    )
    expect(run.stderr).not.toContain('palate:')
    expect(run.stdout.replaceAll(/\d\.\d{3}|-\d\.\d{3}/g, '#').replaceAll(/step \d+/g, 'step #')).toBe(
      [
        'database-raters-1 (2 raters, by even -1.00, odd +1.00): 19 photos of 2 raters trained on, 5 held out, 0 unreadable; validation SROCC # frozen, # fine-tuned (step #)',
        'database-raters-2 (2 raters, by even +1.00, odd -1.00): 19 photos of 2 raters trained on, 5 held out, 0 unreadable; validation SROCC # frozen, # fine-tuned (step #)',
        'left out 1 raters: one score for all photos',
        `vectors and partition.json in ${out}`,
        '',
      ].join('\n'),
    )
  })
})
