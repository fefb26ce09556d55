import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type AppClient, appClient } from '../../../test/support/app-client.ts'
import { type AppWorld, writeAppWorld } from '../../../test/support/app-world.ts'
import { ended, palate, spawnPalate } from '../../../test/support/palate.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { acknowledged, log } from '../../server/index.ts'

const folder = temporaryFolder()
let world: AppWorld
beforeAll(async () => {
  world = await writeAppWorld(folder)
  await mkdir(join(folder, 'empty-home'))
})

const started = z.strictObject({ url: z.url(), token: z.string(), port: z.int() })

/** The first line that a process prints. */
async function firstLine(child: ChildProcess): Promise<string> {
  let text = ''
  child.stdout!.setEncoding('utf8')
  while (!text.includes('\n')) text += String((await once(child.stdout!, 'data'))[0])
  return text.split('\n')[0]!
}

async function serve(
  more: readonly string[] = [],
): Promise<{ readonly child: ChildProcess; readonly client: AppClient; readonly url: string }> {
  const child = spawnPalate(world.home, ['serve', world.photos, '--pack', 'mini', '--port', '0', '--json', ...more])
  const { url, ...server } = started.parse(JSON.parse(await firstLine(child)))
  return { child, url, client: appClient(server) }
}

describe('palate serve', () => {
  it('prints where it listens in a line of JSON, and ends cleanly with Ctrl-C', async () => {
    const { child, client, url } = await serve()
    const page = await fetch(url, { redirect: 'manual' })
    expect([page.status, page.headers.get('location')]).toEqual([303, '/'])
    expect((await client.state()).folders).toEqual([{ path: world.photos, here: true }])
    const listening = await fetch(new URL('/api/events', url), {
      headers: { authorization: `Bearer ${client.server.token}` },
    })
    child.kill('SIGINT')
    expect(await ended(child)).toEqual({ status: 0, stdout: '', stderr: '' })
    await listening.text() // ends too
  })

  it('serves the API alone where no page is wanted', async () => {
    const { client } = await serve(['--no-page'])
    expect((await client.ask('/')).text).toContain('without its page')
  })

  it('loses nothing that it acknowledged when it is killed in the middle of rating, and goes on', async () => {
    const { child, client } = await serve()
    while ((await client.state()).photos < 24) await new Promise((resolve) => setTimeout(resolve, 50))
    const ids = await client.ids()
    const kept: number[] = []
    const rate = async (): Promise<void> => {
      for (let at = 0; ; at++) {
        const said = { kind: 'score', photo: ids[at % ids.length]!, score: 1 + (at % 5) }
        const { event } = await client.post('/api/say', { person: 'killed', said }, acknowledged)
        kept.push(event!)
        if (kept.length === 40) child.kill('SIGKILL')
      }
    }
    // Several at once, as from two windows.
    await Promise.allSettled([rate(), rate(), rate()])
    expect(kept.length).toBeGreaterThanOrEqual(40)

    const again = await serve()
    expect(again.client.server.token).toBe(client.server.token) // an open page goes on
    const { said } = await again.client.get('/api/log?person=killed&count=1000', log)
    const found = new Set(said.map(({ event }) => event))
    expect(kept.filter((event) => !found.has(event))).toEqual([])
    expect(found.size - kept.length).toBeLessThanOrEqual(3) // said, and killed before it was acknowledged
    expect((await again.client.state()).photos).toBe(24)
  })

  it('says that the port that was named is taken', async () => {
    const { client } = await serve()
    const { status, stderr } = await ended(
      spawnPalate(world.home, ['serve', world.photos, '--pack', 'mini', '--port', String(client.server.port)]),
    )
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `palate: cannot listen at port ${client.server.port}: another program uses it; name another with --port\n`,
    })
  })
})

describe('palate FOLDER', () => {
  it('opens the page of a folder, which need not be named the next time', async () => {
    const first = spawnPalate(world.home, [world.photos, '--no-open', '--port', '0', '--pack', 'mini'])
    expect(await firstLine(first)).toMatch(/^palate is open at http:\/\/127\.0\.0\.1:\d+\/\?token=[0-9a-f]{64}$/)
    first.kill('SIGINT')
    await ended(first)
    const second = spawnPalate(world.home, ['--no-open', '--port', '0'])
    expect(await firstLine(second)).toContain('palate is open at')
    second.kill('SIGTERM')
    expect((await ended(second)).status).toBe(0)
  })

  it.each([
    ['rnak photos', 'there is no folder rnak, and no command of that name; did you mean `palate rank`?'],
    ['sevre', 'there is no folder sevre, and no command of that name; did you mean `palate serve`?'],
    ['holidays', 'there is no folder holidays, and no command of that name; palate --help lists the commands'],
    ['', 'name a folder of photos to open, such as `palate ~/Pictures`; palate --help shows what else there is'],
    ['package.json', 'package.json is no folder; name the folder that it lies in'],
  ])('says of `palate %s` what is wrong', async (command, sentence) => {
    expect(await palate(join(folder, 'empty-home'), command)).toEqual({
      status: 2,
      stdout: '',
      stderr: `palate: ${sentence}\n`,
    })
  })

  it('refuses ports that are none', async () => {
    const { status, stderr } = await palate(world.home, `serve ${world.photos} --port 65536`)
    expect([status, stderr]).toEqual([2, expect.stringContaining('ports go up to 65535')])
  })

  it('says in a sentence that a catalog is none', async () => {
    const catalog = join(folder, 'text.sqlite')
    await writeFile(catalog, 'no database'.repeat(100))
    const { status, stderr } = await palate(world.home, [
      'serve',
      world.photos,
      '--pack',
      'mini',
      '--port',
      '0',
      '--catalog',
      catalog,
    ])
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^palate: .*text\.sqlite is no catalog of palate.*\n$/)])
  })
})
