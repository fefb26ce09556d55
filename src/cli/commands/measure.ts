import type { Command } from 'commander'
import { measurePhotos, type MeasureReport } from '../../archive/index.ts'
import { openCatalog } from '../../catalog/index.ts'
import { UsageError } from '../../core/index.ts'
import { print, reportLeftOut, withJob } from '../output.ts'
import { libraryFolders } from './library-folders.ts'

interface MeasureFlags {
  readonly catalog?: string
  readonly json?: boolean
}

export function addMeasure(program: Command): void {
  program
    .command('measure')
    .summary('measure focus, motion blur, exposure, noise and tilt of indexed photos')
    .description(
      'Measures the technique of each indexed photo once into the catalog, for learning from your archive. Photos that were measured are passed over; what was stopped goes on where it was.',
    )
    .argument('[folders...]', 'folders of photos; default: those that the app had open the last time')
    .option('--catalog <file>', 'the catalog; default: catalog.sqlite in the data folder')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  palate measure ~/Photos')
    .action(async (named: string[], flags: MeasureFlags) => {
      const folders = await libraryFolders(named, 'measure')
      const catalog = await openCatalog(flags.catalog)
      try {
        const ids = await catalog.photosIn(folders)
        if (ids.length === 0)
          throw new UsageError(`no photo of ${folders.join(', ')} is indexed; \`palate index\` does it`)
        const started = performance.now()
        const report = await withJob((job) => measurePhotos({ ...job, catalog, ids }))
        const seconds = (performance.now() - started) / 1000
        reportLeftOut({ missingPhotos: { count: 0, names: [] }, unreadable: report.skipped })
        print({
          json: flags.json === true,
          document: { catalog: catalog.path, folders, ...report, seconds },
          text: sentence(report, seconds),
        })
      } finally {
        await catalog.close()
      }
    })
}

function sentence({ measured, known, skipped }: MeasureReport, seconds: number): string {
  const rate = measured > 0 ? `, ${(measured / seconds).toFixed(1)} a second` : ''
  return `${measured} photos measured in ${seconds.toFixed(1)} s${rate}; ${known} known; ${skipped.length} unreadable`
}
