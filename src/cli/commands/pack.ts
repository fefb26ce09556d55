import { basename, join } from 'node:path'
import { type Command, Option } from 'commander'
import { heatMap } from '../../core/picture.ts'
import { palateHome, sha256OfFile, UsageError, writeFileAtomic } from '../../core/index.ts'
import { type ArchitectureName, architectures, importBase, openBase } from '../../model/index.ts'
import {
  buildPack,
  cosineSimilarity,
  findPack,
  importReleasedVectors,
  listPacks,
  openPack,
  type Pack,
  type Storage,
} from '../../task-vectors/index.ts'
import { pull } from '../../weights/index.ts'
import { wholeNumber } from '../options.ts'
import { print, withJob } from '../output.ts'
import { addPackReadOut } from './pack-read-out.ts'

const architectureNames = Object.keys(architectures) as ArchitectureName[]

export function addPack(program: Command): void {
  const pack = program.command('pack').summary('packs of task vectors, and the bases they belong to')
  addList(pack)
  addInfo(pack)
  addSimilarity(pack)
  addBuild(pack)
  addPackReadOut(pack)
  addImportBase(pack)
  addImportReleased(pack)
  addPull(pack)
}

function addList(pack: Command): void {
  pack
    .command('list')
    .description('Lists the packs in the data folder and in the package.')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  palate pack list')
    .action(async (flags: { readonly json?: boolean }) => {
      const packs = await listPacks()
      const text = packs.map(({ name, folder }) => `${name}  ${folder}`).join('\n') || 'no packs'
      print({ json: flags.json === true, document: { packs }, text })
    })
}

function addInfo(pack: Command): void {
  pack
    .command('info')
    .description('Says what a pack holds: base, databases with their test metrics, storage and its cost, known limits.')
    .argument('<pack>', 'name or folder')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  palate pack info dinov2-small')
    .action(async (nameOrFolder: string, flags: { readonly json?: boolean }) => {
      const { name, hash, base, storage, databases, limits, layers, folder, readOut } = await openPack(
        await findPack(nameOrFolder),
      )
      const lines = databases.map(({ name: database, title, counts, metrics, relativeError, licence }) => {
        const { frozen, fineTuned } = metrics
        const figures =
          frozen === null || fineTuned === null
            ? 'not measured'
            : `validation SROCC ${frozen.srocc.toFixed(3)} frozen, ${fineTuned.srocc.toFixed(3)} fine-tuned`
        return `  ${database}: ${title}; ${counts.train} + ${counts.validation} photos; ${figures}; stored with a relative error of ${relativeError.toFixed(3)}; ${licence || 'licence not stated'}`
      })
      const text = [
        `pack ${name} (${hash.slice(0, 12)}) in ${folder}`,
        `base ${base.name} (${base.hash.slice(0, 12)}), ${base.embedded === null ? 'kept apart' : 'in the pack'}, ${base.source}`,
        `${databases.length} task vectors of ${layers.length} layers, stored as ${JSON.stringify(storage)}`,
        ...lines,
        readOut === null ? 'no read-out: the method instant needs one (palate pack read-out)' : readOutLine(readOut),
        ...limits.map((limit) => `limit: ${limit}`),
      ].join('\n')
      print({
        json: flags.json === true,
        document: { name, hash, folder, base, storage, layers: layers.length, databases, readOut, limits },
        text,
      })
    })
}

function readOutLine({ photos, width, fidelity, prior }: NonNullable<Pack['readOut']>): string {
  const least = Math.min(...fidelity.map(({ srocc }) => srocc))
  const people =
    prior === null
      ? 'nothing known of people'
      : `prior of ${prior.raters} raters of ${prior.photos} photos (${prior.source})`
  return `read-out on ${photos.count} photos: ${width} numbers and the ${fidelity.length} scores, SROCC with the models at least ${least.toFixed(3)}; ${people}`
}

function addSimilarity(pack: Command): void {
  pack
    .command('similarity')
    .description('Cosine similarity between the task vectors of a pack (figure 4 of the paper).')
    .argument('<pack>', 'name or folder')
    .option('--svg <file>', 'draw it')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  palate pack similarity dinov2-small --svg figure4.svg')
    .action(async (nameOrFolder: string, flags: { readonly svg?: string; readonly json?: boolean }) => {
      const opened = await openPack(await findPack(nameOrFolder))
      const names = opened.databases.map(({ name }) => name)
      const sources = []
      for (const index of names.keys()) sources.push(await opened.openVector(index))
      const values = await cosineSimilarity(sources)
      for (const source of sources) await source.close()
      if (flags.svg !== undefined) {
        const title = 'Cosine similarity of task vectors'
        await writeFileAtomic(flags.svg, await heatMap({ title, rows: names, columns: names, values, domain: [-1, 1] }))
      }
      const width = Math.max(...names.map(({ length }) => length))
      const text = values
        .map(
          (row, index) =>
            `${names[index]!.padEnd(width)}  ${row.map((value) => value.toFixed(3).padStart(6)).join(' ')}`,
        )
        .join('\n')
      print({ json: flags.json === true, document: { databases: names, similarity: values }, text })
    })
}

interface BuildFlags {
  readonly name: string
  readonly out?: string
  readonly base: string
  readonly storage: Storage['kind']
  readonly rank: number
  readonly factors: 'f16' | 'int8'
  readonly limit?: string[]
  readonly overwrite?: boolean
  readonly depth?: number
  readonly json?: boolean
}

function addBuild(pack: Command): void {
  pack
    .command('build')
    .description('Builds a pack from task vectors that started from one base and one common head.')
    .argument('<vectors...>', 'files written by palate train')
    .requiredOption('--name <name>', 'name of the pack')
    .option('--out <folder>', 'folder of the pack; default: in the data folder')
    .option('--base <name>', 'base of the vectors', 'dinov2-small')
    .option('--depth <n>', 'blocks of the base that the vectors use', wholeNumber(1))
    .addOption(
      new Option('--storage <kind>', 'how vectors are stored')
        .choices(['f32', 'f16', 'int8', 'low-rank'])
        .default('low-rank'),
    )
    .option('--rank <n>', 'of low-rank storage', wholeNumber(1), 12)
    .addOption(new Option('--factors <type>', 'of low-rank storage').choices(['f16', 'int8']).default('int8'))
    .option(
      '--limit <sentence>',
      'a known limit, kept in the pack; again for more',
      (text: string, before: string[] | undefined) => [...(before ?? []), text],
    )
    .option('--overwrite', 'replace a pack that is there')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  palate pack build *.vector.safetensors --name mine --storage int8')
    .action(async (vectors: string[], flags: BuildFlags) => {
      const base = await openBase(flags.base, flags.depth === undefined ? {} : { depth: flags.depth })
      const storage: Storage =
        flags.storage === 'low-rank'
          ? { kind: 'low-rank', rank: flags.rank, factors: flags.factors }
          : { kind: flags.storage }
      const out = flags.out ?? join(palateHome(), 'packs', flags.name)
      const report = await withJob((job) =>
        buildPack({
          ...job,
          name: flags.name,
          out,
          base,
          vectors,
          storage,
          limits: flags.limit ?? [],
          overwrite: flags.overwrite === true,
        }),
      )
      const lines = report.vectors.map(
        ({ name, relativeError, bytes }) =>
          `  ${name}: ${(bytes / 1e6).toFixed(2)} MB, relative error ${relativeError.toFixed(3)}`,
      )
      print({
        json: flags.json === true,
        document: report,
        text: [`pack ${flags.name} in ${report.folder}`, ...lines].join('\n'),
      })
    })
}

interface ImportBaseFlags {
  readonly architecture: ArchitectureName
  readonly name?: string
  readonly source?: string
  readonly json?: boolean
}

function addImportBase(pack: Command): void {
  pack
    .command('import-base')
    .description('Imports published weights (safetensors, PyTorch checkpoint or ONNX) as a base.')
    .argument('<file>', 'weights')
    .addOption(
      new Option('--architecture <name>', 'what the weights are of').choices(architectureNames).makeOptionMandatory(),
    )
    .option('--name <name>', 'name of the base; default: the architecture')
    .option('--source <text>', 'where the weights come from')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  palate pack import-base vit_s_focus.onnx --architecture dinov2-small')
    .action(async (weights: string, { architecture, name, source, json }: ImportBaseFlags) => {
      const result = await importBase({
        weights,
        architecture,
        source: source ?? basename(weights),
        ...(name === undefined ? {} : { name }),
      })
      print({ json: json === true, document: result, text: `base in ${result.folder}\nhash ${result.hash}` })
    })
}

interface ImportReleasedFlags {
  readonly base: string
  readonly name: string
  readonly out?: string
  readonly storage: 'f32' | 'f16' | 'int8'
  readonly json?: boolean
}

function addImportReleased(pack: Command): void {
  pack
    .command('import-released')
    .description(
      "Makes a pack of the paper's authors' checkpoints clip_{B,L}_3fc_*.pth. Their heads started apart, so the pack says so.",
    )
    .argument('<files...>', 'checkpoints')
    .requiredOption('--base <name>', 'the OpenCLIP base that they were fine-tuned from')
    .requiredOption('--name <name>', 'name of the pack')
    .option('--out <folder>', 'folder of the pack; default: in the data folder')
    .addOption(new Option('--storage <kind>', 'how vectors are stored').choices(['f32', 'f16', 'int8']).default('f16'))
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nExample:\n  palate pack import-released clip_B_3fc_*.pth --base openclip-vit-b-16 --name released-b-16',
    )
    .action(async (files: string[], flags: ImportReleasedFlags) => {
      const base = await openBase(flags.base)
      const out = flags.out ?? join(palateHome(), 'packs', flags.name)
      const report = await withJob((job) =>
        importReleasedVectors({ ...job, files, base, name: flags.name, out, storage: { kind: flags.storage } }),
      )
      print({
        json: flags.json === true,
        document: report,
        text: `pack ${flags.name} in ${report.folder}: ${report.vectors.map(({ name }) => name).join(', ')}`,
      })
    })
}

interface PullFlags {
  readonly sha256: string
  readonly architecture: ArchitectureName
  readonly name?: string
  readonly keep?: string
  readonly json?: boolean
}

function addPull(pack: Command): void {
  pack
    .command('pull')
    .description(
      'Downloads the weights of a base, checks their hash and imports them. The only command that uses the network.',
    )
    .argument('<url>', 'of a safetensors file, PyTorch checkpoint or ONNX model')
    .addOption(
      new Option('--architecture <name>', 'what the weights are of').choices(architectureNames).makeOptionMandatory(),
    )
    .requiredOption('--sha256 <hash>', 'that the file must have')
    .option('--name <name>', 'name of the base; default: the architecture')
    .option('--keep <file>', 'where the downloaded file is kept; default: in the data folder')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nExample:\n  palate pack pull https://example.org/model.safetensors --sha256 HASH --architecture dinov2-small',
    )
    .action(async (url: string, { sha256, architecture, name, keep, json }: PullFlags) => {
      if (!URL.canParse(url)) throw new UsageError(`${url} is not the address of a file`)
      const file =
        keep ??
        join(palateHome(), 'downloads', `${sha256.slice(0, 16)}-${basename(new URL(url).pathname) || 'weights'}`)
      await withJob((job) => pull(url, file, { sha256, job }))
      const result = await importBase({
        weights: file,
        architecture,
        source: url,
        ...(name === undefined ? {} : { name }),
      })
      print({
        json: json === true,
        document: { ...result, file, sha256: await sha256OfFile(file) },
        text: `base in ${result.folder}\nhash ${result.hash}`,
      })
    })
}
