import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type MiniWorld, writeMiniWorld } from '../../../test/support/mini-world.ts'
import { palate } from '../../../test/support/palate.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { addMiniReadOut } from '../../../test/support/mini-read-out.ts'
import { srocc } from '../../core/index.ts'
import type { Agreement, Ranking } from '../../personalize/index.ts'
import { openPack } from '../../task-vectors/index.ts'

const folder = temporaryFolder()
let world: MiniWorld
beforeAll(async () => {
  world = await writeMiniWorld(folder)
})

const run = (more = '') =>
  palate(world.home, `rank ${world.database}/images --ratings ${world.ratings} --pack mini --method ensemble ${more}`)

async function ranked(more = ''): Promise<Ranking> {
  const { status, stdout } = await run(`--json ${more}`)
  expect(status).toBe(0)
  return JSON.parse(stdout) as Ranking
}

describe('palate rank', () => {
  it('prints one JSON document: pack, method, seconds, and every photo with path, score, deviation and stars', async () => {
    const document = await ranked()
    expect(Object.keys(document)).toEqual(['pack', 'method', 'seconds', 'ratings', 'photos', 'skipped'])
    expect(document).toMatchObject({ pack: 'mini', method: 'ensemble', ratings: 8, skipped: [] })
    expect(document.seconds).toBeGreaterThan(0)
    expect(document.photos.map(({ path }) => path).sort()).toEqual(world.photos)
    for (const photo of document.photos) {
      expect(Object.keys(photo)).toEqual(['path', 'score', 'deviation', 'stars'])
      expect([1, 2, 3, 4, 5]).toContain(photo.stars)
      expect(photo.deviation).toBeGreaterThanOrEqual(0)
    }
  })

  it('puts the best first', async () => {
    const scores = (await ranked()).photos.map(({ score }) => score)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    expect(new Set(scores).size).toBeGreaterThan(12)
  })

  it('learns from the ratings: turning them round turns the order the other way', async () => {
    const brightness = ({ photos }: Ranking) =>
      srocc(
        photos.map(({ score }) => score),
        photos.map(({ path }) => world.photos.indexOf(path)),
      )
    const turned = join(folder, 'turned.csv')
    const lines = (await readFile(world.ratings, 'utf8')).split('\n')
    await writeFile(turned, lines.map((line, at) => (at === 0 ? line : line.replace(/(\d+)$/, '-$1'))).join('\n'))
    const [mine, opposite] = [await ranked(), await ranked(`--ratings ${turned}`)]
    expect(brightness(mine)).toBeGreaterThan(brightness(opposite) + 0.2)
  })

  it('prints a table that names pack, method, number of ratings and time', async () => {
    const { status, stdout, stderr } = await run()
    expect(status).toBe(0)
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(26)
    expect(lines[0]).toMatch(/^ 1 +-?\d+\.\d{3} {2}[* ]{5} {2}\/.*\.png$/)
    expect(lines.at(-1)).toMatch(/^pack mini, method ensemble, 8 ratings, \d+\.\d s$/)
    expect(stderr).not.toContain('palate:')
  })

  it('prints only the best with --top', async () => {
    const all = await ranked()
    const { photos } = await ranked('--top 3')
    expect(photos).toEqual(all.photos.slice(0, 3))
  })

  it('gives the same order for the same command, in the same bits', async () => {
    const options = '--method paper --steps 4 --seed 7 --threads 1'
    const first = await ranked(options)
    expect(first.method).toBe('paper')
    expect((await ranked(options)).photos).toEqual(first.photos)
  })

  it('writes the order as CSV, JSON and HTML', async () => {
    const out = (ending: string) => join(folder, `order.${ending}`)
    const document = await ranked(`--out ${out('json')} --top 5`)
    expect(JSON.parse(await readFile(out('json'), 'utf8'))).toEqual(document)

    await run(`--out ${out('csv')}`)
    const [header, first, ...rest] = (await readFile(out('csv'), 'utf8')).trimEnd().split('\n')
    const [best] = document.photos
    expect(header).toBe('rank,path,score,deviation,stars')
    expect(first).toBe(['1', best!.path, best!.score, best!.deviation, best!.stars].join(','))
    expect(rest).toHaveLength(23)

    await run(`--out ${out('html')}`)
    const html = await readFile(out('html'), 'utf8')
    expect(html.match(/<figure>/g)).toHaveLength(24)
    expect(html).toContain(`src="file://${best!.path}"`)
  })

  it('takes photos by name, and rated photos need not be among them', async () => {
    const two = world.photos.slice(4, 6)
    const pack = join(world.home, 'packs', 'mini')
    const command = `rank ${two.join(' ')} --ratings ${world.ratings} --pack ${pack} --method ensemble --json`
    const { stdout } = await palate(world.home, command)
    const { ratings, photos } = JSON.parse(stdout) as Ranking
    expect(ratings).toBe(8)
    expect(photos.map(({ path }) => path).sort()).toEqual(two)
  })
})

describe('palate rank by an instant taste', () => {
  const atOnce = (more = '', photos = `${world.database}/images`) =>
    palate(world.home, `rank ${photos} --pack mini --json ${more}`)
  beforeAll(async () => {
    await addMiniReadOut(await openPack(join(world.home, 'packs', 'mini')))
  })

  it('is the default, and says how well it should agree', async () => {
    const { status, stdout, stderr } = await atOnce(`--ratings ${world.ratings}`)
    expect({ status, stderr: stderr.replace(/^(reading|indexing|looking).*\n/gm, '') }).toEqual({
      status: 0,
      stderr: '',
    })
    const ranking = JSON.parse(stdout) as Ranking & { readonly agreement: Agreement }
    expect(ranking).toMatchObject({ method: 'instant', ratings: 8 })
    expect(ranking.photos.map(({ path }) => path).sort()).toEqual(world.photos)
    expect(ranking.agreement.ratings).toBe(8)
    for (const { stars, deviation } of ranking.photos) {
      expect([1, 2, 3, 4, 5]).toContain(stars)
      expect(deviation).toBeGreaterThan(0)
    }
  })

  it('gives the same from a taste that was saved, and goes on from it', async () => {
    const taste = join(folder, 'taste.json')
    const first = JSON.parse((await atOnce(`--ratings ${world.ratings} --save-taste ${taste}`)).stdout) as Ranking
    const again = JSON.parse((await atOnce(`--taste ${taste}`)).stdout) as Ranking
    expect(again.photos).toEqual(first.photos)
    const more = join(folder, 'more.csv')
    await writeFile(more, `image,score\n${world.photos[1]},99`)
    const further = JSON.parse((await atOnce(`--taste ${taste} --ratings ${more}`)).stdout) as Ranking
    expect(further.ratings).toBe(9)
    expect(further.photos).not.toEqual(first.photos)
  })

  it('has the stars grow with the score', async () => {
    const { photos } = JSON.parse((await atOnce(`--ratings ${world.ratings}`)).stdout) as Ranking
    const stars = photos.map(({ stars: each }) => each!)
    expect(stars[0]).toBeGreaterThan(stars.at(-1)!)
  })
})
