import type { Command } from 'commander'
import { type Catalog, eventsInForce, type LoggedEvent, openCatalog } from '../../catalog/index.ts'
import { print } from '../output.ts'

interface LogFlags {
  readonly as?: string
  readonly catalog?: string
  readonly json?: boolean
}

/** An event with where its photos lie; null where the catalog does not know. */
type PlacedEvent = LoggedEvent & { readonly undone: boolean; readonly paths: readonly (string | null)[] }

export function addLog(program: Command): void {
  program
    .command('log')
    .summary('list all that was said of photos')
    .description('Lists the ratings of the catalog in the order in which they were given, undone ones included.')
    .option('--as <name>', 'of one person; default: of everybody')
    .option('--catalog <file>', 'the catalog; default: catalog.sqlite in the data folder')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  palate log --as me')
    .action(async (flags: LogFlags) => {
      const catalog = await openCatalog(flags.catalog)
      try {
        const events = await placed(catalog, await catalog.events({ person: flags.as }))
        const text = events.length === 0 ? 'Nothing was said yet.' : events.map(lineOf).join('\n')
        print({ json: flags.json === true, document: { events }, text })
      } finally {
        await catalog.close()
      }
    })
}

async function placed(catalog: Catalog, events: readonly LoggedEvent[]): Promise<readonly PlacedEvent[]> {
  const found = await catalog.photosByPrefix([...new Set(events.flatMap(photosOf))])
  const pathOf = new Map(found.map(({ contentHash, paths }) => [contentHash, paths[0]]))
  const counting = new Set(eventsInForce(events).map(({ id }) => id))
  return events.map((event) => ({
    ...event,
    undone: event.kind !== 'undo' && !counting.has(event.id),
    paths: photosOf(event).map((photo) => pathOf.get(photo) ?? null),
  }))
}

function photosOf(event: LoggedEvent): readonly string[] {
  if (event.kind === 'undo') return []
  return event.kind === 'duel' ? [event.left, event.right] : [event.photo]
}

function lineOf(event: PlacedEvent): string {
  const names = photosOf(event).map((photo, at) => event.paths[at] ?? `photo ${photo.slice(0, 24)}`)
  const words = `${event.id}  ${event.time}  ${event.person}  ${saidOf(event, names)}`
  return event.undone ? `${words}  (undone)` : words
}

function saidOf(event: LoggedEvent, [first, second]: readonly string[]): string {
  switch (event.kind) {
    case 'score':
      return `${event.score}  ${first}`
    case 'star':
      return `${event.stars === 1 ? '1 star' : `${event.stars} stars`}  ${first}`
    case 'pick':
    case 'reject':
    case 'pass':
      return `${event.kind}  ${first}`
    case 'duel':
      return `${first}  ${{ left: 'beats', right: 'loses to', tie: 'is as good as' }[event.winner]}  ${second}`
    case 'undo':
      return `undo  ${event.undoes}`
  }
}
