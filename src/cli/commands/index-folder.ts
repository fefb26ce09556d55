import type { Command } from 'commander'
import { defaultCatalogPath, indexPhotos, type IndexReport, openCatalog } from '../../catalog/index.ts'
import { UsageError } from '../../core/index.ts'
import { openEngine } from '../../graph/index.ts'
import { findPhotos } from '../../image/index.ts'
import { openDescriber } from '../../personalize/index.ts'
import { openPackAndBase } from '../../task-vectors/index.ts'
import { DEFAULT_PACK, type EngineFlags, engineOptions, withEngineOptions } from '../options.ts'
import { print, reportLeftOut, withJob } from '../output.ts'

interface IndexFlags extends EngineFlags {
  readonly pack: string
  readonly exact?: boolean
  readonly catalog?: string
  readonly prune?: boolean
  readonly retry?: boolean
  readonly json?: boolean
}

export function addIndex(program: Command): void {
  const command = program
    .command('index')
    .summary('describe photos once, so that any taste orders them at once')
    .description(
      'Computes a descriptor of every photo into the catalog. Photos that are in it are passed over, wherever they lie; what was stopped goes on where it was.',
    )
    .argument('<paths...>', 'photos, or folders of photos')
    .option('--pack <name>', 'pack of task vectors, by name or folder', DEFAULT_PACK)
    .option('--exact', "run each of the pack's models instead of one that stands for all: slower")
    .option('--catalog <file>', 'the catalog; default: catalog.sqlite in the data folder')
    .option('--prune', 'forget photos of these folders that are no longer there; their descriptors stay')
    .option('--retry', 'read files again that could not be read the last time')
    .option('--json', 'print one JSON document')
  withEngineOptions(command)
    .addHelpText('after', '\nExample:\n  palate index ~/Photos')
    .action(async (paths: string[], flags: IndexFlags) => {
      const photos = await findPhotos(paths)
      if (photos.length === 0 && flags.prune !== true)
        throw new UsageError(`there are no photos in ${paths.join(', ')}`)
      const { pack, base } = await openPackAndBase(flags.pack)
      const engine = openEngine(engineOptions(flags))
      const describer = await openDescriber({ pack, base, engine, mode: flags.exact === true ? 'exact' : 'fast' })
      try {
        const catalog = await openCatalog(flags.catalog ?? defaultCatalogPath())
        try {
          const report = await withJob((job) =>
            indexPhotos({
              ...job,
              catalog,
              describer,
              paths: photos,
              prune: flags.prune === true ? paths : [],
              retry: flags.retry === true,
            }),
          )
          const described = await catalog.countDescriptors(describer)
          reportLeftOut({ missingPhotos: { count: 0, names: [] }, unreadable: report.skipped })
          print({
            json: flags.json === true,
            document: { pack: pack.name, catalog: catalog.path, described, ...report },
            text: `${sentence(report)}\n${catalog.path}: ${described} photos described with pack ${pack.name}`,
          })
        } finally {
          await catalog.close()
        }
      } finally {
        await describer.close()
      }
    })
}

function sentence({ indexed, known, moved, skipped, dropped, seconds }: IndexReport): string {
  const parts = [
    `${indexed} photos indexed in ${seconds.toFixed(1)} s${indexed > 0 ? `, ${(indexed / seconds).toFixed(1)} a second` : ''}`,
    `${known} known`,
    `${moved} moved or copied`,
    `${skipped.length} unreadable`,
    ...(dropped > 0 ? [`${dropped} no longer there`] : []),
  ]
  return parts.join('; ')
}
