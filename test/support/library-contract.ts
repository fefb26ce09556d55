import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type ExpectedPhoto, type Given, type Said, startTasteSession } from '../../src/catalog/index.ts'
import { createRandom, FormatError, MissingError, srocc, UsageError } from '../../src/core/index.ts'
import { hammingDistance } from '../../src/image/index.ts'
import {
  addEvidence,
  decodeDescriptors,
  emptyTaste,
  mergeTastes,
  orderByTaste,
  type Taste,
  tasteFromText,
  tasteText,
} from '../../src/personalize/index.ts'
import type { Library, LibraryOptions } from '../../src/server/library/index.ts'
import {
  card,
  comparison,
  facets as facetsSchema,
  learningCurve,
  orderQuery,
  type OrderQuery,
  photoDetails,
  shootFrames,
  shoots as shootsSchema,
  tasteSummary,
  why,
} from '../../src/server/messages/index.ts'
import { temporaryFolder } from './picture.ts'
import { toyKind } from './toy-catalog.ts'
import { toyPhotos, toyScores } from './toy-taste.ts'
import { type ToyLibrary, type ToyPhoto, writePhotos, writeToyLibrary, writeToyPack } from './toy-library.ts'

/** What every library does, wherever it computes. */
export function describeLibrary(name: string, open: (options: LibraryOptions) => Promise<Library>): void {
  describe(name, () => {
    const folder = temporaryFolder()
    let pack: string
    let made = 0
    beforeAll(async () => {
      pack = await writeToyPack(folder)
    })

    type World = ToyLibrary & { readonly library: Library }
    const openWorld = async (options: { readonly count?: number; readonly seed?: number } = {}): Promise<World> => {
      const toys = await writeToyLibrary({ folder: join(folder, `world ${made++}`), pack, ...options })
      return { ...toys, library: await open(toys.options) }
    }
    const closeWorld = async ({ library, catalog }: World): Promise<void> => {
      await library.close()
      await catalog.close()
    }
    /** A world for a test that changes photos, closes its library or wants another one. */
    const world = async (options: { readonly count?: number; readonly seed?: number }): Promise<World> => {
      const own = await openWorld(options)
      onTestFinished(() => closeWorld(own))
      return own
    }
    let common: World
    beforeAll(async () => {
      common = await openWorld()
    })
    afterAll(() => closeWorld(common))
    /** The world of all other tests, in which nobody has said anything yet. */
    const commonWorld = (): World => {
      onTestFinished(async () => {
        for (const { person } of await common.catalog.people()) {
          await common.catalog.forgetPerson(person)
          await common.library.forget(person)
        }
        await rm(common.options.tastes, { recursive: true, force: true })
      })
      return common
    }
    const ids = async (library: Library, query: Partial<OrderQuery> = {}): Promise<readonly number[]> =>
      Array.from((await library.order(queryOf(query))).ids)

    describe('an order', () => {
      it('is that of the taste, best first, with the last event that it follows from', async () => {
        const { library, inside, ...toys } = commonWorld()
        const before = await library.order(queryOf({ person: 'anna' }))
        expect(before.event).toBe(0)
        const events = await saySome(toys, 'anna', 25)
        const { ids: order, event } = await library.order(queryOf({ person: 'anna' }))
        expect(event).toBe(events.at(-1)!.id)
        const reference = await referenceOf({ inside, ...toys }, 'anna')
        expect([...order]).toEqual(reference.ids())
        expect([...order].sort((a, b) => a - b)).toEqual(inside.map(({ id }) => id))
        expect([...order]).not.toEqual([...before.ids])
      })

      const each: readonly [what: string, query: Partial<OrderQuery>][] = [
        ['from the first day on', { from: '2030-02-01' }],
        ['up to the last day', { to: '2030-02-03' }],
        ['of some days', { from: '2030-01-10', to: '2030-03-01', by: 'date' }],
        ['of a camera', { camera: 'NIKON Z 8' }],
        ['of a camera that nobody used', { camera: 'Leica M3' }],
        ['of a folder with those in it', { folder: 'a/2019' }],
        ['of a folder within another', { folder: 'a/2019/june' }],
        ['of an opened folder', { folder: 'b' }],
        ['that were rated', { given: 'rated' }],
        ['that were not', { given: 'unrated' }],
        ['that were picked', { given: 'picked' }],
        ['that were rejected', { given: 'rejected' }],
        ['that were given a 2', { given: '2' }],
        ['that were given a 5', { given: '5' }],
        ['with four predicted stars or more', { stars: 4 }],
        ['with three predicted stars or more, worst first', { stars: 3, reverse: true }],
        ['of which the taste is least sure', { unsure: true }],
        ['of which it is least sure within a folder', { unsure: true, folder: 'a', by: 'name' }],
        ['first of each series', { grouped: true }],
        ['first of each series from the other side', { grouped: true, reverse: true }],
        ['by date', { by: 'date' }],
        ['by date, oldest first', { by: 'date', reverse: true }],
        ['by name', { by: 'name' }],
        ['by name, turned round', { by: 'name', reverse: true }],
        ['least sure first', { by: 'unsure' }],
        ['surest first', { by: 'unsure', reverse: true }],
        [
          'by all of it',
          {
            by: 'unsure',
            from: '2030-01-05',
            camera: 'Canon EOS R5',
            stars: 2,
            given: 'unrated',
            unsure: true,
            grouped: true,
          },
        ],
      ]
      it('has the photos that are asked for, each filter and sort as a plain reading of it gives', async () => {
        const toys = commonWorld()
        await saySome(toys, 'anna', 40)
        const reference = await referenceOf(toys, 'anna')
        const found = new Set<string>()
        for (const [what, query] of each) {
          const order = await ids(toys.library, { person: 'anna', ...query })
          expect(order, what).toEqual(reference.ids(query))
          found.add(String(order))
        }
        // All but the two that only say the same of a series or a day differ: no filter was without effect.
        expect(found.size).toBeGreaterThanOrEqual(each.length - 2)
      })

      it('agrees with a plain reading for any mixture of filters', async () => {
        const toys = await world({ seed: 5 })
        await saySome(toys, 'anna', 30)
        const reference = await referenceOf(toys, 'anna')
        const optional = <T>(...values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined })
        await fc.assert(
          fc.asyncProperty(
            fc.record({
              by: fc.constantFrom('taste', 'date', 'name', 'unsure'),
              reverse: fc.boolean(),
              from: optional('2030-01-20', '2030-02-20'),
              to: optional('2030-01-25', '2030-04-01'),
              camera: optional('Canon EOS R5', 'NIKON Z 8'),
              folder: optional('a', 'a/2019', 'a/2019.old', 'b', 'b/2019', ''),
              given: optional('rated', 'unrated', 'picked', '4'),
              stars: optional(2, 3, 4),
              unsure: fc.boolean(),
              grouped: fc.boolean(),
            }),
            async (query) => {
              const wanted = query as Partial<OrderQuery>
              expect(await ids(toys.library, { person: 'anna', ...wanted })).toEqual(reference.ids(wanted))
            },
          ),
          { numRuns: 60 },
        )
      })

      it('of two people together is that of the merge of their tastes', async () => {
        const toys = commonWorld()
        await saySome(toys, 'anna', 20)
        await saySome(toys, 'ben', 30, 9)
        const [anna, ben] = [await referenceOf(toys, 'anna'), await referenceOf(toys, 'ben')]
        const scope = { folders: toys.options.folders }
        const library = await toys.catalog.loadDescriptors(toyKind(toys.model), scope)
        const merged = mergeTastes(
          [
            { name: 'anna', weight: 1, taste: anna.taste },
            { name: 'ben', weight: 1, taste: ben.taste },
          ],
          library.descriptors,
        )
        const { places } = orderByTaste(merged.posterior.weights, library.descriptors, toys.model)
        const { ids: order, event } = await toys.library.order(queryOf({ person: 'anna', with: 'ben' }))
        expect([...order]).toEqual([...places].map((place) => library.ids[place]))
        expect(event).toBe(Math.max(anna.event, ben.event))
        expect(await ids(toys.library, { person: 'anna', with: 'anna' })).toEqual(anna.ids())
        const explained = await toys.library.why(order[0]!, { person: 'anna', with: 'ben' })
        expect(explained.rated[0]!.said).toMatch(/ by (anna|ben)$/)
        expect(sumOf(explained)).toBeCloseTo(explained.score, 9)
      })
    })

    describe('the photos', () => {
      it('have what the taste expects of them, their place, and what was given', async () => {
        const toys = commonWorld()
        await saySome(toys, 'anna', 30)
        const { predictions, given, ...reference } = await referenceOf(toys, 'anna')
        const order = reference.ids()
        const cards = await toys.library.cards(order, { person: 'anna' })
        for (const [at, found] of cards.entries()) {
          card.parse(found)
          const photo = toys.photos[order[at]! - 1]!
          const { stars, probability, score, deviation } = predictions.get(photo.id)!
          expect(found).toMatchObject({
            id: photo.id,
            name: basename(firstPath(toys, photo)),
            folder: labelOf(toys, firstPath(toys, photo)),
            width: 30,
            height: 20,
            takenAt: photo.takenAt,
            given: given.get(photo.id) ?? null,
            place: at + 1,
            series: reference.series(photo).length,
          })
          expect(found.expected).toMatchObject({ stars, score })
          expect(found.expected.probability).toBeCloseTo(probability, 9)
          expect(found.expected.deviation).toBeCloseTo(deviation, 9)
        }
        const rows = await toys.library.rows(order, { person: 'anna' })
        expect(rows).toEqual(
          cards.map((found, at) => ({ ...found, path: firstPath(toys, toys.photos[order[at]! - 1]!) })),
        )
      })

      it('stand in series by time, each photo in one', async () => {
        const toys = commonWorld()
        const reference = await referenceOf(toys, 'me')
        const sizes = new Set<number>()
        for (const photo of toys.inside) {
          const series = await toys.library.series(photo.id)
          expect(series).toEqual(reference.series(photo).map(({ id }) => id))
          sizes.add(series.length)
        }
        expect(sizes.size).toBeGreaterThan(1)
      })

      it('name all their files in the opened folders, RAW files beside them too', async () => {
        const { library, inside, options } = commonWorld()
        const twice = inside.find(({ paths }) => paths.every((path) => isIn(options, path)) && paths.length === 2)!
        const half = inside.find(({ paths }) => paths.some((path) => !isIn(options, path)))!
        const raw = twice.paths[0]!.replace(/\.jpg$/, '.CR2')
        await mkdir(dirname(raw), { recursive: true })
        for (const path of [raw, twice.paths[0]!, raw.replace('_', '-'), `${raw}.xmp`]) await writeFile(path, '')
        const found = await library.photo(twice.id, { person: 'me' })
        photoDetails.parse(found)
        expect(found.files).toEqual([...twice.paths, raw].sort())
        expect(found).toMatchObject({ camera: twice.camera, lens: 'a lens', of: inside.length })
        const outside = half.paths.filter((path) => !isIn(options, path))
        const { files } = await library.photo(half.id, { person: 'me' })
        expect(files).toEqual(half.paths.filter((path) => !outside.includes(path)))
        expect(files.length).toBeGreaterThan(0)
      })

      it('have scores whose parts add up, with the rated photos that they resemble', async () => {
        const toys = commonWorld()
        const events = await saySome(toys, 'anna', 30)
        let named = 0
        for (const { id } of toys.inside.slice(0, 20)) {
          const found = await toys.library.why(id, { person: 'anna' })
          why.parse(found)
          expect(sumOf(found)).toBeCloseTo(found.score, 9)
          expect(found.rated.length).toBe(5)
          const [own] = await toys.library.cards([id], { person: 'anna' })
          expect(found.score).toBeCloseTo(own!.expected.score, 4)
          for (const { photo, name: called, said } of found.rated) {
            expect(said).toMatch(/rated \d|stars?|a pick|a reject|won \d of \d duels/)
            if (photo === null) continue
            named++
            const { hash } = toys.photos[photo - 1]!
            expect(called).toBe(basename(firstPath(toys, toys.photos[photo - 1]!)))
            expect(events.some((event) => Object.values(event).includes(hash))).toBe(true)
          }
        }
        expect(named).toBeGreaterThan(20)
      })

      it('can be filtered by the cameras, folders and days that there are', async () => {
        const toys = commonWorld()
        const found = await toys.library.facets()
        facetsSchema.parse(found)
        const total = (query: Partial<OrderQuery>) => ids(toys.library, query).then(({ length }) => length)
        for (const { name: camera, photos } of found.cameras) expect(await total({ camera })).toBe(photos)
        for (const { name: own, photos } of found.folders) expect(await total({ folder: own })).toBe(photos)
        expect(found.folders.map(({ name: own }) => own)).toEqual([
          'a',
          'a/2019',
          'a/2019.old',
          'a/2019/june',
          'b',
          'b/2019',
        ])
        const days = toys.inside.flatMap(({ takenAt }) => (takenAt === null ? [] : [takenAt.slice(0, 10)])).sort()
        expect(found.days).toEqual({ first: days[0], last: days.at(-1) })
      })
    })

    describe('shoots', () => {
      /** Shoots of some dozen frames: one folder and all its times are one. */
      const largeShoots = async (): Promise<World> => {
        const toys = await world({ count: 240, seed: 4 })
        const settings = { schema: 1, gapHours: 8000, folders: 'each', clocks: {} }
        await writeFile(toys.options.shoots, JSON.stringify(settings))
        await toys.library.reload()
        return toys
      }
      const photosOf = ({ frameSeries }: Awaited<ReturnType<Library['shoot']>>): readonly number[] =>
        frameSeries.flatMap(({ photos }) => photos)
      const ofAnna = { person: 'anna', order: 'chronological' } as const

      it('hold each photo of the opened folders once, in the series that it stands in, newest first', async () => {
        const toys = commonWorld()
        await saySome(toys, 'anna', 40)
        await say(toys, 'anna', [
          { kind: 'pass', photo: toys.inside[0]!.hash },
          { kind: 'pass', photo: toys.inside[1]!.hash },
        ])
        const { given } = await referenceOf(toys, 'anna')
        const listed = await toys.library.shoots('anna')
        shootsSchema.parse({ shoots: listed })
        const times = listed.flatMap(({ from }) => from ?? [])
        expect(times).toEqual(times.toSorted().reverse())
        expect(listed.findIndex(({ from }) => from === null)).toBe(times.length)
        const all: number[] = []
        for (const summary of listed) {
          const found = await toys.library.shoot({ ...ofAnna, key: summary.key })
          shootFrames.parse({ ...found, offered: 'chronological', why: '' })
          const { frameSeries, ...same } = found
          expect(same).toEqual(summary)
          const photos = photosOf(found)
          expect(summary).toMatchObject({
            key: Math.min(...photos),
            frames: photos.length,
            series: frameSeries.length,
            picked: photos.filter((id) => given.get(id)?.flag === 'pick').length,
            passed: photos.filter((id) => given.get(id)?.flag === 'pass').length,
            rejected: photos.filter((id) => given.get(id)?.flag === 'reject').length,
          })
          for (const { photos: own, flags, places } of frameSeries) {
            expect(await toys.library.series(own[0]!)).toEqual(own)
            expect(flags).toEqual(own.map((id) => given.get(id)?.flag ?? null))
            expect(places).toBeNull()
          }
          all.push(...photos)
        }
        expect(all.toSorted((a, b) => a - b)).toEqual(toys.inside.map(({ id }) => id))
        expect(listed.reduce((sum, { passed }) => sum + passed, 0)).toBe(2)
        for (const key of [0, -1, 1.5, 9999, toys.photos.find((photo) => !toys.inside.includes(photo))!.id])
          await expect(toys.library.shoot({ ...ofAnna, key })).rejects.toThrow(MissingError)
      })

      it('are ranked by what the other shoots teach, whatever is said of the frames themselves meanwhile', async () => {
        const toys = await largeShoots()
        const worth = new Map(
          toys.photos.map(({ id, descriptor }) => [id, decodeDescriptors(descriptor, toys.model.shape).scores[0]!]),
        )
        const listed = await toys.library.shoots('anna')
        const { key } = listed.toSorted((a, b) => b.frames - a.frames)[0]!
        expect(listed.length).toBeGreaterThan(5)
        const archive = { key, person: 'anna', order: 'archive' } as const
        const placesIn = ({ frameSeries }: Awaited<ReturnType<Library['shoot']>>) =>
          new Map(frameSeries.flatMap(({ photos, places }) => photos.map((id, at) => [id, places?.[at] ?? null])))
        expect([...placesIn(await toys.library.shoot(archive)).values()].every((place) => place === null)).toBe(true)

        const hashOf = new Map(toys.photos.map(({ id, hash }) => [id, hash]))
        for (const other of listed.filter((each) => each.key !== key)) {
          const photos = photosOf(await toys.library.shoot({ ...ofAnna, key: other.key }))
          const best = photos.toSorted((a, b) => worth.get(b)! - worth.get(a)!)
          const isKept = new Set(best.slice(0, Math.ceil(best.length / 3)))
          await say(
            toys,
            'anna',
            photos.map((id): Said => ({ kind: isKept.has(id) ? 'pick' : 'pass', photo: hashOf.get(id)! })),
          )
        }
        const places = placesIn(await toys.library.shoot(archive))
        const photos = [...places.keys()]
        expect([...places.values()].toSorted((a, b) => a! - b!)).toEqual(photos.map((_, at) => at + 1))
        const scores = photos.map((id) => -places.get(id)!)
        expect(
          srocc(
            scores,
            photos.map((id) => worth.get(id)!),
          ),
        ).toBeGreaterThan(0.5)

        const upsideDown = photos.toSorted((a, b) => worth.get(a)! - worth.get(b)!)
        await say(toys, 'anna', [
          ...upsideDown.slice(0, 5).map((id): Said => ({ kind: 'pick', photo: hashOf.get(id)! })),
          ...upsideDown.slice(5).map((id): Said => ({ kind: 'pass', photo: hashOf.get(id)! })),
        ])
        expect(placesIn(await toys.library.shoot(archive))).toEqual(places)
        // Other shoots learn from it.
        const other = { ...archive, key: listed.find((each) => each.key !== key && each.frames > 3)!.key }
        expect(photosOf(await toys.library.shoot(other)).length).toBeGreaterThan(3)
        await toys.catalog.forgetPerson('anna')
        await toys.library.forget('anna')
        expect([...placesIn(await toys.library.shoot(archive)).values()].every((place) => place === null)).toBe(true)
      })

      it('have frames to keep that are unlike each other, of those that were neither rejected nor passed over', async () => {
        const toys = await largeShoots()
        const { key } = (await toys.library.shoots('anna')).toSorted((a, b) => b.frames - a.frames)[0]!
        const found = await toys.library.shoot({ ...ofAnna, key })
        const photos = photosOf(found)
        const hashOf = new Map(toys.photos.map(({ id, hash }) => [id, hash]))
        const first = await toys.library.diverse({ ...ofAnna, key, count: 6 })
        expect(new Set(first).size).toBe(6)
        expect(first.filter((id) => !photos.includes(id))).toEqual([])
        const seriesOf = (id: number) => found.frameSeries.findIndex((series) => series.photos.includes(id))
        expect(new Set(first.map(seriesOf)).size).toBe(Math.min(6, found.frameSeries.length))
        await say(toys, 'anna', [
          { kind: 'pass', photo: hashOf.get(first[0]!)! },
          { kind: 'reject', photo: hashOf.get(first[1]!)! },
          { kind: 'pick', photo: hashOf.get(first[2]!)! },
        ])
        const all = await toys.library.diverse({ ...ofAnna, key, count: 500 })
        expect(all.toSorted((a, b) => a - b)).toEqual(
          photos.filter((id) => id !== first[0] && id !== first[1]).toSorted((a, b) => a - b),
        )
        expect(await toys.library.diverse({ ...ofAnna, key, count: 500 })).toEqual(all)
      })
    })

    describe('questions', () => {
      it('are asked of photos that were not rated and are not in hand', async () => {
        const toys = commonWorld()
        await saySome(toys, 'anna', 20)
        const { given } = await referenceOf(toys, 'anna')
        const exclude = toys.inside.slice(0, 10).map(({ id }) => id)
        const next = await toys.library.next({ person: 'anna', count: 12, exclude })
        expect(new Set(next).size).toBe(12)
        expect(next.filter((id) => exclude.includes(id) || given.has(id))).toEqual([])
        const pair = (await toys.library.pair({ person: 'anna', exclude: [] }))!
        expect([pair.left, pair.right].filter((id) => given.has(id))).toEqual([])
        expect(pair.preference > 0 && pair.preference < 1).toBe(true)
      })

      it('of pairs go on among rated photos once no others are left', async () => {
        const toys = await world({ count: 3, seed: 2 })
        for (const { hash } of toys.inside) await say(toys, 'anna', [{ kind: 'pick', photo: hash }])
        const { left, right } = (await toys.library.pair({ person: 'anna', exclude: [] }))!
        expect(left).not.toBe(right)
        expect(
          await toys.library.pair({ person: 'anna', exclude: toys.inside.slice(1).map(({ id }) => id) }),
        ).toBeNull()
        expect(await toys.library.next({ person: 'anna', count: 4, exclude: [] })).toEqual([])
      })
    })

    describe('a taste', () => {
      it('is summed up: what was said, how well it knows its owner, what it weighs', async () => {
        const toys = commonWorld()
        const [a, b, c] = toys.photos.map(({ hash }) => hash) as [string, string, string]
        await say(toys, 'anna', [
          { kind: 'score', photo: a, score: 4 },
          { kind: 'score', photo: b, score: 2 },
          { kind: 'score', photo: b, score: 4 },
          { kind: 'star', photo: c, stars: 1 },
          { kind: 'pick', photo: a },
          { kind: 'reject', photo: c },
          { kind: 'duel', left: a, right: b, winner: 'left' },
          { kind: 'score', photo: 'f'.repeat(64), score: 1 },
        ])
        const found = await toys.library.taste('anna')
        tasteSummary.parse(found)
        expect(found).toMatchObject({
          person: 'anna',
          said: { scores: 3, stars: 1, picks: 1, rejects: 1, duels: 1, waiting: 1 },
          scores: [1, 0, 0, 2, 0],
          agreement: { verdict: 'too-few', srocc: null },
        })
        expect(found.weights.map((weight) => weight.name)).toEqual(['people in general', ...toys.model.databases])
        expect(found.moved).toBeGreaterThan(0)
      })

      it('has a learning curve once something was said, whose end is its agreement now', async () => {
        const toys = commonWorld()
        const early = await toys.library.learningCurve('anna')
        expect(early).toEqual({ points: [], sentence: 'The curve begins after 5 ratings, and there are none yet.' })
        const said = toys.photos
          .slice(0, 40)
          .map(({ hash }, at): Said => ({ kind: 'score', photo: hash, score: (1 + (at % 5)) as 1 }))
        await say(toys, 'anna', said)
        const { points, sentence } = await toys.library.learningCurve('anna')
        learningCurve.parse({ points, sentence })
        expect(points.length).toBeGreaterThan(5)
        expect(points.map((point) => point.said)).toEqual(points.map((point) => point.said).toSorted((a, b) => a - b))
        const { agreement } = await toys.library.taste('anna')
        expect(points.at(-1)).toEqual({ said: 40, srocc: agreement.srocc, low: agreement.low, high: agreement.high })
        expect(sentence).toBe('')
      })

      it('is compared with another over the library', async () => {
        const toys = commonWorld()
        await saySome(toys, 'anna', 25)
        await saySome(toys, 'ben', 25, 4)
        const found = await toys.library.compare(['anna', 'ben'])
        comparison.parse(found)
        const [anna, ben] = [await referenceOf(toys, 'anna'), await referenceOf(toys, 'ben')]
        const units = ({ predictions }: Reference) => {
          const scores = toys.inside.map(({ id }) => predictions.get(id)!.score)
          const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
          const spread = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length)
          return scores.map((score) => (score - mean) / spread)
        }
        const [ofAnna, ofBen] = [units(anna), units(ben)]
        const byDifference = toys.inside
          .map(({ id }, at) => ({ id, difference: ofAnna[at]! - ofBen[at]! }))
          .toSorted((a, b) => b.difference - a.difference)
          .map(({ id }) => id)
        expect(found.first.map(({ id }) => id)).toEqual(byDifference.slice(0, 6))
        expect(found.second.map(({ id }) => id)).toEqual(byDifference.toReversed().slice(0, 6))
        expect(found.first).toEqual(await toys.library.cards(byDifference.slice(0, 6), { person: 'anna' }))
        expect(Math.abs(found.srocc!)).toBeLessThan(1)
        const same = await toys.library.compare(['anna', 'anna'])
        expect(same).toMatchObject({ srocc: 1, first: [], second: [] })
      })

      it('goes into a file and comes back under another name, to order and not to be added to', async () => {
        const toys = commonWorld()
        await saySome(toys, 'anna', 20)
        const { library } = toys
        const content = await library.tasteFile('anna')
        const { taste, given } = await referenceOf(toys, 'anna')
        // Of an imported taste it is not known here what its owner rated: it orders by what it expects.
        const unrated = async (person: string) =>
          (await ids(library, { person })).filter((id) => {
            const { score, stars, flag } = given.get(id) ?? {}
            return (score ?? stars ?? flag) === undefined
          })
        expect((tasteFromText(content, toys.model) as Taste).evidence).toEqual(taste.evidence)
        for (const person of ['carla', '../x/..', 'Ann/ä *?', '.hidden']) {
          await library.importTaste({ person, content })
          expect(await unrated(person)).toEqual(await unrated('anna'))
          expect(await library.tasteFile(person)).toBe(content)
        }
        expect((await readdir(toys.options.tastes)).sort()).toHaveLength(4)
        expect(await readdir(join(toys.options.tastes, '..'))).not.toContain('x')
        const [seen] = await library.cards([toys.inside[0]!.id], { person: 'carla' })
        expect(seen!.given).toBeNull()
        const refused = 'carla is a taste that was imported: it orders photos, and cannot be added to'
        await expect(library.next({ person: 'carla', count: 1, exclude: [] })).rejects.toThrow(refused)
        await expect(library.pair({ person: 'carla', exclude: [] })).rejects.toThrow(UsageError)
        await expect(library.importTaste({ person: 'anna', content })).rejects.toThrow('anna has rated photos here')
        await library.forget('carla')
        expect(await ids(library, { person: 'carla' })).toEqual(await ids(library, { person: 'nobody' }))
        expect(await library.next({ person: 'carla', count: 1, exclude: [] })).toHaveLength(1)
      })

      it('of a file may have scores of another scale, or be of several people', async () => {
        const toys = commonWorld()
        const { hashes, stored } = toyPhotos(toys.model, 60, 'elsewhere')
        const one = addEvidence(emptyTaste(toys.model), toyScores(hashes.slice(0, 30)), stored)
        const other = addEvidence(emptyTaste(toys.model), toyScores(hashes.slice(30), 1), stored)
        const over = toyPhotos(toys.model, 60, 'elsewhere').descriptors
        const both = mergeTastes(
          [
            { name: 'one', weight: 1, taste: one },
            { name: 'other', weight: 2, taste: other },
          ],
          over,
        )
        for (const [person, taste] of [
          ['sevens', one],
          ['both', both],
        ] as const) {
          await toys.library.importTaste({ person, content: tasteText(taste) })
          const order = await ids(toys.library, { person })
          const cards = await toys.library.cards(order, { person })
          const stars = cards.map(({ expected }) => expected.stars)
          expect(stars[0]).toBeGreaterThan(stars.at(-1)!)
          expect(await ids(toys.library, { person, stars: 3 })).toEqual(order.filter((_, at) => stars[at]! >= 3))
          tasteSummary.parse(await toys.library.taste(person))
          learningCurve.parse(await toys.library.learningCurve(person))
          comparison.parse(await toys.library.compare([person, 'me']))
          const explained = await toys.library.why(order[0]!, { person })
          expect(explained.rated.every(({ photo, name: own }) => photo === null && own === null)).toBe(true)
        }
      })

      it('is refused from a file that holds none', async () => {
        const { library } = commonWorld()
        for (const content of ['', 'no JSON', '{}', '[1]', '{"format":"palate-taste","schema":1}'])
          await expect(library.importTaste({ person: 'carla', content })).rejects.toThrow(FormatError)
        expect(await library.next({ person: 'carla', count: 1, exclude: [] })).toHaveLength(1)
      })

      it('of somebody who was forgotten is the average rater’s again', async () => {
        const toys = await world({ seed: 1 })
        const before = await ids(toys.library, { person: 'anna' })
        await saySome(toys, 'anna', 40)
        expect(await ids(toys.library, { person: 'anna' })).not.toEqual(before)
        await toys.catalog.forgetPerson('anna')
        await toys.library.forget('anna')
        expect(await toys.library.order(queryOf({ person: 'anna' }))).toEqual({
          ids: Int32Array.from(before),
          event: 0,
        })
        await toys.library.close()
        expect(await toys.catalog.keptTaste({ person: 'anna', packHash: toys.model.pack.hash })).toBeUndefined()
      })

      it('stays in memory for a few people, and is the same for those who come back', async () => {
        const toys = commonWorld()
        const people = ['anna', 'ben', 'carla', 'dora', 'emil', 'fritz']
        for (const [at, person] of people.entries()) await saySome(toys, person, 12, at)
        const first = await Promise.all(people.map((person) => ids(toys.library, { person })))
        expect(new Set(first.map(String)).size).toBeGreaterThan(4)
        expect(await Promise.all(people.map((person) => ids(toys.library, { person })))).toEqual(first)
      })
    })

    it('takes in photos that came and lets go of those that went', async () => {
      const toys = await world({ count: 30 })
      const [gone] = toys.inside as [ToyPhoto]
      const { hashes, stored } = toyPhotos(toys.model, 2, 'new')
      const added = hashes.map((hash, at) => ({ ...gone, id: 31 + at, hash, descriptor: stored.get(hash)! }))
      const path = (at: number) => [join(toys.options.folders[at]!, 'new.jpg')]
      await writePhotos(toys.catalog, toys.model, [
        { ...added[0]!, paths: path(0) },
        { ...added[1]!, paths: ['/elsewhere/x.jpg'] },
      ])
      await toys.catalog.dropFiles(gone.paths)
      expect(await ids(toys.library)).toContain(gone.id)
      expect(await toys.library.count()).toBe(toys.inside.length)
      expect(await toys.library.reload()).toBe(toys.inside.length)
      expect(await toys.library.count()).toBe(toys.inside.length)
      const order = await ids(toys.library)
      expect(order.toSorted((a, b) => a - b)).toEqual([...toys.inside.slice(1).map(({ id }) => id), 31])
      await expect(toys.library.cards([gone.id], { person: 'me' })).rejects.toThrow(UsageError)
      expect(await toys.library.next({ person: 'me', count: 50, exclude: [] })).not.toContain(gone.id)
    })

    it('of no photos is empty, and says so', async () => {
      const toys = await writeToyLibrary({ folder: join(folder, `world ${made++}`), pack, count: 3 })
      onTestFinished(() => toys.catalog.close())
      const library = await open({ ...toys.options, folders: [join(folder, 'nothing here')] })
      onTestFinished(() => library.close())
      await saySome(toys, 'anna', 5)
      for (const query of [{}, { with: 'ben' }, { stars: 3, unsure: true, grouped: true }, { by: 'date' as const }])
        expect(await ids(library, { person: 'anna', ...query })).toEqual([])
      expect(await library.facets()).toEqual({ cameras: [], folders: [], days: null })
      expect(await library.next({ person: 'anna', count: 5, exclude: [] })).toEqual([])
      expect(await library.pair({ person: 'anna', exclude: [] })).toBeNull()
      expect(await library.compare(['anna', 'ben'])).toMatchObject({ srocc: null, first: [], second: [] })
    })

    it('never gives anything of a photo outside the opened folders', async () => {
      const toys = await world({ seed: 8 })
      await saySome(toys, 'anna', 30)
      const { library } = toys
      const inside = new Set(toys.inside.map(({ id }) => id))
      const outside = toys.photos.filter(({ id }) => !inside.has(id))
      const secrets = toys.photos.flatMap(({ paths }) => paths.filter((path) => !isIn(toys.options, path)))
      expect(outside.length).toBeGreaterThan(5)
      const viewer = fc.constantFrom({ person: 'anna' }, { person: 'ben' }, { person: 'ben', with: 'anna' })
      const asked = fc.constantFrom(...toys.photos.map(({ id }) => id), 0, -1, 9999, 1.5)
      await fc.assert(
        fc.asyncProperty(viewer, fc.array(asked, { minLength: 1, maxLength: 4 }), async (who, photos) => {
          const answers = await Promise.allSettled([
            ...photos.map((photo) => library.series(photo)),
            ...photos.map((photo) => library.photo(photo, who)),
            ...photos.map((photo) => library.why(photo, who)),
            library.cards(photos, who),
            library.rows(photos, who),
          ])
          const isKnown = photos.map((photo) => inside.has(photo))
          const all = isKnown.every(Boolean)
          const expected = [...isKnown, ...isKnown, ...isKnown, all, all]
          expect(answers.map(({ status }) => status === 'fulfilled')).toEqual(expected)
          for (const answer of answers)
            if (answer.status === 'rejected') expect(answer.reason).toBeInstanceOf(UsageError)
          const rest = await Promise.all([
            library.next({ person: who.person, count: 9, exclude: photos }),
            library.pair({ person: who.person, exclude: [] }),
            library.compare(['anna', who.person]),
          ])
          const said = JSON.stringify([answers, rest])
          for (const [, photo] of said.matchAll(/"(?:id|photo|left|right)":(\d+)/g))
            expect(inside).toContain(Number(photo))
          for (const photo of [...rest[0], ...(await library.order(queryOf(who))).ids]) expect(inside).toContain(photo)
          for (const path of secrets) expect(said).not.toContain(path)
        }),
        { numRuns: 25 },
      )
      const facets = JSON.stringify(await library.facets())
      for (const beside of ['a2', 'secret', '"c"', '"c/', '"B']) expect(facets).not.toContain(beside)
    })

    it('refuses names that are none', async () => {
      const { library } = commonWorld()
      for (const person of ['', ' anna', 'two\nlines', '\ud800', 'x'.repeat(101)])
        await expect(library.order(queryOf({ person }))).rejects.toThrow(UsageError)
    })
  })
}

function queryOf(query: Partial<OrderQuery>): OrderQuery {
  return { ...orderQuery.parse({}), ...query }
}

function isIn({ folders }: LibraryOptions, path: string): boolean {
  return folders.some((folder) => !relative(folder, path).startsWith('..'))
}

function firstPath({ options }: ToyLibrary, { paths }: ToyPhoto): string {
  return paths.find((path) => isIn(options, path))!
}

/** Below the common parent of the two opened folders, whose names come first. */
function labelOf({ options }: ToyLibrary, path: string): string {
  return relative(dirname(options.folders[0]!), dirname(path))
}

function sumOf({ prior, databases, rated, others, own }: Awaited<ReturnType<Library['why']>>): number {
  return [...databases, ...rated].reduce((sum, { part }) => sum + part, prior + others + own)
}

async function say({ catalog }: Pick<ToyLibrary, 'catalog'>, person: string, said: readonly Said[]) {
  return catalog.append({ person, source: 'test', time: new Date(0), said })
}

/** Things of all kinds, of photos in the opened folders and elsewhere. */
async function saySome(
  { catalog, photos }: Pick<ToyLibrary, 'catalog' | 'photos'>,
  person: string,
  count: number,
  seed = 0,
) {
  const random = createRandom(`${seed} says`)
  const said = Array.from({ length: count }, (_, at): Said => {
    const [left, right] = random.sample(
      photos.map(({ hash }) => hash),
      2,
    ) as [string, string]
    if (at % 5 === 1) return { kind: random.uniform() < 0.5 ? 'pick' : 'reject', photo: left }
    if (at % 7 === 2) return { kind: 'star', photo: left, stars: (1 + random.integer(5)) as 1 }
    if (at % 9 === 3) return { kind: 'duel', left, right, winner: random.uniform() < 0.5 ? 'left' : 'tie' }
    return { kind: 'score', photo: left, score: (1 + random.integer(5)) as 1 }
  })
  return say({ catalog }, person, said)
}

interface Reference {
  readonly taste: Taste
  readonly event: number
  readonly predictions: ReadonlyMap<number, ExpectedPhoto>
  readonly given: ReadonlyMap<number, Given>
  ids(query?: Partial<OrderQuery>): readonly number[]
  series(photo: ToyPhoto): readonly ToyPhoto[]
}

/** The contract read plainly: a session over the whole catalog, arrays of photos, and the collator of the platform. */
async function referenceOf(toys: Omit<ToyLibrary, 'library'>, person: string): Promise<Reference> {
  const { catalog, model, inside } = toys
  const session = await startTasteSession({ catalog, kind: toyKind(model), model, person })
  const { photos, event } = await session.order({ top: 1e6 })
  const predictions = new Map(photos.map((photo) => [photo.photo, photo]))
  const given = await session.given()
  const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })
  const place = new Map(photos.map(({ photo }, at) => [photo, at]))
  const nameOf = (photo: ToyPhoto) => basename(firstPath(toys, photo))
  const byName = (a: ToyPhoto, b: ToyPhoto) =>
    collator.compare(nameOf(a), nameOf(b)) || (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : a.id - b.id)
  const doubt = ({ id }: ToyPhoto) => Math.fround(predictions.get(id)!.deviation)
  const day = ({ takenAt }: ToyPhoto) => takenAt?.slice(0, 10)

  const series = (photo: ToyPhoto): readonly ToyPhoto[] => {
    const folder = dirname(firstPath(toys, photo))
    const beside = inside
      .filter((other) => dirname(firstPath(toys, other)) === folder)
      .filter(({ takenAt, camera }) => (takenAt === null) === (photo.takenAt === null) && camera === photo.camera)
      .sort((a, b) => (a.takenAt ?? '').localeCompare(b.takenAt ?? '') || byName(a, b))
    const goOn = (a: ToyPhoto, b: ToyPhoto) =>
      hammingDistance(a.perceptualHash, b.perceptualHash) <= 20 &&
      (a.takenAt === null || Date.parse(b.takenAt!) - Date.parse(a.takenAt) <= 60_000)
    let [start, end] = [beside.indexOf(photo), beside.indexOf(photo)]
    while (start > 0 && goOn(beside[start - 1]!, beside[start]!)) start--
    while (end < beside.length - 1 && goOn(beside[end]!, beside[end + 1]!)) end++
    return beside.slice(start, end + 1)
  }
  const sorted = ({ by = 'taste', reverse = false }: Partial<OrderQuery>): ToyPhoto[] => {
    if (by === 'date') {
      const dated = inside.filter(({ takenAt }) => takenAt !== null)
      dated.sort((a, b) => b.takenAt!.localeCompare(a.takenAt!) || byName(a, b))
      return [
        ...(reverse ? dated.toReversed() : dated),
        ...inside.filter(({ takenAt }) => takenAt === null).sort(byName),
      ]
    }
    const compare = {
      taste: (a: ToyPhoto, b: ToyPhoto) => place.get(a.id)! - place.get(b.id)!,
      name: byName,
      unsure: (a: ToyPhoto, b: ToyPhoto) => doubt(b) - doubt(a) || a.id - b.id,
    }[by]
    const all = inside.toSorted(compare)
    return reverse ? all.toReversed() : all
  }
  const isWanted = (photo: ToyPhoto, query: Partial<OrderQuery>): boolean => {
    const { score, stars, flag } = given.get(photo.id) ?? {}
    const isRated = (score ?? stars ?? flag) !== undefined
    const folders = photo.paths.filter((path) => isIn(toys.options, path)).map((path) => labelOf(toys, path))
    return (
      (query.from === undefined || (day(photo) ?? '') >= query.from) &&
      (query.to === undefined || (day(photo) ?? '9') <= query.to) &&
      (query.camera === undefined || photo.camera === query.camera) &&
      (!query.folder || folders.some((own) => `${own}/`.startsWith(`${query.folder}/`))) &&
      (query.given !== 'rated' || isRated) &&
      (query.given !== 'unrated' || !isRated) &&
      (query.given !== 'picked' || flag === 'pick') &&
      (query.given !== 'rejected' || flag === 'reject') &&
      (!/^\d$/.test(query.given ?? '') || [score, stars].includes(Number(query.given))) &&
      (query.stars === undefined || predictions.get(photo.id)!.stars >= query.stars)
    )
  }
  return {
    taste: await session.taste(),
    event,
    predictions,
    given,
    series,
    ids(query = {}) {
      let found = sorted(query).filter((photo) => isWanted(photo, query))
      if (query.unsure === true) {
        const least = found.toSorted((a, b) => doubt(b) - doubt(a)).slice(0, Math.ceil(found.length / 3))
        found = found.filter((photo) => least.includes(photo))
      }
      if (query.grouped === true)
        found = found.filter((photo, at) => !found.slice(0, at).some((other) => series(photo).includes(other)))
      return found.map(({ id }) => id)
    },
  }
}
