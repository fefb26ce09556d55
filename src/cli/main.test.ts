import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type MiniWorld, writeMiniWorld } from '../../test/support/mini-world.ts'
import { ended, palate, spawnPalate } from '../../test/support/palate.ts'
import { temporaryFolder } from '../../test/support/picture.ts'

const folder = temporaryFolder()
let world: MiniWorld
beforeAll(async () => {
  world = await writeMiniWorld(folder)
})

/** Lines that a command says for itself, beside progress and what it left out. */
function sentences(stderr: string): readonly string[] {
  return stderr.split('\n').filter((line) => line.startsWith('palate: '))
}

describe('the command line', () => {
  it('has help with an example for every command', async () => {
    const { stdout: list } = await palate(world.home, '--help')
    const commands = ['app', 'serve', 'demo', 'rank', 'index', 'evaluate', 'train']
    const exports = ['onnx', 'weights'].map((name) => `export ${name}`)
    const tastes = ['show', 'why', 'next', 'compare', 'merge', 'forget', 'migrate'].map((name) => `taste ${name}`)
    const packs = ['list', 'info', 'similarity', 'build', 'import-base', 'import-released', 'pull']
    for (const command of [...commands, 'export', 'taste', 'pack']) expect(list).toContain(`  ${command} `)
    for (const command of [...commands, ...exports, ...tastes, ...packs.map((name) => `pack ${name}`)]) {
      const { status, stdout, stderr } = await palate(world.home, `${command} --help`)
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
      expect(stdout).toContain(`Usage: palate ${command}`)
      expect(stdout.replace('Examples:', 'Example:')).toContain(`Example:\n  palate ${command}`)
    }
  })

  it('says its version, and how to begin to a command without a verb', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string }
    expect(await palate(world.home, '--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' })
    const { status, stdout, stderr } = await palate(world.home, '')
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain('name a folder of photos to open, such as `palate ~/Pictures`')
  })
})

describe('a photo that cannot be read, among good ones', () => {
  const database = join(folder, 'some-broken')
  const cut = join(database, 'images', '05.png')
  const text = join(database, 'images', 'zz.jpg')
  beforeAll(async () => {
    await cp(world.database, database, { recursive: true })
    await writeFile(cut, (await readFile(cut)).subarray(0, 150))
    await writeFile(text, 'no photo')
    const rows = await readFile(join(database, 'ratings.csv'), 'utf8')
    await writeFile(join(database, 'ratings.csv'), `${rows}\nr0,zz.jpg,4,0\nr0,gone.jpg,4,0`)
  })
  const leftOut = [
    expect.stringContaining(`left out: ${cut} is damaged or cut short`),
    expect.stringContaining(`left out: ${text} is text; palate reads JPEG`),
  ]

  it('is reported and skipped by rank, rated or not', async () => {
    const ratings = join(folder, 'some-broken.csv')
    await writeFile(ratings, 'image,score\n00.png,1\n05.png,2\n10.png,4\n15.png,5\ngone.png,3')
    const { status, stdout, stderr } = await palate(
      world.home,
      `rank ${database} --ratings ${ratings} --pack mini --method ensemble --json`,
    )
    expect(status).toBe(0)
    const { photos, ratings: used, skipped } = JSON.parse(stdout)
    expect([photos.length, used]).toEqual([23, 3])
    expect(skipped.map(({ path }: { path: string }) => path)).toEqual([cut, text])
    const lines = stderr.split('\n').filter((line) => line.startsWith('left out'))
    expect(lines).toEqual([...leftOut, 'left out 1 rated photos that are not there, such as gone.png'])
  })

  it('is reported and skipped by evaluate', async () => {
    const { status, stdout, stderr } = await palate(
      world.home,
      `evaluate ${database} --pack mini --shots 4 --trials 1 --replicates 40 --json`,
    )
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      raters: 8,
      database: { photos: 23 },
      skipped: [{ path: cut }, { path: text }],
    })
    const lines = stderr.split('\n').filter((line) => line.startsWith('left out'))
    expect(lines).toEqual([...leftOut, 'left out 1 rated photos that are not there, such as gone.jpg'])
  })

  it('is counted by train, and named in the run record', { timeout: 60_000 }, async () => {
    const out = join(folder, 'some-broken.safetensors')
    const { status, stdout, stderr } = await palate(
      world.home,
      `train ${database} --out ${out} --base mini --threads 1 --json`,
    )
    expect(status).toBe(0)
    expect(JSON.parse(stdout).photos).toEqual({ train: 18, validation: 5, skipped: 2 })
    expect(stderr).toContain('left out 1 rated photos that are not there, such as gone.jpg')
    expect(JSON.parse(await readFile(`${out}.run.json`, 'utf8')).skipped).toMatchObject([{ path: cut }, { path: text }])
  })
})

// A limit on the length of files fails in the middle of a write, as a full disk does. Node ignores the signal that comes with it.
describe.skipIf(process.platform === 'win32')('a disk that fills up', () => {
  const full = 'ulimit -f 8; exec "$@"'

  it('leaves no half of a pack', async () => {
    const before = await readdir(world.home, { recursive: true })
    const command = `pack build ${world.vectors.join(' ')} --name new --base mini --storage f32`
    const { status, stdout, stderr } = await ended(spawnPalate(world.home, command, full))
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(sentences(stderr)).toEqual([expect.stringMatching(/^palate: cannot write .*: the file would be larger/)])
    expect(await readdir(world.home, { recursive: true })).toEqual(before)
  })

  it('leaves what an evaluation has recorded, to go on from', async () => {
    const record = join(folder, 'cut.jsonl')
    const command = `evaluate ${world.database} --pack mini --methods ensemble --shots 4 --replicates 40 --threads 1 --json`
    const whole = await palate(world.home, command)
    const { status, stdout, stderr } = await ended(spawnPalate(world.home, `${command} --record ${record}`, full))
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(sentences(stderr)).toEqual([expect.stringContaining('the entries before stay, start again to go on')])
    const resumed = await palate(world.home, `${command} --record ${record}`)
    const figures = (text: string) => text.replaceAll(/"secondsPerUser": .*/g, '')
    expect(figures(resumed.stdout)).toBe(figures(whole.stdout))
  })
})

describe.skipIf(process.platform === 'win32')('Ctrl-C', () => {
  it('ends an evaluation after its step with status 130 and one sentence, and the record stays', async () => {
    const record = join(folder, 'stopped.jsonl')
    const command = `evaluate ${world.database} --pack mini --methods paper --steps 1000000 --shots 4 --record ${record}`
    const child = spawnPalate(world.home, command)
    const { status, stdout, stderr } = await ended(child, (text) => {
      if (text.includes('judging') && !child.killed) child.kill('SIGINT') // `killed` says that a signal was sent
    })
    expect({ status, stdout }).toEqual({ status: 130, stdout: '' })
    expect(stderr).toContain('stopping after this step; press Ctrl-C again to stop at once')
    expect(sentences(stderr)).toEqual([
      'palate: evaluation stopped; the same command goes on from the record, if one was named',
    ])
    expect(await readFile(record, 'utf8')).toMatch(/^\{"palate":"evaluation record"/)
  })
})
