import type { Command } from 'commander'
import { readTaste } from '../../personalize/index.ts'
import { print } from '../output.ts'
import { openTasteModel, type TasteFlags, withCatalog, withTasteOptions } from './taste-options.ts'
import { mentionedPhotos, pathsOfPhotos } from './taste-photos.ts'
import { showTaste } from './taste-show-text.ts'
import { summaryOf, type TasteSummary } from './taste-summary.ts'

export function addShow(group: Command): void {
  const command = group
    .command('show')
    .summary('what a taste has learnt, and how sure it is')
    .description(
      'Shows what was said, the thresholds between the levels of your scale, the weights beside those of the prior, and how well the order should agree with yours.',
    )
    .argument('<file>', 'a taste')
  withTasteOptions(command)
    .addHelpText('after', '\nExample:\n  palate taste show my.taste')
    .action(async (file: string, flags: TasteFlags) => {
      const taste = await readTaste(file, await openTasteModel(flags))
      const ids = mentionedPhotos(taste)
      const paths = await withCatalog(flags, (catalog) => pathsOfPhotos(catalog, ids))
      const document: TasteSummary = {
        file,
        ...summaryOf(taste),
        photos: ids.map((photo) => ({ photo, paths: paths.get(photo) ?? [] })),
      }
      print({ json: flags.json === true, document, text: showTaste(document) })
    })
}
