import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/support/picture.ts'
import { UsageError } from '../core/index.ts'
import { photoId } from '../personalize/index.ts'
import { eventsInForce, evidenceOf, givenRatings, type LoggedEvent, openCatalog, type Said } from './index.ts'

const folder = temporaryFolder()
let made = 0

async function newCatalog() {
  const path = join(folder, `${made++}.sqlite`)
  const catalog = await openCatalog(path)
  onTestFinished(() => catalog.close())
  return { path, catalog }
}

const photos = Array.from({ length: 5 }, (_, at) => createHash('sha256').update(`photo ${at}`).digest('hex'))
const [a, b, c] = photos as [string, string, string]
const anna = { person: 'anna', source: 'test', time: new Date('2031-05-04T12:00:00.250Z') }
const ben = { ...anna, person: 'ben' }

describe('the log of what was said', () => {
  it('gives back everything in the order of saying, each person apart, and after it was closed', async () => {
    const { path, catalog } = await newCatalog()
    const said: Said[] = [
      { kind: 'score', photo: a, score: 4 },
      { kind: 'star', photo: b, stars: 5 },
      { kind: 'pick', photo: a },
      { kind: 'reject', photo: b },
      { kind: 'duel', left: a, right: b, winner: 'left' },
      { kind: 'duel', left: b, right: a, winner: 'right' },
      { kind: 'duel', left: a, right: b, winner: 'tie' },
      { kind: 'undo', undoes: 3 },
    ]
    const events = await catalog.append({ ...anna, said })
    await catalog.append({ ...ben, said: said.slice(0, 2) })
    const rest = { person: 'anna', source: 'test', time: '2031-05-04T12:00:00.250Z' }
    expect(events).toEqual(said.map((item, at) => ({ ...item, ...rest, id: at + 1 })))
    const again = await openCatalog(path)
    expect(await again.events({ person: 'anna' })).toEqual(events)
    expect(await again.events({ person: 'anna', after: 6 })).toEqual(events.slice(6))
    expect((await again.events()).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(await again.people()).toEqual([
      { person: 'anna', events: 8, lastTime: rest.time },
      { person: 'ben', events: 2, lastTime: rest.time },
    ])
    await again.close()
  })

  it('is evidence in the kinds that tastes are learnt from, the last of each scale, and every duel', async () => {
    const { catalog } = await newCatalog()
    await catalog.append({
      ...anna,
      said: [
        { kind: 'score', photo: a, score: 2 },
        { kind: 'star', photo: a, stars: 3 },
        { kind: 'pick', photo: a },
        { kind: 'duel', left: a, right: b, winner: 'left' },
        { kind: 'duel', left: a, right: b, winner: 'right' },
        { kind: 'score', photo: a, score: 5 },
        { kind: 'reject', photo: a },
      ],
    })
    const time = '2031-05-04T12:00:00.250Z'
    const events = await catalog.events({ person: 'anna' })
    const [left, right] = [photoId(a), photoId(b)]
    expect(evidenceOf(events)).toEqual([
      { kind: 'star', photo: left, stars: 3, time },
      { kind: 'duel', left, right, winner: 'left', time },
      { kind: 'duel', left, right, winner: 'right', time },
      { kind: 'score', photo: left, value: 5, time },
      { kind: 'flag', photo: left, flag: 'reject', time },
    ])
    expect(Object.fromEntries(givenRatings(events))).toEqual({
      [a]: { score: 5, stars: 3, flag: 'reject', duels: 2, won: 1 },
      [b]: { duels: 2, won: 1 },
    })
  })

  it('takes back the last thing said here, again and again, and leaves stars of files and other people alone', async () => {
    const { catalog } = await newCatalog()
    await catalog.append({
      ...anna,
      said: [
        { kind: 'score', photo: a, score: 4 },
        { kind: 'pick', photo: b },
      ],
    })
    await catalog.append({ ...anna, said: [{ kind: 'star', photo: c, stars: 1 }] })
    await catalog.append({ ...ben, said: [{ kind: 'pick', photo: c }] })
    expect(await catalog.undoLast(anna)).toMatchObject({ id: 5, kind: 'undo', undoes: 2 })
    expect(await catalog.undoLast(anna)).toMatchObject({ id: 6, kind: 'undo', undoes: 1 })
    expect(await catalog.undoLast(anna)).toBeUndefined()
    const kinds = async (person: string) => eventsInForce(await catalog.events({ person })).map(({ id }) => id)
    expect(await kinds('anna')).toEqual([3])
    expect(await kinds('ben')).toEqual([4])
    // An undo is undone like anything else, and what comes back may be taken back again.
    await catalog.append({ ...anna, said: [{ kind: 'undo', undoes: 6 }] })
    expect(await kinds('anna')).toEqual([1, 3])
    expect(await catalog.undoLast(anna)).toMatchObject({ undoes: 1 })
    expect(await kinds('anna')).toEqual([3])
  })

  it('takes back what cleared a photo like anything else that was said, all that was cleared at once', async () => {
    const { catalog } = await newCatalog()
    const clearing = { ...anna, source: 'test/clear', time: new Date(5) }
    await catalog.append({
      ...anna,
      said: [
        { kind: 'score', photo: a, score: 4 },
        { kind: 'score', photo: a, score: 2 },
      ],
    })
    await catalog.append({
      ...clearing,
      said: [
        { kind: 'undo', undoes: 1 },
        { kind: 'undo', undoes: 2 },
      ],
    })
    const inForce = async () => eventsInForce(await catalog.events({ person: 'anna' })).map(({ id }) => id)
    expect(await inForce()).toEqual([])
    expect(await catalog.undoLast(anna)).toMatchObject({ kind: 'undo', undoes: 4 })
    expect(await inForce()).toEqual([1, 2])
    expect(await catalog.undoLast(anna)).toMatchObject({ undoes: 2 })
    expect(await inForce()).toEqual([1])
  })

  it("refuses to undo what is not there, is another person's, or was undone already", async () => {
    const { catalog } = await newCatalog()
    await catalog.append({
      ...anna,
      said: [
        { kind: 'pick', photo: a },
        { kind: 'undo', undoes: 1 },
      ],
    })
    const undo = (undoes: number, who = anna) => catalog.append({ ...who, said: [{ kind: 'undo', undoes }] })
    await expect(undo(1)).rejects.toThrow(new UsageError('nothing to undo: number 1 was undone already'))
    await expect(undo(9)).rejects.toThrow(new UsageError('nothing to undo: anna said nothing of number 9'))
    await expect(undo(2, ben)).rejects.toThrow(new UsageError('nothing to undo: ben said nothing of number 2'))
    expect(await catalog.events()).toHaveLength(2)
  })

  it.each([
    [{ kind: 'score', photo: a, score: 6 }, 'score: Invalid'],
    [{ kind: 'score', photo: a, score: 2.5 }, 'score: Invalid'],
    [{ kind: 'star', photo: a, stars: 0 }, 'stars: Invalid'],
    [{ kind: 'score', photo: 'IMG_1.jpg', score: 3 }, 'photo: a photo is named by its content hash'],
    [{ kind: 'duel', left: a, right: a, winner: 'left' }, 'a photo cannot be compared with itself'],
    [{ kind: 'love', photo: a }, 'kind: Invalid'],
  ])('refuses %j', async (said, says) => {
    const { catalog } = await newCatalog()
    const whole = catalog.append({ ...anna, said: [{ kind: 'pick', photo: a }, said as Said] })
    await expect(whole).rejects.toThrow(UsageError)
    await expect(whole).rejects.toThrow(says)
    expect(await catalog.events()).toEqual([])
  })

  it.each(['', ' anna', 'anna\n', 'x'.repeat(101), '\u001b[31m'])('refuses the name %j', async (person) => {
    const { catalog } = await newCatalog()
    await expect(catalog.append({ ...anna, person, said: [] })).rejects.toThrow(UsageError)
    await expect(catalog.undoLast({ ...anna, person })).rejects.toThrow('is no name: 1 to 100 characters in one line')
  })

  it('keeps all of what is said together or nothing', async () => {
    const { catalog } = await newCatalog()
    const said: Said[] = [
      { kind: 'pick', photo: a },
      { kind: 'undo', undoes: 7 },
    ]
    await expect(catalog.append({ ...anna, said })).rejects.toThrow('nothing to undo')
    expect(await catalog.events()).toEqual([])
    expect(await catalog.append({ ...anna, said: said.slice(0, 1) })).toHaveLength(1)
  })

  it('changes nothing that was said, and forgets a person wholly, whose numbers never come again', async () => {
    const { path, catalog } = await newCatalog()
    await catalog.append({
      ...anna,
      said: [
        { kind: 'pick', photo: a },
        { kind: 'undo', undoes: 1 },
      ],
    })
    await catalog.append({
      ...ben,
      said: [
        { kind: 'pick', photo: a },
        { kind: 'undo', undoes: 3 },
      ],
    })
    const file = new Sqlite(path)
    expect(() => file.exec('update event set value = 1')).toThrow('what was said is never changed')
    file.close()
    await catalog.keepTaste({ person: 'ben', packHash: 'p', event: 4, content: '{}' })
    expect(await catalog.forgetPerson('ben')).toBe(2)
    expect(await catalog.keptTaste({ person: 'ben', packHash: 'p' })).toBeUndefined()
    expect((await catalog.people()).map(({ person }) => person)).toEqual(['anna'])
    expect(await catalog.append({ ...ben, said: [{ kind: 'pick', photo: b }] })).toMatchObject([{ id: 5 }])
  })

  it('keeps a taste unless one that was learnt from more is kept already, or its owner was forgotten', async () => {
    const { catalog } = await newCatalog()
    await catalog.append({
      ...anna,
      said: [1, 2, 3, 4].map((score): Said => ({ kind: 'score', photo: a, score: score as 1 })),
    })
    const taste = { person: 'anna', packHash: 'p', event: 3, content: 'of three' }
    await catalog.keepTaste(taste)
    await catalog.keepTaste({ ...taste, event: 2, content: 'of two' })
    expect(await catalog.keptTaste(taste)).toEqual(taste)
    await catalog.keepTaste({ ...taste, event: 4, content: 'of four' })
    expect(await catalog.keptTaste(taste)).toEqual({ ...taste, event: 4, content: 'of four' })
    expect(await catalog.keptTaste({ ...taste, packHash: 'q' })).toBeUndefined()
    await catalog.forgetPerson('anna')
    await catalog.append({ ...ben, said: [{ kind: 'pick', photo: a }] })
    await catalog.keepTaste({ ...taste, event: 4 })
    await catalog.keepTaste({ ...taste, event: 5 })
    expect(await catalog.keptTaste(taste)).toBeUndefined()
  })

  it('waits for another process without stopping this one', async () => {
    const { path, catalog } = await newCatalog()
    const other = new Sqlite(path)
    other.exec('begin immediate')
    let isDone = false
    const rated = catalog.append({ ...anna, said: [{ kind: 'pick', photo: a }] }).then(() => (isDone = true))
    await setTimeout(50) // which would not come if the thread were stopped
    expect(isDone).toBe(false)
    expect(await openCatalog(path).then(async (reader) => (await reader.events(), reader.close()))).toBeUndefined()
    other.exec('commit')
    other.close()
    await rated
    expect(await catalog.events()).toHaveLength(1)
  })

  it('that is damaged says what to do, whether it is read or written', async () => {
    const { path, catalog } = await newCatalog()
    const said = Array.from({ length: 2000 }, (_, at): Said => ({ kind: 'pick', photo: photos[at % 5]! }))
    await catalog.append({ ...anna, said })
    await catalog.close()
    const file = await open(path, 'r+')
    const { size } = await file.stat()
    // All pages but the first ones, which hold the schema and so let the catalog be opened.
    for (let page = 16; page < size / 4096; page++) await file.write(Buffer.alloc(4096, 0xa5), 0, 4096, 4096 * page)
    await file.close()
    const damaged = await openCatalog(path)
    onTestFinished(() => damaged.close())
    const says = /^the catalog .* is damaged \(.*\); put a backup in its place, or move it away and index again$/
    await expect(damaged.events()).rejects.toThrow(says)
    await expect(damaged.append({ ...anna, said: said.slice(0, 1) })).rejects.toThrow(says)
  })

  it('takes the time from the clock where none is given', async () => {
    const { catalog } = await newCatalog()
    const before = new Date().toISOString()
    const [event] = await catalog.append({ person: 'anna', source: 'test', said: [{ kind: 'pick', photo: a }] })
    expect(event!.time >= before && event!.time <= new Date().toISOString()).toBe(true)
  })
})

/** What counts, by trying: an event counts unless some later undo that counts names it. */
function naivelyInForce(events: readonly LoggedEvent[], id: number): boolean {
  return !events.some((event) => event.kind === 'undo' && event.undoes === id && naivelyInForce(events, event.id))
}

describe('any sequence of events and undos', () => {
  const photo = fc.constantFrom(...photos)
  const level = fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const, 5 as const)
  const said = fc.oneof(
    fc.record({ kind: fc.constant('score' as const), photo, score: level }),
    fc.record({ kind: fc.constant('star' as const), photo, stars: level }),
    fc.record({ kind: fc.constantFrom('pick' as const, 'reject' as const), photo }),
    fc
      .tuple(photo, photo, fc.constantFrom('left' as const, 'right' as const, 'tie' as const))
      .filter(([left, right]) => left !== right)
      .map(([left, right, winner]) => ({ kind: 'duel' as const, left, right, winner })),
    fc.record({ kind: fc.constant('undo' as const), undoes: fc.integer({ min: 1, max: 30 }) }),
    fc.constant('undo the last' as const),
  )

  it('gives the evidence of a naive model, and is refused where the model says so', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(said, { maxLength: 30 }), async (sequence) => {
        const catalog = await openCatalog(join(folder, `property ${made++}.sqlite`))
        const model: LoggedEvent[] = []
        const rest = { person: 'anna', source: 'test', time: anna.time.toISOString() }
        for (const item of sequence) {
          const id = (model.at(-1)?.id ?? 0) + 1
          const inForce = model.filter((event) => naivelyInForce(model, event.id))
          if (item === 'undo the last') {
            const last = inForce.findLast(({ kind }) => kind !== 'undo' && kind !== 'star')
            const undo = last && { kind: 'undo' as const, undoes: last.id, ...rest, id }
            expect(await catalog.undoLast(anna)).toEqual(undo)
            if (undo !== undefined) model.push(undo)
          } else if (item.kind === 'undo' && !inForce.some((event) => event.id === item.undoes)) {
            await expect(catalog.append({ ...anna, said: [item] })).rejects.toThrow('nothing to undo')
          } else {
            model.push({ ...item, ...rest, id })
            expect(await catalog.append({ ...anna, said: [item] })).toEqual(model.slice(-1))
          }
        }
        const events = await catalog.events({ person: 'anna' })
        await catalog.close()
        expect(events).toEqual(model)
        const counting = model.filter((event) => event.kind !== 'undo' && naivelyInForce(model, event.id))
        expect(eventsInForce(events)).toEqual(counting)
        // Of each scale of a photo the last, in the order in which they were said.
        const scaleOf = (event: LoggedEvent) =>
          'photo' in event
            ? `${['pick', 'reject'].includes(event.kind) ? 'flag' : event.kind} ${event.photo}`
            : event.id
        const latest = counting.filter(
          (event, at) => !counting.slice(at + 1).some((later) => scaleOf(later) === scaleOf(event)),
        )
        const words = evidenceOf(events).map((item) =>
          item.kind === 'duel'
            ? [item.left, item.right, item.winner]
            : [item.photo, 'value' in item ? item.value : 'stars' in item ? item.stars : item.flag],
        )
        expect(words).toEqual(
          latest.map((event) => {
            if (event.kind === 'duel') return [photoId(event.left), photoId(event.right), event.winner]
            if (event.kind === 'undo') throw new Error('an undo is no evidence')
            return [
              photoId(event.photo),
              event.kind === 'score' ? event.score : event.kind === 'star' ? event.stars : event.kind,
            ]
          }),
        )
      }),
      { numRuns: 25 },
    )
  }, 60_000)
})
