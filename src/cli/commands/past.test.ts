import { mkdir, readdir, stat, truncate, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { colourDescriber } from '../../../test/support/colour-describer.ts'
import { writeDarktableLibrary } from '../../../test/support/darktable-library.ts'
import { writeLightroomCatalog } from '../../../test/support/lightroom-catalog.ts'
import { writeManyPhotos } from '../../../test/support/many-photos.ts'
import { ended, palate, spawnPalate } from '../../../test/support/palate.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { xmpWith } from '../../../test/support/sidecars.ts'
import { indexPhotos, openCatalog } from '../../catalog/index.ts'

const home = temporaryFolder()
const folder = join(home, 'photos')
let lightroom: string
let darktable: string
beforeAll(async () => {
  const photos = await writeManyPhotos(folder, 5)
  const catalog = await openCatalog(join(home, 'catalog.sqlite'))
  await indexPhotos({ catalog, describer: colourDescriber(), paths: photos })
  await catalog.close()
  lightroom = writeLightroomCatalog(join(home, 'My.lrcat'), {
    root: 'D:/Bilder/',
    images: [
      { name: '0000.jpg', rating: 4, label: 'Blau' },
      { name: '0001.jpg', pick: 1 },
      { name: '0002.jpg', rating: 5, pick: -1 },
      { name: 'gone\u001b[31m.jpg', rating: 7 },
    ],
  })
  darktable = writeDarktableLibrary(join(home, 'library.db'), {
    images: photos.map((path, at) => ({ name: basename(path), folder: dirname(path), flags: at, colours: [at % 2] })),
  })
  await writeFile(`${photos[3]}.xmp`, xmpWith('xmp:Rating="2"'))
})

/** In words, for paths with blanks. */
async function past(...words: readonly string[]) {
  const { status, stdout, stderr } = await palate(home, ['past', ...words])
  return { status, stdout: stdout.replaceAll(home, '@'), stderr: stderr.replaceAll(home, '@') }
}

describe('palate past', () => {
  it('says in plain lines what would be taken over, then takes it over', async () => {
    const words = [folder, '--lightroom', lightroom, '--move', `D:/Bilder=${folder}`]
    const dry = await past(...words, '--dry-run')
    expect(dry).toEqual({
      status: 0,
      stderr: '',
      stdout: `Lightroom (@/My.lrcat)
  3 photos of the library: 2 with stars, 1 picked, 1 rejected, 0 passed over
  1 photo has a blue label; say what it means with --label blue=keep
  1 photo was both kept and turned down, such as rejected with stars
  1 photo is not in the library, such as D:/Bilder/gone[31m.jpg
  left out one value that cannot be meant, such as seven stars
  in the log: would be 3 new, 0 changed, 0 taken back, 0 as before
`,
    })
    expect((await palate(home, 'log')).stdout).toBe('Nothing was said yet.\n')
    const { stdout } = await past(...words, '--label', 'blue=pass')
    expect(stdout).toContain('1 photo has a blue label, which means pass')
    expect(stdout).toContain('2 with stars, 1 picked, 1 rejected, 1 passed over')
    expect(stdout).toContain('  in the log: 3 new, 0 changed, 0 taken back, 0 as before\n')
    expect((await past(...words, '--label', 'BLAU=pass')).stdout).toContain(
      '0 new, 0 changed, 0 taken back, 3 as before',
    )
    const log = await palate(home, 'log --json')
    const { events } = JSON.parse(log.stdout)
    expect(events.map(({ kind, source }: { kind: string; source: string }) => `${source} ${kind}`)).toEqual([
      'lightroom star',
      'lightroom pass',
      'lightroom pick',
      'lightroom star',
      'lightroom reject',
    ])
  })

  it('leaves the marks of photos that another catalog does not mention, until --replace', async () => {
    const catalogOf = (name: string, image: { name: string; rating: number }) =>
      writeLightroomCatalog(join(home, name), { root: `${folder}/`, images: [image] })
    const words = (path: string) => ['--lightroom', path, '--as', 'bea']
    await past(...words(catalogOf('2023.lrcat', { name: '0000.jpg', rating: 4 })))
    const next = words(catalogOf('2024.lrcat', { name: '0001.jpg', rating: 3 }))
    const { stdout } = await past(...next)
    expect(stdout).toContain(`  in the log: 1 new, 0 changed, 0 taken back, 0 as before
  the marks of 1 photo that it does not mention now are left as they are; --replace takes them back
`)
    const replaced = await past(...next, '--replace')
    expect(replaced.stdout).toMatch(/in the log: 0 new, 0 changed, 1 taken back, 1 as before\n$/)
  })

  it('reads several sources for one person, as JSON where asked', async () => {
    const { status, stdout } = await past(
      '--darktable',
      darktable,
      '--xmp',
      '--as',
      'anna',
      '--label',
      'red=keep',
      '--json',
    )
    expect(status).toBe(0)
    const { person, dryRun, sources } = JSON.parse(stdout)
    expect({ person, dryRun }).toEqual({ person: 'anna', dryRun: false })
    expect(sources).toMatchObject([
      {
        source: 'darktable',
        matched: 5,
        stars: 4,
        picks: 3,
        labels: [
          { label: 'red', photos: 3, means: 'keep' },
          { label: 'yellow', photos: 2, means: null },
        ],
        log: { added: 5 },
      },
      { source: 'xmp', stars: 1, log: { added: 1 } },
    ])
  })

  it('removes its copy of a database when it is stopped by Ctrl-C', async () => {
    const temporary = join(home, 'temporary')
    await mkdir(temporary)
    vi.stubEnv('TMPDIR', temporary)
    onTestFinished(() => void vi.unstubAllEnvs())
    const large = join(home, 'large.lrcat')
    await writeFile(large, '')
    await truncate(large, 8 * 2 ** 30) // holes, which take long to copy and no room
    const before = await stat(large)
    const child = spawnPalate(home, ['past', '--lightroom', large])
    const stopped = ended(child)
    while ((await readdir(temporary)).length === 0 && child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 5))
    child.kill('SIGINT')
    const { status, stdout, stderr } = await stopped
    expect({ status, stdout }).toEqual({ status: 130, stdout: '' })
    expect(stderr).toContain('palate: stopped; nothing was changed\n')
    expect(await readdir(temporary)).toEqual([])
    expect((await stat(large)).mtimeMs).toBe(before.mtimeMs)
  })

  it('takes exported photos for picks', async () => {
    const { stdout } = await past('--keepers', folder, '--as', 'ben')
    // All photos lie in the folder: they are exports themselves, of nothing.
    expect(stdout).toContain('0 photos of the library: 0 with stars, 0 picked')
    expect(stdout).toContain('5 photos are not in the library, such as @/photos/0000.jpg')
  })

  it.each([
    [
      [],
      2,
      'say where your choices stand: --lightroom CATALOG.lrcat, --darktable library.db, --keepers FOLDER of exported photos, or --xmp for sidecars. With --dry-run nothing',
    ],
    [['./none', '--xmp'], 2, 'knows no photos in ./none; index them first: palate index FOLDER'],
    [['--lightroom', './none.lrcat'], 1, 'none.lrcat: there is no such file or folder'],
    [['--xmp', '--label', 'blue'], 2, 'expected COLOUR=MEANING, a meaning being one of keep, pass, reject'],
    [['--xmp', '--label', 'blue=love'], 2, 'expected COLOUR=MEANING'],
    [['--xmp', '--move', 'D:/Photos'], 2, 'expected OLD=NEW'],
  ])('refuses %j', async (words, status, says) => {
    const found = await past(...words)
    expect(found).toMatchObject({ status, stdout: '' })
    expect(found.stderr).toContain(says)
    expect(found.stderr).not.toContain('    at ')
  })
})
