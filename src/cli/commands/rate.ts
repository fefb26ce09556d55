import type { Command } from 'commander'
import { type LoggedEvent, ME, openCatalog, type Said, type Speaker } from '../../catalog/index.ts'
import { UsageError } from '../../core/index.ts'
import { loadPhoto } from '../../image/index.ts'
import { print } from '../output.ts'

interface RateFlags {
  readonly as: string
  readonly undo?: boolean
  readonly catalog?: string
  readonly json?: boolean
}

export function addRate(program: Command): void {
  program
    .command('rate')
    .summary('say how much you like a photo; `palate rank --as` orders by it')
    .description(
      'Writes a rating into the catalog, on disk when this returns. A photo is known by what it shows: it keeps its ratings when it is moved or renamed. A later rating takes the place of an earlier one.',
    )
    .argument('[photo]', 'a photo')
    .argument('[score]', '1 to 5, pick or reject')
    .option('--undo', 'take back the last rating instead')
    .option('--as <name>', 'who rates', ME)
    .option('--catalog <file>', 'the catalog; default: catalog.sqlite in the data folder')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExamples:\n  palate rate ~/Photos/IMG_1234.jpg 4\n  palate rate --undo')
    .action(async (photo: string | undefined, score: string | undefined, flags: RateFlags) => {
      const said = flags.undo === true ? undefined : await saying(photo, score)
      if (said === undefined && photo !== undefined)
        throw new UsageError('--undo takes back the last rating; leave out the photo')
      const speaker: Speaker = { person: flags.as, source: 'cli' }
      const catalog = await openCatalog(flags.catalog)
      try {
        const event =
          said === undefined
            ? await catalog.undoLast(speaker)
            : (await catalog.append({ ...speaker, said: [said] }))[0]!
        if (event === undefined) throw new UsageError(`${flags.as} has rated nothing that could be undone`)
        print({ json: flags.json === true, document: event, text: sentence(event, photo) })
      } finally {
        await catalog.close()
      }
    })
}

/** @throws {UsageError} for no rating. @throws {FormatError} @throws {MissingError} where the file is no photo. */
async function saying(path: string | undefined, score: string | undefined): Promise<Said> {
  if (path === undefined || score === undefined)
    throw new UsageError('name a photo and a score: palate rate PHOTO 4; --help shows more')
  if (!/^([1-5]|pick|reject)$/.test(score))
    throw new UsageError(`"${score.slice(0, 40)}" is no rating; expected 1 to 5, pick or reject`)
  const { contentHash: photo } = await loadPhoto(path, { resize: 64, crop: 64 }, { mode: 'fast' })
  if (score === 'pick' || score === 'reject') return { kind: score, photo }
  return { kind: 'score', photo, score: Number(score) as 1 | 2 | 3 | 4 | 5 }
}

function sentence(event: LoggedEvent, path: string | undefined): string {
  if (event.kind === 'undo') return `took back number ${event.undoes} of ${event.person}; \`palate log\` shows it`
  return `${path}: ${event.kind === 'score' ? event.score : event.kind}, as ${event.person}`
}
