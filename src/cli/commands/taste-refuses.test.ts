import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type TasteWorld, writeTasteWorld } from '../../../test/support/mini-tastes.ts'
import { palate } from '../../../test/support/palate.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'

/** `@` stands for the folder of all paths. */
const refused: readonly (readonly [command: string, status: 1 | 2, says: string])[] = [
  ['taste show @/none.taste --pack mini', 1, 'palate: cannot read @/none.taste: there is no such file or folder'],
  ['taste show @/my.csv --pack mini', 1, 'palate: @/my.csv is not JSON: '],
  ['taste show @/not.taste --pack mini', 1, 'palate: @/not.taste is JSON, but no taste of palate'],
  [
    'taste show @/newer.taste --pack mini',
    1,
    'palate: @/newer.taste: it is a taste file of version 9, and this palate',
  ],
  [
    'taste show @/edited.taste --pack mini',
    1,
    'palate: @/edited.taste: the weights are not those that its ratings give',
  ],
  ['taste show @/anna.taste --pack @/changed', 1, 'palate: @/anna.taste: this taste is of pack mini ('],
  ['taste show @/anna.taste --pack seen', 2, 'palate: pack seen has no read-out, which descriptors and the method'],
  ['taste show @/anna.taste --pack none', 1, 'palate: there is no pack called none, and no folder of that name'],
  ['taste show @/anna.taste --pack mini --catalog @/my.csv', 1, 'palate: @/my.csv is no catalog of palate'],
  ['taste show', 2, "error: missing required argument 'file'"],
  [
    'taste why @/anna.taste @/none.jpg --pack mini',
    1,
    'palate: cannot read @/none.jpg: there is no such file or folder',
  ],
  [
    'taste why @/anna.taste @/broken.jpg --pack mini',
    1,
    'palate: none of the 1 photos can be read; the first: @/broken',
  ],
  [
    'taste why @/anna.taste @/my.csv --pack mini',
    2,
    'palate: @/my.csv is no photo by its ending; name folders, or files',
  ],
  ['taste why @/anna.taste', 2, "error: missing required argument 'photos'"],
  ['taste why @/anna.taste @/database --nearest -1', 2, "error: option '--nearest <n>' argument '-1' is invalid."],
  ['taste next @/database @/database --pack mini', 2, 'palate: @/database is no taste; write - in its place for'],
  ['taste next @/anna.taste @/empty --pack mini', 2, 'palate: there are no photos in @/empty'],
  ['taste next - @/database --pack mini --pair --count 2', 2, 'palate: --pair names two photos; leave out --count'],
  ['taste next - @/database --count 0', 2, "error: option '--count <n>' argument '0' is invalid."],
  [
    'taste compare @/anna.taste @/anna.taste @/one --pack mini',
    2,
    'palate: two tastes are compared over two photos or',
  ],
  [
    'taste merge @/anna.taste @/anna.taste @/database --pack mini --out @/out.taste',
    2,
    'palate: both people are called anna; tell them apart with --names anna,ben',
  ],
  [
    'taste merge @/anna.taste @/ben.taste @/one --pack mini --out @/out.taste',
    2,
    'palate: the taste of anna tells none of the 1 photos apart, so that its order cannot be balanced',
  ],
  [
    'taste merge @/anna.taste @/ben.taste @/database --weights 1,0 --out @/out.taste',
    2,
    "error: option '--weights <a,b>' argument '1,0' is invalid. expected two numbers above 0, such as 2,1.",
  ],
  [
    'taste merge @/anna.taste @/ben.taste @/database --names anna --out @/out.taste',
    2,
    "error: option '--names <a,b>' argument 'anna' is invalid. expected two names, such as anna,ben.",
  ],
  ['taste merge @/anna.taste @/ben.taste @/database', 2, "error: required option '--out <file>' not specified"],
  [
    'taste merge @/anna.taste @/ben.taste @/database --pack mini --out @/my.csv/out.taste',
    1,
    'palate: cannot write @/my.csv/out.taste: a part of the path is not a folder',
  ],
  [
    'taste forget @/anna.taste @/database/images/01.png --pack mini',
    2,
    'palate: @/anna.taste: nothing was said of @/data',
  ],
  [
    'taste forget @/anna.taste @/none.png --pack mini',
    2,
    'palate: there is no file @/none.png, and the catalog knows no',
  ],
  [
    'taste forget @/anna.taste @/database --pack mini',
    1,
    'palate: cannot read @/database: it is a folder; name a photo',
  ],
  [
    'taste migrate @/anna.taste @/one --pack @/changed --out @/out.taste --catalog @/home/cache/other.sqlite',
    1,
    'palate: none of the 8 photos that @/anna.taste speaks of is there; name the folders that hold them',
  ],
  ['taste migrate @/my.csv --pack @/changed --out @/out.taste', 1, 'palate: @/my.csv is not JSON: '],
  ['taste shwo @/anna.taste', 2, "error: unknown command 'shwo'"],
]

describe('palate taste refuses bad input in one sentence and leaves nothing behind', () => {
  const folder = temporaryFolder()
  beforeAll(() => writeBadTastes(folder))

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
    expect(stderr).not.toMatch(/^ +at |unexpected error/m)
    expect(await filesIn(folder)).toEqual(before)
  })
})

/** Files with their sizes, but for what catalogs keep of photos for the next time. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const paths = (await readdir(folder, { recursive: true })).filter((path) => !/^home\/(cache|catalog)/.test(path))
  return Promise.all(paths.sort().map(async (path) => `${path} ${(await stat(join(folder, path))).size}`))
}

async function writeBadTastes(folder: string): Promise<TasteWorld> {
  const world = await writeTasteWorld(folder)
  const at = (name: string): string => join(folder, name)
  const taste = JSON.parse(await readFile(world.anna, 'utf8'))
  const [person] = taste.people
  const weights = [person.weights[0] + 1, ...person.weights.slice(1)]
  await writeFile(at('edited.taste'), JSON.stringify({ ...taste, people: [{ ...person, weights }] }))
  await writeFile(at('newer.taste'), JSON.stringify({ ...taste, schema: 9 }))
  await writeFile(at('not.taste'), '{}')
  await writeFile(at('broken.jpg'), 'no photo')
  await mkdir(at('empty'))
  await mkdir(at('one'))
  await writeFile(at('one/photo.png'), await readFile(world.photos[1]!))
  return world
}
