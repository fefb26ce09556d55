import type { Command } from 'commander'
import { undoStars } from '../../catalog/index.ts'
import { PalateError } from '../../core/index.ts'
import { print, reportLeftOut, withJob } from '../output.ts'

export function addStarsUndo(group: Command): void {
  group
    .command('undo')
    .summary('take back what `palate stars write` wrote')
    .description(
      'Puts sidecars and photos back as they were, to the byte, and takes away sidecars that were not there. A file that another program has changed since stays as it is. Again, it takes back the writing before.',
    )
    .argument('[journal]', 'what `palate stars write` named; default: the last one that has not been undone')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  palate stars undo')
    .action(async (journal: string | undefined, flags: { readonly json?: boolean }) => {
      const report = await withJob((job) => undoStars({ ...job, ...(journal === undefined ? {} : { journal }) }))
      const { restored, removed, untouched, changed } = report
      reportLeftOut({ missingPhotos: { count: 0, names: [] }, unreadable: changed })
      const already = untouched > 0 ? `; ${untouched} were so already` : ''
      print({
        json: flags.json === true,
        document: report,
        text: `${restored} files are as they were, ${removed} that were not there are taken away${already}`,
      })
      if (changed.length > 0)
        throw new PalateError(`${changed.length} files have been changed since and stay as they are; see above`)
    })
}
