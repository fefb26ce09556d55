import { type Command, InvalidArgumentError } from 'commander'
import {
  colourOf,
  importPast,
  type LabelMeaning,
  labelMeanings,
  type Move,
  type SourceReport,
} from '../../archive/index.ts'
import { ME, openCatalog } from '../../catalog/index.ts'
import { leftOutSentences } from '../../image/index.ts'
import { print, withJob } from '../output.ts'
import { pastText } from './past-text.ts'

interface PastFlags {
  readonly lightroom?: readonly string[]
  readonly darktable?: readonly string[]
  readonly keepers?: readonly string[]
  readonly xmp?: boolean
  readonly label?: ReadonlyMap<string, LabelMeaning>
  readonly move?: readonly Move[]
  readonly as: string
  readonly replace?: boolean
  readonly dryRun?: boolean
  readonly catalog?: string
  readonly json?: boolean
}

export function addPast(program: Command): void {
  program
    .command('past')
    .summary('take over what other programs know of your choices')
    .description(
      'Reads stars, flags and labels from Lightroom, darktable, sidecars and a folder of exported photos into the log of ratings. Nothing of theirs is written: databases are read from a private copy. The same command again takes over what has changed since; photos that a source does not mention now keep their marks, unless you say --replace.',
    )
    .argument('[folders...]', 'folders of your library; default: all photos in the catalog')
    .option('--lightroom <file>', 'a catalog of Lightroom Classic, .lrcat; again for another', another)
    .option('--darktable <file>', "darktable's library.db; again for another", another)
    .option('--keepers <folder>', 'a folder of photos that you exported, each of which counts as picked', another)
    .option('--xmp', 'read the photos and the sidecars beside them')
    .option(
      '--label <colour=meaning>',
      `what a colour label means: ${labelMeanings.join(', ')}; again for another colour`,
      label,
    )
    .option('--move <old=new>', "where a folder of the other program's is here: D:/Photos=/home/me/Photos", move)
    .option('--as <name>', 'whose choices they are', ME)
    .option('--replace', 'take back too what a source said before of photos that it does not mention now')
    .option('--dry-run', 'say what would be taken over, and write nothing')
    .option('--catalog <file>', 'the catalog; default: catalog.sqlite in the data folder')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nExamples:\n  palate past ~/Photos --lightroom ~/Pictures/Lightroom.lrcat --dry-run\n  palate past --darktable ~/.config/darktable/library.db --label green=keep --label red=reject\n  palate past --keepers ~/Photos/best --xmp',
    )
    .action(async (folders: string[], flags: PastFlags) => {
      const catalog = await openCatalog(flags.catalog)
      try {
        const sources = await withJob((job) =>
          importPast({
            ...job,
            catalog,
            folders,
            person: flags.as,
            lightroom: flags.lightroom ?? [],
            darktable: flags.darktable ?? [],
            keepers: flags.keepers ?? [],
            xmp: flags.xmp === true,
            labels: flags.label ?? new Map(),
            moves: flags.move ?? [],
            replace: flags.replace === true,
            dryRun: flags.dryRun === true,
          }),
        )
        reportSkipped(sources)
        const isDry = flags.dryRun === true
        print({
          json: flags.json === true,
          document: { person: flags.as, dryRun: isDry, sources },
          text: pastText(sources, { tense: isDry ? 'would be' : 'was', replaces: flags.replace === true }),
        })
      } finally {
        await catalog.close()
      }
    })
}

function reportSkipped(sources: readonly SourceReport[]): void {
  for (const { skipped } of sources)
    for (const sentence of leftOutSentences(skipped)) process.stderr.write(`left out: ${sentence}\n`)
}

function another(path: string, before: readonly string[] = []): readonly string[] {
  return [...before, path]
}

/** `green=keep`. The colour may be in another language, or the text of a label of the person's own. */
function label(text: string, before: ReadonlyMap<string, LabelMeaning> = new Map()): ReadonlyMap<string, LabelMeaning> {
  const at = text.lastIndexOf('=')
  const meaning = labelMeanings.find((each) => each === text.slice(at + 1).trim())
  const colour = colourOf(text.slice(0, Math.max(0, at)))
  if (colour === '' || meaning === undefined)
    throw new InvalidArgumentError(`expected COLOUR=MEANING, a meaning being one of ${labelMeanings.join(', ')}.`)
  return new Map([...before, [colour, meaning]])
}

/** `D:/Photos=/home/me/Photos` */
function move(text: string, before: readonly Move[] = []): readonly Move[] {
  const at = text.indexOf('=')
  if (at < 1 || at === text.length - 1) throw new InvalidArgumentError('expected OLD=NEW.')
  return [...before, { from: text.slice(0, at), to: text.slice(at + 1) }]
}
