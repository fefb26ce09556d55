import { appendFile, copyFile, cp, mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { checkpointFile } from './checkpoints.ts'
import { writeMiniWorld } from './mini-world.ts'
import { palate } from './palate.ts'
import { temporaryFolder } from './picture.ts'

/** A command line that must be refused. `@` stands for the folder of all paths; `says` begins the one sentence on stderr. */
export type Refused = readonly [command: string, status: 1 | 2, says: string]

/**
 * What every command promises for bad input: exit status 1 (the work failed) or 2 (the command was wrong), nothing on
 * stdout, one sentence on stderr and no stack trace, and no file that was not there, whole or half.
 */
export function describeRefused(name: string, refused: readonly Refused[]): void {
  describe(`palate ${name} refuses bad input in one sentence and leaves nothing behind`, () => {
    const folder = temporaryFolder()
    beforeAll(() => writeBadWorld(folder))

    it.each(refused)('%s', async (command, status, says) => {
      const before = await filesIn(folder)
      const result = await palate(join(folder, 'home'), command.replaceAll('@', folder))
      const stderr = result.stderr.replaceAll(folder, '@')
      expect({ status: result.status, stdout: result.stdout, stderr }).toEqual({
        status,
        stdout: '',
        stderr: expect.stringContaining(says),
      })
      const sentences = stderr.split('\n').filter((line) => /^(palate|error|Usage): /.test(line))
      expect(sentences).toHaveLength(1)
      expect(sentences[0]!.startsWith(says)).toBe(true)
      expect(stderr).not.toMatch(/^ +at |unexpected error/m)
      expect(await filesIn(folder)).toEqual(before)
    })
  })
}

/** Files with their sizes. What was computed of photos may be kept for the next time; half of a file may not. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const paths = await readdir(folder, { recursive: true })
  const kept = paths.filter((path) => !/^home\/(cache|work|catalog)/.test(path) || /\.(tmp|partial|old)$/.test(path))
  return Promise.all(kept.sort().map(async (path) => `${path} ${(await stat(join(folder, path))).size}`))
}

/** A miniature world in which everything works, and beside it one thing of every kind that is not as it should be. */
async function writeBadWorld(folder: string): Promise<void> {
  const world = await writeMiniWorld(folder)
  const at = (path: string): string => join(folder, path)
  const photo = world.photos.at(-1)!
  const name = basename(photo)
  const csv = (path: string, ...lines: readonly string[]) => writeFile(at(path), lines.join('\n'))

  // Ratings, and databases that have them.
  await csv('gone.csv', 'image,score', 'a.jpg,1', 'b.jpg,2')
  await csv('twice.csv', 'image,score', `${name},1`, `${name},2`)
  await csv('header.csv', 'picture,stars', `${name},1`)
  await csv('nan.csv', 'image,score', `${name},NaN`)
  await csv('people.csv', 'rater,image,score', `a,${name},1`, `b,${name},2`)
  await csv('ragged.csv', 'image,score', `${name},1,2`)
  await csv('empty.csv')
  await copyFile(photo, at('binary.csv'))
  for (const database of ['gone', 'twice', 'header', 'nan']) {
    await mkdir(at(`${database}/images`), { recursive: true })
    await copyFile(photo, at(`${database}/images/${name}`))
    await copyFile(at(`${database}.csv`), at(`${database}/ratings.csv`))
  }
  await mkdir(at('leads-out'))
  await csv('leads-out/ratings.csv', 'image,score', `../database/images/${name},1`)

  // Photos.
  await mkdir(at('no-photos'))
  await mkdir(at('broken/images'), { recursive: true })
  await writeFile(at('broken/images/cut.png'), (await readFile(photo)).subarray(0, 150))
  await csv('broken/images/text.jpg', 'no photo')
  await csv('broken/ratings.csv', 'image,score', 'cut.png,1', 'text.jpg,2')

  // Packs, vectors, bases and checkpoints.
  const packs = ['changed', 'cut', 'newer', 'not-json', 'of-other']
  for (const pack of packs) await cp(at('home/packs/mini'), at(`packs/${pack}`), { recursive: true })
  const record = JSON.parse(await readFile(at('packs/newer/pack.json'), 'utf8'))
  await appendFile(at('packs/changed/beauty.vector.safetensors'), '!')
  await truncate(at('packs/cut/pack.json'), 100)
  await csv('packs/not-json/pack.json', 'pack')
  await writeFile(at('packs/newer/pack.json'), JSON.stringify({ ...record, schema: 9 }))
  const base = { ...record.base, name: 'other' }
  await writeFile(at('packs/of-other/pack.json'), JSON.stringify({ ...record, base }))
  await copyFile(at('beauty.vector.safetensors'), at('cut.vector.safetensors'))
  await truncate(at('cut.vector.safetensors'), 1000)
  await cp(at('home/bases/mini'), at('home/bases/changed'), { recursive: true })
  await copyFile(at('home/bases/other/weights.safetensors'), at('home/bases/changed/weights.safetensors'))
  for (const kind of ['released', 'released-wrong', 'legacy', 'malicious', 'openclip']) {
    await copyFile(checkpointFile(`${kind}.pth`), at(`${kind}_ava.pth`))
  }
  await copyFile(checkpointFile('openclip.pth'), at('small.pth'))
  await copyFile(checkpointFile('dinov2.onnx'), at('small.onnx'))

  // Where output cannot go.
  await csv('a-file', 'a file where a folder should be')
  await mkdir(at('folder.csv'))
}
