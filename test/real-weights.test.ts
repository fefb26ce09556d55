import { symlinkSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { openEngine } from '../src/graph/index.ts'
import { findPhotos } from '../src/image/index.ts'
import { baseFolder, openBase, openNetwork } from '../src/model/index.ts'
import type { Ranking } from '../src/personalize/index.ts'
import { goldenSet } from './support/golden.ts'
import { palate } from './support/palate.ts'
import { picture, temporaryFolder } from './support/picture.ts'
import { describeWithShared } from './support/shared.ts'
import { describeWithWeights, REAL } from './support/weights.ts'

describeWithWeights('DINOv2-small on real weights', { pack: false }, () => {
  it("gives the embeddings of the published network's own graph to 1e-4 of their spread, at 224 pixels", async () => {
    const base = await openBase(REAL, { imageSize: 224 })
    const network = await openNetwork(openEngine(), { ...base, batch: 2 })
    await network.bind(base.parameters)
    const { data } = picture(224, 224)
    const found = await network.run([data, data.toReversed()])
    await network.close()
    const expected = (await goldenSet('dinov2')).tensor('picture/out/embeddings') // (photo, class and mean of patches)
    expect([expected.shape, found.length]).toEqual([[2, network.width], expected.data.length])
    const worst = found.reduce((most, value, at) => Math.max(most, Math.abs(value - expected.data[at]!)), 0)
    const mean = expected.data.reduce((sum, value) => sum + value, 0) / expected.data.length
    const spread = Math.sqrt(expected.data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / expected.data.length)
    expect(worst).toBeLessThan(1e-4 * spread)
  })
})

/** 35 CPU seconds for both, 20 on a quiet machine of two cores; a busy one may take its time. */
const timeout = 300_000

describeWithWeights('palate on real weights and real photos', { pack: true }, () => {
  // A data folder of its own, so that nothing computed before is found in its cache.
  const home = temporaryFolder()
  symlinkSync(dirname(baseFolder(REAL)), join(home, 'bases'))

  describeWithShared('rank', ['photos'], (folder) => {
    it('orders the 40 photos by ten ratings, and names pack, method and time', { timeout }, async () => {
      const photos = await findPhotos([folder])
      const ratings = join(home, 'my.csv')
      const rated = photos.filter((_, at) => at % 4 === 0)
      await writeFile(ratings, ['image,score', ...rated.map((path, at) => `${path},${1 + (at % 5)}`)].join('\n'))
      const { status, stdout } = await palate(home, ['rank', ...photos, '--ratings', ratings, '--pack', REAL, '--json'])
      expect(status).toBe(0)
      const ranking = JSON.parse(stdout) as Ranking
      expect(ranking).toMatchObject({ pack: REAL, method: 'instant', ratings: 10, skipped: [] })
      expect(ranking.photos.map(({ path }) => path).sort()).toEqual(photos)
      expect(photos).toHaveLength(40)
      const scores = ranking.photos.map(({ score }) => score)
      expect(scores).toEqual(scores.toSorted((a, b) => b - a))
      expect(new Set(scores).size).toBe(40)
    })
  })

  describeWithShared('evaluate', ['oasis-beauty'], (folder) => {
    it(
      'judges three raters of set 2, whose photos no vector saw: finite, and better than chance',
      { timeout },
      async () => {
        // Every third photo of the set: the other two thirds would only take longer.
        const [header, ...rows] = (await readFile(join(folder, 'ratings.csv'), 'utf8')).trim().split('\n')
        const images = [...new Set(rows.filter((row) => row.startsWith('2,')).map((row) => row.split(',')[2]!))].sort()
        const kept = new Set(images.filter((_, at) => at % 3 === 0))
        const ratings = join(home, 'third.csv')
        await writeFile(ratings, [header, ...rows.filter((row) => kept.has(row.split(',')[2]!))].join('\n'))

        const options = '--where set=2 --raters 3 --trials 1 --shots 10 --methods ensemble,uniform-merge,instant --json'
        const command = ['evaluate', folder, '--ratings', ratings, '--pack', REAL, ...options.split(' ')]
        const { status, stdout, stderr } = await palate(home, command)
        expect(stderr).not.toContain('palate:')
        expect(status).toBe(0)
        const document = JSON.parse(stdout)
        expect(document).toMatchObject({ raters: 3, database: { photos: kept.size }, seen: { exact: [], near: [] } })
        expect(Object.keys(document.methods)).toEqual(['prior', 'ensemble', 'uniform-merge', 'instant'])
        const results = Object.values<{ readonly '10': { readonly srocc: { readonly mean: number } } }>(
          document.methods,
        )
        for (const result of results) expect(result['10'].srocc.mean).toBeGreaterThan(0.05)
      },
    )
  })
})
