import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/support/picture.ts'
import { eventsInForce, openCatalog } from './index.ts'

const folder = temporaryFolder()
const support = (name: string): string => fileURLToPath(new URL(`../../test/support/${name}`, import.meta.url))

/** A process that rates; `events` are those that it acknowledged. Killed after `killAfter` of them. */
async function rateInChild(path: string, person: string, { count, killAfter }: { count: number; killAfter?: number }) {
  const script = ['--import', support('typescript/register.js'), support('rate-in-child.ts')]
  const child = spawn(process.execPath, [...script, path, person, String(count)])
  onTestFinished(() => void child.kill('SIGKILL'))
  let [stdout, stderr] = ['', '']
  child.stderr.on('data', (text) => (stderr += String(text)))
  child.stdout.on('data', (text) => {
    stdout += String(text)
    if (stdout.split('\n').length > (killAfter ?? Infinity)) child.kill('SIGKILL')
  })
  const [status, signal] = await once(child, 'close')
  const lines = stdout.split('\n').slice(0, -1) // what follows the last end of a line was cut
  return { status, signal, stderr, events: lines.map((line) => JSON.parse(line)) }
}

describe.skipIf(process.platform === 'win32')('processes that rate', { timeout: 120_000 }, () => {
  it.each([3, 40])(
    'lose nothing that was acknowledged when killed without notice, after %i events',
    async (killAfter) => {
      const path = join(folder, `killed ${killAfter}.sqlite`)
      const { signal, stderr, events } = await rateInChild(path, 'anna', { count: 100_000, killAfter })
      expect({ signal, stderr }).toEqual({ signal: 'SIGKILL', stderr: '' })
      expect(events.length).toBeGreaterThanOrEqual(killAfter)
      const catalog = await openCatalog(path)
      onTestFinished(() => catalog.close())
      const found = await catalog.events({ person: 'anna' })
      expect(found.slice(0, events.length)).toEqual(events)
      // At most the one that was on its way.
      expect(found.length - events.length).toBeLessThanOrEqual(1)
      const next = await catalog.undoLast({ person: 'anna', source: 'test' })
      expect(next!.id).toBe(found.at(-1)!.id + 1)
    },
  )

  it('write at once: everybody waits for their turn, nothing is lost, and each undo takes back something else', async () => {
    const path = join(folder, 'at once.sqlite')
    await (await openCatalog(path)).close()
    const done = await Promise.all(['anna', 'anna', 'ben'].map((person) => rateInChild(path, person, { count: 60 })))
    for (const { status, stderr, events } of done)
      expect({ status, stderr, events: events.length }).toEqual({ status: 0, stderr: '', events: 60 })
    const catalog = await openCatalog(path)
    onTestFinished(() => catalog.close())
    const all = await catalog.events()
    expect(all).toEqual(done.flatMap(({ events }) => events).sort((x, y) => x.id - y.id))
    expect(all.map(({ id }) => id)).toEqual(Array.from({ length: 180 }, (_, at) => at + 1))
    const undone = all.flatMap((event) => (event.kind === 'undo' ? [event.undoes] : []))
    expect(new Set(undone).size).toBe(36)
    for (const person of ['anna', 'ben']) {
      const own = all.filter((event) => event.person === person)
      expect(eventsInForce(own)).toHaveLength((own.length * 3) / 5)
    }
  })
})
