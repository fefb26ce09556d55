import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/support/picture.ts'
import { openCatalog } from './catalog.ts'
import { followEvents } from './follow-events.ts'

const folder = temporaryFolder()
const photo = createHash('sha256').update('a photo').digest('hex')

it('follows what a person says, and begins anew where they were forgotten', async () => {
  const catalog = await openCatalog(join(folder, 'catalog.sqlite'))
  onTestFinished(() => catalog.close())
  const say = (person: string) => catalog.append({ person, source: 'app', said: [{ kind: 'pick', photo }] })
  const follow = (known: Awaited<ReturnType<typeof followEvents>>['events']) =>
    followEvents(catalog, { person: 'anna', known })

  const none = await follow([])
  expect(none).toEqual({ events: [], more: [], isAnew: false })
  const first = await say('anna')
  await say('ben')
  const one = await follow(none.events)
  expect(one).toEqual({ events: first, more: first, isAnew: false })
  expect((await follow(one.events)).events).toBe(one.events)
  const second = await say('anna')
  const two = await follow(one.events)
  expect(two).toEqual({ events: [...first, ...second], more: second, isAnew: false })

  await catalog.forgetPerson('anna')
  expect(await follow(two.events)).toEqual({ events: [], more: [], isAnew: true })
  const third = await say('anna')
  expect(await follow(two.events)).toEqual({ events: third, more: third, isAnew: true })
})
