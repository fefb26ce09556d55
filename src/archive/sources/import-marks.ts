import { setImmediate } from 'node:timers/promises'
import { type Catalog, eventsInForce, type Said } from '../../catalog/index.ts'
import { CancelledError, type Job } from '../../core/index.ts'
import type { Mark } from './said-of.ts'

/** Numbers of photos whose marks of one source were. */
export interface ImportedMarks {
  readonly added: number
  readonly changed: number
  /** Which the source no longer gives. */
  readonly withdrawn: number
  /** Which the source does not speak of now: they stay as they are. */
  readonly left: number
  readonly unchanged: number
}

export interface ImportMarksOptions extends Pick<Job, 'signal'> {
  readonly catalog: Pick<Catalog, 'append' | 'events'>
  readonly person: string
  readonly source: string
  /** What the source says now, by content hash; an empty list of a photo that it knows and says nothing of. */
  readonly marks: ReadonlyMap<string, readonly Mark[]>
  /** Photos that the source was asked about. */
  readonly covers: ReadonlySet<string>
  /** Takes back too what was said of photos that the source does not know now. */
  readonly replace?: boolean
  readonly time?: Date
  /** Says what would be written, and writes nothing. */
  readonly dryRun?: boolean
}

/** Photos of one transaction: a rating waits for no more than that. */
const PART = 100

/**
 * Brings the log to what one source says now, as `importStars` does for stars: what is new or other is appended, what is
 * gone is undone, and the same again changes nothing. Photos that the source does not know now keep their marks, for it may
 * be another catalog of the program, or a disk that is not there. Done in parts; where it was stopped, the next time goes on from there.
 * @throws {CancelledError} when stopped.
 */
export async function importMarks(options: ImportMarksOptions): Promise<ImportedMarks> {
  const { catalog, person, source, marks, covers, replace = false, time, dryRun = false, signal } = options
  const before = await marksInLog(options)
  const count = { added: 0, changed: 0, withdrawn: 0, left: 0, unchanged: 0 }
  let said: Said[] = []
  let photos = 0
  const keep = async (): Promise<void> => {
    if (!dryRun) await catalog.append({ person, source, said, ...(time === undefined ? {} : { time }) })
    said = []
    await setImmediate() // SQLite answers at once: without it nobody else would be
    if (signal?.aborted === true)
      throw new CancelledError('stopped; what was taken over stays, and the same command goes on from there')
  }
  for (const photo of covers) {
    const wanted = marks.get(photo) ?? []
    const last = before.get(photo) ?? { events: [], keys: new Set() }
    if (!replace && !marks.has(photo)) {
      if (last.events.length > 0) count.left++
      continue
    }
    const keys = new Set(wanted.map(keyOf))
    if (keys.size === last.keys.size && [...keys].every((key) => last.keys.has(key))) {
      if (keys.size > 0) count.unchanged++
      continue
    }
    count[wanted.length === 0 ? 'withdrawn' : last.events.length === 0 ? 'added' : 'changed']++
    for (const undoes of last.events) said.push({ kind: 'undo', undoes })
    for (const mark of wanted) said.push({ ...mark, photo })
    if (++photos % PART === 0) await keep()
  }
  await keep()
  return count
}

interface MarksInLog {
  /** More than one of a kind where two imports ran at once: all have to be undone. */
  readonly events: number[]
  readonly keys: Set<string>
}

/** What was taken from the source and is in force, by content hash. */
async function marksInLog({ catalog, person, source }: ImportMarksOptions): Promise<ReadonlyMap<string, MarksInLog>> {
  const found = new Map<string, MarksInLog>()
  for (const event of eventsInForce(await catalog.events({ person }))) {
    if (event.source !== source || event.kind === 'duel' || event.kind === 'score') continue
    const marks = found.get(event.photo) ?? { events: [], keys: new Set() }
    marks.events.push(event.id)
    marks.keys.add(keyOf(event))
    found.set(event.photo, marks)
  }
  return found
}

function keyOf(mark: Mark): string {
  return mark.kind === 'star' ? `star ${mark.stars}` : mark.kind
}
