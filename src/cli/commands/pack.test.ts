import { copyFile, readdir, readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkpointFile } from '../../../test/support/checkpoints.ts'
import { type MiniWorld, writeMiniWorld } from '../../../test/support/mini-world.ts'
import { palate } from '../../../test/support/palate.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { sha256OfFile, sizeOf } from '../../core/index.ts'
import { architectures, towerLayers } from '../../model/index.ts'
import { openPack } from '../../task-vectors/index.ts'
import { writeSafetensors } from '../../weights/index.ts'

const folder = temporaryFolder()
let world: MiniWorld
beforeAll(async () => {
  world = await writeMiniWorld(folder)
})

const run = (command: string) => palate(world.home, `pack ${command}`)

async function document<T>(command: string): Promise<T> {
  const { status, stdout, stderr } = await run(`${command} --json`)
  expect(stderr).not.toContain('palate:')
  expect(status).toBe(0)
  return JSON.parse(stdout) as T
}

describe('palate pack', () => {
  it('lists packs by name and folder', async () => {
    const { packs } = await document<{ packs: { name: string; folder: string }[] }>('list')
    expect(packs).toContainEqual({ name: 'mini', folder: join(world.home, 'packs', 'mini') })
    expect(packs.map(({ name }) => name)).toEqual(expect.arrayContaining(['mini', 'seen', 'unknown']))
    expect((await run('list')).stdout).toContain(`mini  ${join(world.home, 'packs', 'mini')}\n`)
  })

  it('says what a pack holds', async () => {
    const pack = await openPack(join(world.home, 'packs', 'mini'))
    expect(await document('info mini')).toEqual({
      name: 'mini',
      hash: pack.hash,
      folder: pack.folder,
      base: pack.base,
      storage: { kind: 'f32' },
      layers: 28,
      databases: pack.databases,
      readOut: null,
      limits: ['Made by test/support/mini-world.ts.'],
    })
    const { stdout } = await run(`info ${pack.folder}`)
    expect(stdout).toContain('3 task vectors of 28 layers')
    expect(stdout).toContain('no read-out: the method instant needs one (palate pack read-out)')
    expect(stdout).toContain(
      'valence: The valence database; 2 + 1 photos; validation SROCC 0.400 frozen, 0.600 fine-tuned; stored with a relative error of 0.000; none needed',
    )
  })

  it('gives the cosine similarity of its vectors, and draws it', async () => {
    const svg = join(folder, 'similarity.svg')
    const { databases, similarity } = await document<{ databases: string[]; similarity: number[][] }>(
      `similarity mini --svg ${svg}`,
    )
    expect(databases).toEqual(['beauty', 'valence', 'arousal'])
    similarity.forEach((row, at) => {
      expect(row[at]).toBeCloseTo(1, 6)
      // Independent normal numbers: near zero, and the same both ways.
      row.forEach((value, other) => expect(value).toBe(similarity[other]![at]))
      expect(Math.max(...row.filter((_, other) => other !== at).map(Math.abs))).toBeLessThan(0.2)
    })
    const picture = await readFile(svg, 'utf8')
    expect(picture).toMatch(/^<svg/)
    for (const name of databases) expect(picture).toContain(name)
  })

  it('builds a pack of vector files and says what storing them costs', async () => {
    const report = await document<{
      folder: string
      vectors: { name: string; relativeError: number; bytes: number }[]
    }>(`build ${world.vectors.slice(0, 2).join(' ')} --name mine --base mini --storage int8 --limit One. --limit Two.`)
    expect(report.folder).toBe(join(world.home, 'packs', 'mine'))
    expect(report.vectors.map(({ name }) => name)).toEqual(['beauty', 'valence'])
    const pack = await openPack(report.folder)
    expect(pack).toMatchObject({ name: 'mine', storage: { kind: 'int8' }, limits: ['One.', 'Two.'] })
    report.vectors.forEach(({ relativeError, bytes }, at) => {
      expect(relativeError).toBeGreaterThan(0)
      expect(relativeError).toBeLessThan(0.01)
      expect(bytes).toBeGreaterThan(0)
      expect(pack.databases[at]!.relativeError).toBe(relativeError)
    })
    const again = `build ${world.vectors[2]} --name mine --base mini --storage f16`
    expect((await run(again)).status).toBe(2)
    expect((await run(`${again} --overwrite`)).status).toBe(0)
    expect((await openPack(report.folder)).databases.map(({ name }) => name)).toEqual(['arousal'])
  })

  it("makes a pack of the authors' checkpoints on the OpenCLIP base that is there", async () => {
    const files = ['ava', 'spaq'].map((key) => join(folder, `clip_B_3fc_${key}.pth`))
    for (const file of files) await copyFile(checkpointFile('released.pth'), file)
    const report = await document<{ folder: string }>(
      `import-released ${files.join(' ')} --base openclip --name released --storage f32`,
    )
    const { databases, limits } = await openPack(report.folder)
    expect(databases.map(({ title }) => title)).toEqual(['AVA', 'SPAQ'])
    expect(limits.join(' ')).toContain('Heads started apart')
    expect((await run('info released')).stdout).toContain('not measured')
  })
})

describe('bases from files and from the hub', () => {
  const weights = join(folder, 'weights.safetensors')
  let server: Server
  beforeAll(async () => {
    // The real architecture, because the command line knows no other; all numbers are zero.
    const tensors = towerLayers(architectures['dinov2-small'].tower).map(({ name, shape }) => ({
      name,
      shape,
      type: 'F16' as const,
      data: () => new Uint16Array(sizeOf(shape)),
    }))
    await writeSafetensors(weights, tensors)
    const bytes = await readFile(weights)
    server = createServer(({ url }, response) => {
      if (url === '/model.safetensors') response.end(bytes)
      else response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))
  const address = (path: string): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`

  // Two imports of 22 million numbers: seconds, but a busy machine makes more of them.
  it('imports a base from the hub and from a file, to the same hash', { timeout: 120_000 }, async () => {
    const sha256 = await sha256OfFile(weights)
    const pulled = await document<{ hash: string; file: string }>(
      `pull ${address('model.safetensors')} --sha256 ${sha256} --architecture dinov2-small`,
    )
    const file = join(world.home, 'downloads', `${sha256.slice(0, 16)}-model.safetensors`)
    expect(pulled).toEqual({
      folder: join(world.home, 'bases', 'dinov2-small'),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      file,
      sha256,
    })
    expect(await readdir(join(world.home, 'downloads'))).toEqual([basename(file)])

    const imported = await document<{ folder: string; hash: string }>(
      `import-base ${file} --architecture dinov2-small --name zeros --source nowhere`,
    )
    expect(imported).toEqual({ folder: join(world.home, 'bases', 'zeros'), hash: pulled.hash })
    expect(JSON.parse(await readFile(join(imported.folder, 'base.json'), 'utf8'))).toMatchObject({
      architecture: 'dinov2-small',
      source: 'nowhere',
    })
  })

  it.each([
    { what: 'another hash', path: 'model.safetensors', says: /is not the expected file: expected SHA-256 0{64}, got / },
    { what: 'a file that the server does not have', path: 'gone.onnx', says: /the server answered 404 Not Found/ },
  ])('refuses $what and keeps nothing of it', async ({ path, says }) => {
    const before = await readdir(world.home, { recursive: true })
    const { status, stdout, stderr } = await run(
      `pull ${address(path)} --sha256 ${'0'.repeat(64)} --architecture dinov2-small --name wrong`,
    )
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toMatch(says)
    expect(await readdir(world.home, { recursive: true })).toEqual(before)
  })
})
