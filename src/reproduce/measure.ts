import { CancelledError, type Job, messageOf, PalateError } from '../core/index.ts'
import type { Database, Labels } from '../databases/index.ts'
import type { Engine } from '../graph/index.ts'
import { towerLayers } from '../model/index.ts'
import { cosineSimilarity } from '../task-vectors/index.ts'
import { keepBed } from './beds.ts'
import { type Finding, findingOf } from './findings.ts'
import { judgeVector } from './general.ts'
import { type Absent, isAbsent, type Measurements, type PackUnderTest, type TestDatabase } from './measurements.ts'
import { type OpenPack, packUnderTest, requireDistinct } from './packs-under-test.ts'
import { type JudgedRaters, judgeRaters } from './personal.ts'
import { methodOf, type ReproduceSettings, settingsNotes } from './settings.ts'
import { measureSpeed } from './speed.ts'
import type { AnnotatedMeasurements } from './tables/table-spec.ts'
import { testRaters } from './test-raters.ts'

/** Databases by name, each opened once. */
export interface DatabaseSource {
  /** Why not, where it is not there or cannot be read. */
  open(name: string, labels: Labels): Promise<Database | Absent>
}

interface Speed {
  readonly pack: string
  readonly imagesPerSecond: number
  readonly device: string
}

export interface MeasuredOnPacks extends AnnotatedMeasurements {
  /** What is known of photos that the packs were trained on, so far. */
  readonly findings: readonly Finding[]
  /** Images a second as far as they were asked for. */
  readonly speeds: readonly Speed[]
  /** One sentence for each thing that was there and could not be measured. */
  readonly failures: readonly string[]
  close(): Promise<void>
}

export interface MeasureOptions extends Job {
  readonly packs: readonly OpenPack[]
  readonly databases: DatabaseSource
  readonly engine: Engine
  readonly settings: ReproduceSettings
  /** Folder for evaluation records. */
  readonly records: string
  /** Folder for what is computed of photos. */
  readonly cache?: string
}

/** Measures on real packs and databases: everything when it is first asked for, and once. */
export function measureOnPacks(options: MeasureOptions): MeasuredOnPacks {
  const { databases, engine, settings } = options
  requireDistinct(options.packs)
  const packs = options.packs.map((opened) => ({ opened, pack: packUnderTest(opened.pack) }))
  const openedOf = (wanted: PackUnderTest): OpenPack => packs.find(({ pack }) => pack.hash === wanted.hash)!.opened
  const beds = keepBed(options)
  const known = new Map<string, Promise<unknown>>()
  const speeds: Speed[] = []
  const failures = new Set<string>()

  function once<T>(key: readonly unknown[], measure: () => Promise<T>): Promise<T> {
    const name = JSON.stringify(key)
    if (!known.has(name)) known.set(name, measure())
    return known.get(name) as Promise<T>
  }

  /** What cannot be measured has its sentence in place of the number, and the rest goes on. */
  async function orReason<T>(where: string, measure: () => Promise<T>): Promise<T | Absent> {
    try {
      return await measure()
    } catch (error) {
      if (error instanceof CancelledError || !(error instanceof PalateError)) throw error
      const absent = `${where}: ${messageOf(error)}`
      failures.add(absent)
      return { absent }
    }
  }

  const findings = new Map<string, Finding>()
  const notes = new Map<string, readonly string[]>()
  const keyOf = (pack: string, database: string): string => JSON.stringify([pack, database])
  const noteFinding = (finding: Finding): void => void findings.set(keyOf(finding.pack, finding.database), finding)

  const personal: Measurements['personal'] = async ({ pack, database: name, variant, vectors }) => {
    const method = methodOf(variant, settings)
    if (typeof method !== 'string') return method
    const some = vectors === undefined || sameNames(vectors, pack.vectors) ? undefined : vectors
    return once(['personal', pack.hash, name, method, some], async () => {
      const database = await databases.open(name, 'raters')
      if (isAbsent(database)) return database
      return orReason(`${pack.name} on ${name}`, async () => {
        const { result, ...leftOut } = await judgeRaters({
          ...options,
          opened: openedOf(pack),
          ...(some === undefined ? {} : { vectors: some }),
          name,
          database,
          method,
          beds,
          onSeen: (seen) =>
            noteFinding(findingOf({ pack: pack.name, database: name, seen, leaveOut: settings.excludeSeen })),
        })
        if (some === undefined) notes.set(keyOf(pack.name, name), ratersNotes(name, { ...leftOut, result }))
        return result
      })
    })
  }

  const general: Measurements['general'] = async ({ pack, database: name }) =>
    once(['general', pack.hash, name], async () => {
      const vector = pack.vectors.indexOf(name)
      if (vector < 0) return { absent: `the pack has no task vector ${name}` }
      const database = await databases.open(name, 'means')
      if (isAbsent(database)) return database
      return orReason(`${pack.name} on ${name}`, async () => {
        const result = await judgeVector({
          opened: openedOf(pack),
          vector,
          database,
          excludeSeen: settings.excludeSeen,
          beds,
          onSeen: (seen, done) =>
            noteFinding(findingOf({ pack: pack.name, database: testSplitOf(name), seen, ...done })),
        })
        if (isAbsent(result)) return result
        const which = result.official
          ? 'photos of the test split'
          : 'photos that the pack was not trained on: its files name no official split'
        notes.set(keyOf(pack.name, testSplitOf(name)), [
          `judged on ${result.photos} ${which}`,
          ...unreadableNote(result.unreadable),
        ])
        return result
      })
    })

  return {
    packs: packs.map(({ pack }) => pack),
    shots: settings.shots,
    notes: settingsNotes(settings),
    notesOn: ({ pack, database, of }) => {
      const key = keyOf(pack.name, of === 'test split' ? testSplitOf(database) : database)
      const finding = findings.get(key)
      const leak = finding === undefined || finding.status === 'clean' ? [] : [finding.detail]
      return [...(notes.get(key) ?? []), ...leak].map((note) => `${pack.name} on ${database}: ${note}`)
    },
    get findings() {
      return [...findings.values()]
    },
    get speeds() {
      return speeds
    },
    get failures() {
      return [...failures]
    },
    personal,
    general,
    similarity: (pack) =>
      once(['similarity', pack.hash], () => orReason(pack.name, () => similarityOf(openedOf(pack)))),
    imagesPerSecond: (pack) =>
      once(['speed', pack.hash], () =>
        orReason(pack.name, async () => {
          const speed = await measureSpeed(openedOf(pack), engine)
          speeds.push({ pack: pack.name, ...speed })
          return speed
        }),
      ),
    close: beds.close,
  }
}

/** Findings on a database's raters and on its test split stand apart: Flickr-AES has both. */
function testSplitOf(database: string): string {
  return `${database} (test split)`
}

function ratersNotes(
  name: TestDatabase,
  { result, constantTests, unreadable }: Pick<JudgedRaters, 'result' | 'constantTests' | 'unreadable'>,
): readonly string[] {
  const { count } = testRaters[name]
  const numbers = Object.entries(result.shots).map(([k, { raters }]) => ({ k, judged: raters.length }))
  const same = new Set(numbers.map(({ judged }) => judged)).size === 1
  const odd = numbers.filter(({ judged }) => judged !== count)
  return [
    ...(same ? odd.slice(0, 1) : odd).map(
      ({ k, judged }) => `${judged} raters judged${same ? '' : ` at K = ${k}`} where the paper has ${count}`,
    ),
    ...(constantTests > 0 ? [`left out ${constantTests} trials with one score for all test photos`] : []),
    ...unreadableNote(unreadable),
  ]
}

function unreadableNote(count: number): readonly string[] {
  return count > 0 ? [`left out ${count} photos that cannot be read`] : []
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name))
}

/** Figure 4: the tower's L layers as one vector each (Sec. 5.1); heads are not counted. */
async function similarityOf({ pack }: OpenPack) {
  const sources = []
  try {
    for (let index = 0; index < pack.databases.length; index++) sources.push(await pack.openVector(index))
    const layers = towerLayers(pack.tower).map(({ name }) => name)
    return { names: pack.databases.map(({ name }) => name), values: await cosineSimilarity(sources, { layers }) }
  } finally {
    for (const source of sources) await source.close()
  }
}
