import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/support/picture.ts'
import { eventsInForce, openCatalog, type Said } from '../catalog/index.ts'
import { createRandom } from '../core/index.ts'
import { openPeople } from './people.ts'

const folder = temporaryFolder()
const photo = createHash('sha256').update('a photo').digest('hex')

it('people have said what is not undone, after each thing said, undone, undone again or forgotten', async () => {
  const catalog = await openCatalog(join(folder, 'catalog.sqlite'))
  onTestFinished(() => catalog.close())
  const people = openPeople({ catalog, imported: () => ['guest'] })
  const random = createRandom('people')
  for (let step = 0; step < 60; step++) {
    const person = ['anna', 'ben'][random.integer(2)]!
    const all = await catalog.events({ person })
    const undone = new Set(all.flatMap((event) => (event.kind === 'undo' ? [event.undoes] : [])))
    const undoable = all.filter(({ id }) => !undone.has(id))
    const said = Array.from({ length: 1 + random.integer(3) }, (): Said => {
      const [taken] = undoable.splice(random.integer(Math.max(1, undoable.length)), 1)
      return taken !== undefined && random.uniform() < 0.6
        ? { kind: 'undo', undoes: taken.id }
        : { kind: 'pick', photo }
    })
    await catalog.append({ person, source: 'app', said })
    if (step === 40) {
      await catalog.forgetPerson('anna') // by another process: nobody tells `people`
      expect(await people.events('anna')).toEqual([])
    }
    const expected = await Promise.all(
      (await catalog.people()).map(async (each) => ({
        name: each.person,
        said: eventsInForce(await catalog.events({ person: each.person })).length,
        imported: false,
      })),
    )
    expect(await people.list()).toEqual([...expected, { name: 'guest', said: 0, imported: true }])
  }
})
