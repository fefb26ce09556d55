import type { Command } from 'commander'
import { type PlannedStars, planStars, type Stars, type StarsPlan, writeStars } from '../../catalog/index.ts'
import { UsageError } from '../../core/index.ts'
import { readRatings } from '../../databases/index.ts'
import { print, reportLeftOut, withJob } from '../output.ts'
import { starsByTaste } from './stars-by-taste.ts'
import { type PhotoFlags, photosIn, withPhotoOptions } from './taste-options.ts'

interface WriteFlags extends PhotoFlags {
  readonly taste?: string
  readonly ratings?: string
  readonly asRating?: boolean
  readonly onlyUnrated?: boolean
  readonly embedded?: boolean
  readonly apply?: boolean
}

export function addStarsWrite(group: Command): void {
  const command = group
    .command('write')
    .summary('write predicted or given stars into sidecars or JPEG files; shows what would be written unless --apply')
    .description(
      'Writes stars into `.xmp` sidecars, new ones as IMG.jpg.xmp, and touches no photo; with --embedded, into JPEG files themselves, of which only the part that holds XMP is replaced. Everything else stays as it is, and `palate stars undo` takes all of it back. ' +
        'Predicted stars are kept as palate:PredictedRating, which no program takes for a rating.',
    )
    .argument('<paths...>', 'photos, or folders of photos')
    .option('--taste <file>', 'write the stars that this taste predicts')
    .option('--ratings <csv>', 'write ratings of yours: a file with the columns image,score, of 1 to 5 stars')
    .option('--as-rating', 'write predicted stars as xmp:Rating too, marked, where you have not rated the photo')
    .option('--only-unrated', 'leave out photos that you have rated or rejected in their files')
    .option(
      '--embedded',
      'write into JPEG files themselves; other photos, and those whose sidecars hold stars, are left out',
    )
    .option('--apply', 'write; without it nothing is changed')
  withPhotoOptions(command)
    .addHelpText('after', '\nExample:\n  palate stars write ~/Photos --taste mine.json --only-unrated --apply')
    .action(async (paths: string[], flags: WriteFlags) => {
      requireOneSource(flags)
      const photos = await photosIn(paths)
      const stars =
        flags.taste === undefined
          ? await given(flags.ratings!, photos)
          : await starsByTaste(flags.taste, { photos, flags })
      const kind = flags.taste === undefined ? 'given' : flags.asRating === true ? 'predicted-as-rating' : 'predicted'
      const now = new Date()
      const into = flags.embedded === true ? 'photos' : 'sidecars'
      const onlyUnrated = flags.onlyUnrated === true
      const plan = await withJob((job) => planStars({ ...job, stars, kind, into, onlyUnrated, now }))
      const result =
        flags.apply === true && plan.planned.length > 0
          ? await withJob((job) => writeStars({ ...job, planned: plan.planned, now }))
          : { journal: null, written: 0, skipped: [] }
      const skipped = [...plan.skipped, ...result.skipped]
      reportLeftOut({ missingPhotos: { count: 0, names: [] }, unreadable: skipped })
      const { journal, written } = result
      const files = into === 'photos' ? 'JPEG files' : 'sidecars'
      print({
        json: flags.json === true,
        document: {
          kind,
          into,
          applied: flags.apply === true,
          planned: plan.planned.map(documentOf),
          same: plan.same,
          rated: plan.rated,
          journal,
          written,
          skipped,
        },
        text:
          flags.apply === true
            ? `wrote ${written} ${files}${leftOutText(plan)}${journal === null ? '' : `; \`palate stars undo\` takes them back (${journal})`}`
            : `${plan.planned.map((each) => lineOf(each, kind)).join('')}${plan.planned.length} ${files} would be written${leftOutText(plan)}; nothing is changed without --apply`,
      })
    })
}

/** @throws {UsageError} */
function requireOneSource({ taste, ratings, asRating }: WriteFlags): void {
  if ((taste === undefined) === (ratings === undefined))
    throw new UsageError('name what to write: --taste FILE for stars that it predicts, or --ratings CSV for yours')
  if (ratings !== undefined && asRating === true)
    throw new UsageError('--as-rating belongs to --taste; ratings of yours are written as ratings')
}

/** Ratings of one's own of these photos. @throws {UsageError} where one is no number of stars. */
async function given(
  csv: string,
  photos: readonly string[],
): Promise<readonly { readonly path: string; readonly stars: Stars }[]> {
  const { ratings, report } = await readRatings(csv, { photos })
  reportLeftOut({ ...report, unreadable: [] })
  const wanted = new Set(photos)
  return ratings.flatMap(({ path, score }) => {
    if (!wanted.has(path)) return []
    if (![1, 2, 3, 4, 5].includes(score))
      throw new UsageError(`${csv}: ${path} has the score ${score}; stars are whole numbers from 1 to 5`)
    return [{ path, stars: score as Stars }]
  })
}

function documentOf({ photo, file, hash, rating, predicted, stars, writesRating }: PlannedStars) {
  return { photo, file, isNew: hash === null, rating, predicted, stars, writesRating }
}

/** `new     IMG.jpg.xmp  predicted ****` */
function lineOf({ file, hash, rating, predicted, stars, writesRating }: PlannedStars, kind: string): string {
  const before = kind === 'given' ? rating : predicted
  const from = typeof before === 'number' ? `${'*'.repeat(before)} -> ` : before === 'rejected' ? 'rejected -> ' : ''
  const what = `${kind === 'given' ? 'rating' : writesRating ? 'predicted, as rating' : 'predicted'} ${from}${'*'.repeat(stars)}`
  return `${hash === null ? 'new   ' : 'change'}  ${what.padEnd(26)}  ${file}\n`
}

function leftOutText({ same, rated }: StarsPlan): string {
  return (same > 0 ? `; ${same} say it already` : '') + (rated > 0 ? `; ${rated} rated by you are left out` : '')
}
