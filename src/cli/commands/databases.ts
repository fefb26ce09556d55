import type { Command } from 'commander'
import { messageOf, PalateError } from '../../core/index.ts'
import {
  type Database,
  databasesUnder,
  type FoundDatabase,
  importers,
  inWords,
  type Need,
  openDatabase,
  openPublished,
  type PublishedDatabase,
} from '../../databases/index.ts'
import { print } from '../output.ts'

/** What one database came to, as `--json` prints it. */
interface Entry {
  readonly name: string
  readonly title: string
  readonly source: string | null
  /** `its published description` where no published file could be tried. */
  readonly basis: PublishedDatabase['basis'] | null
  readonly labels: readonly string[]
  readonly scale: readonly [number, number] | null
  readonly needs: readonly Need[]
  /** Under `--data`; null without. */
  readonly found: {
    readonly folder: string | null
    readonly present: boolean
    readonly missing: readonly Need[]
    readonly photos: number
    /** One for each kind of labels, where it is present. */
    readonly opened: readonly Opened[]
  } | null
}

type Opened = { readonly labels: string } & (
  | (Database['report'] & { readonly splits: Readonly<Record<string, number>> })
  | { readonly error: string }
)

export function addDatabases(program: Command): void {
  program
    .command('databases')
    .summary('the published databases that are read, and which of them are there')
    .description(
      'Lists the published databases of rated photos that palate reads as they are, what each needs, and with --data which of them lie under a folder, with their ratings, photos and raters. No photo is opened.',
    )
    .option('--data <folder>', 'where databases lie: a folder for each, such as AVA or KonIQ-10k')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  palate databases --data ~/data')
    .action(async (flags: { readonly data?: string; readonly json?: boolean }) => {
      const entries =
        flags.data === undefined
          ? importers.map((importer) => ({ ...described(importer), found: null }))
          : await foundUnder(flags.data)
      const text = entries.map(textOf).join('\n')
      print({ json: flags.json === true, document: { data: flags.data ?? null, databases: entries }, text })
    })
}

function described({ name, title, source, basis, labels, scale, needs }: PublishedDatabase): Omit<Entry, 'found'> {
  return { name, title, source, basis, labels, scale, needs }
}

async function foundUnder(root: string): Promise<readonly Entry[]> {
  const entries: Entry[] = []
  for (const one of await databasesUnder(root)) {
    const { name, importer, folder, present, missing, photos } = one
    const about =
      importer === null
        ? { name, title: name, source: null, basis: null, labels: ['ratings'], scale: null, needs: [] }
        : described(importer)
    const opened: Opened[] = []
    if (present) for (const labels of about.labels) opened.push(await tried(one, labels))
    entries.push({ ...about, found: { folder, present, missing, photos, opened } })
  }
  return entries
}

/** A database that cannot be opened says why; the others go on. */
async function tried({ importer, folder }: FoundDatabase, labels: string): Promise<Opened> {
  try {
    const kind = importer?.labels.find((one) => one === labels)
    const { report, rows } =
      importer === null || kind === undefined
        ? await openDatabase(folder!)
        : await openPublished(importer, folder!, { labels: kind })
    const splits: Record<string, number> = {}
    for (const { columns } of rows) {
      const split = columns['split']
      if (split) splits[split] = (splits[split] ?? 0) + 1
    }
    return { labels, ...report, splits }
  } catch (error) {
    if (!(error instanceof PalateError)) throw error
    return { labels, error: messageOf(error) }
  }
}

function textOf({ name, title, basis, labels, scale, needs, found }: Entry): string {
  const scored = scale === null ? '' : `, ${scale[0]} to ${scale[1]}, ${labels.join(' and ')}`
  const built = basis === 'its published description' ? '; built from its description, no published file was seen' : ''
  const head = `${name.padEnd(12)} ${title}${scored}${built}`
  if (found === null) return [head, ...needs.map((need) => line(`needs ${inWords(need)}`))].join('\n')
  const { folder, present, missing, photos, opened } = found
  if (folder === null) return [head, line('not there')].join('\n')
  const where = present ? line(`${folder}: ${photos} photos`) : line(`${folder}: incomplete, ${photos} photos`)
  return [head, where, ...missing.map((need) => line(`lacks ${inWords(need)}`)), ...opened.map(openedText)].join('\n')
}

function openedText(opened: Opened): string {
  if ('error' in opened) return line(`${opened.labels}: ${opened.error}`)
  const { labels, rows, images, raters, missingPhotos, scoreRange, splits, skipped } = opened
  const parts = [
    `${rows} ratings of ${images} photos` + (raters > 0 ? ` by ${raters} raters` : ''),
    `scores ${scoreRange.map((score) => Number(score.toPrecision(4))).join(' to ')}`,
    ...Object.entries(splits).map(([split, count]) => `${split} ${count}`),
    ...(missingPhotos.count > 0 ? [`${missingPhotos.count} photos missing, such as ${missingPhotos.names[0]}`] : []),
    ...Object.entries(skipped).map(([reason, count]) => `left out ${count}: ${reason}`),
  ]
  return line(`${labels}: ${parts.join('; ')}`)
}

function line(text: string): string {
  return `${' '.repeat(13)}${text}`
}
