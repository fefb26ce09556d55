import type { Command } from 'commander'
import { UsageError } from '../../core/index.ts'
import { openEngine } from '../../graph/index.ts'
import { findPhotos } from '../../image/index.ts'
import { distilPack, openBed, readOutWithoutRaters } from '../../personalize/index.ts'
import { addReadOut, openPackAndBase } from '../../task-vectors/index.ts'
import { type EngineFlags, engineOptions, wholeNumber, withEngineOptions } from '../options.ts'
import { print, reportLeftOut, withJob } from '../output.ts'

interface ReadOutFlags extends EngineFlags {
  readonly photos: string[]
  readonly width: number
  readonly seed: number
  readonly work?: string
  readonly json?: boolean
}

export function addPackReadOut(group: Command): void {
  const command = group
    .command('read-out')
    .description(
      'Gives a pack what descriptors need: its models are distilled into one pass of their merge, on photos without ratings. ' +
        'Of people it then knows nothing; a recipe such as packs/build.js learns that too.',
    )
    .argument('<pack>', 'a pack by name or folder; its folder is changed')
    .requiredOption('--photos <paths...>', 'some hundred photos of many kinds, or folders of them')
    .option('--width <n>', 'numbers of the embedding', wholeNumber(1), 64)
    .option('--seed <n>', 'seed of the split into photos to learn on and photos held out', wholeNumber(0), 0)
    .option('--work <folder>', 'keep crops there, so that a second run is faster')
    .option('--json', 'print one JSON document')
  withEngineOptions(command)
    .addHelpText('after', '\nExample:\n  palate pack read-out mine --photos ~/Photos')
    .action(async (name: string, flags: ReadOutFlags) => {
      const paths = await findPhotos(flags.photos)
      if (paths.length === 0) throw new UsageError(`there are no photos in ${flags.photos.join(', ')}`)
      const { pack, base } = await openPackAndBase(name)
      const engine = openEngine(engineOptions(flags))
      const cache = flags.work === undefined ? {} : { cache: flags.work }
      const { distilled, skipped } = await withJob(async (job) => {
        const bed = await openBed({ ...job, pack, base, engine, paths, ...cache })
        try {
          return { distilled: await distilPack(bed, flags), skipped: bed.skipped }
        } finally {
          await bed.close()
        }
      })
      const fidelity = pack.databases.map(({ name: database }, at) => ({ database, srocc: distilled.fidelity[at]! }))
      const { hash } = await addReadOut(pack, readOutWithoutRaters(distilled), {
        fidelity,
        prior: null,
        settings: { penalty: distilled.penalty, seed: flags.seed },
        photos: distilled.photos,
      })
      reportLeftOut({ missingPhotos: { count: 0, names: [] }, unreadable: skipped })
      const lines = fidelity.map(
        ({ database, srocc }) => `  ${database}: SROCC ${srocc.toFixed(4)} with the model itself`,
      )
      print({
        json: flags.json === true,
        document: { pack: pack.name, hash, photos: distilled.photos.length, fidelity },
        text: `pack ${pack.name}: read-out distilled on ${distilled.photos.length} photos; on those held out\n${lines.join('\n')}`,
      })
    })
}
