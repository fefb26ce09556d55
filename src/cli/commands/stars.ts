import type { Command } from 'commander'
import { countStars, type PhotoStars, readStars, type StarCounts } from '../../catalog/index.ts'
import { print, reportLeftOut, withJob } from '../output.ts'
import { photosIn } from './taste-options.ts'
import { addStarsUndo } from './stars-undo.ts'
import { addStarsWrite } from './stars-write.ts'

interface ListFlags {
  readonly each?: boolean
  readonly json?: boolean
}

export function addStars(program: Command): void {
  const group = program
    .command('stars')
    .summary('read the stars in photos and their sidecars, and write stars into sidecars')
    .description(
      '`palate stars PATHS` counts the stars that files hold; nothing is written but by `palate stars write`.',
    )
  addList(group)
  addStarsWrite(group)
  addStarsUndo(group)
}

/** What `palate stars` does where no other verb is named. */
function addList(group: Command): void {
  group
    .command('list', { isDefault: true })
    .summary('count the stars in files')
    .description(
      'Reads XMP in photos and in their sidecars: `IMG.jpg.xmp` (darktable, digiKam) and `IMG.xmp` (Lightroom).',
    )
    .argument('<paths...>', 'photos, or folders of photos')
    .option('--each', 'a line for each photo of which something is said')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  palate stars ~/Photos')
    .action(async (paths: string[], flags: ListFlags) => {
      const photos = await photosIn(paths)
      const { photos: read, skipped } = await withJob((job) => readStars(photos, job))
      const counts = countStars(read)
      reportLeftOut({ missingPhotos: { count: 0, names: [] }, unreadable: skipped })
      print({
        json: flags.json === true,
        document: { counts, photos: read, skipped },
        text: (flags.each === true ? read.flatMap(lineOf).join('') : '') + countsText(counts),
      })
    })
}

function lineOf({ path, rating, predicted }: PhotoStars): string[] {
  if (rating === 'unseen' && predicted === null) return []
  const stars = typeof rating === 'number' ? '*'.repeat(rating) : rating
  const ours = predicted === null ? '' : `predicted ${'*'.repeat(predicted)}`
  return [`${stars.padEnd(8)}  ${ours.padEnd(15)}  ${path}\n`]
}

function countsText({ stars, rejected, unrated, unseen, predicted }: StarCounts): string {
  const rows = [
    ...stars.map((count, at) => [`${at + 1} star${at === 0 ? '' : 's'}`, count] as const).reverse(),
    ['rejected', rejected] as const,
    ['unrated (0 stars)', unrated] as const,
    ['nothing said', unseen] as const,
  ]
  const table = rows.map(([name, count]) => `${name.padEnd(18)} ${String(count).padStart(7)}\n`).join('')
  return predicted === 0 ? table : `${table}${predicted} of them have stars predicted by palate, which are no ratings\n`
}
