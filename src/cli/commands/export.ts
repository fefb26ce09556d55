import type { Command } from 'commander'
import { UsageError } from '../../core/index.ts'
import { readRatings } from '../../databases/index.ts'
import { type OnnxPrecision, openEngine } from '../../graph/index.ts'
import { findPhotos } from '../../image/index.ts'
import { exportOnnx, exportWeights } from '../../model/index.ts'
import {
  exportTaste,
  learnOwnNetwork,
  mergingMethods,
  readTaste,
  requireReadOut,
  tasteModelOf,
} from '../../personalize/index.ts'
import { openPackAndBase } from '../../task-vectors/index.ts'
import { DEFAULT_PACK, type EngineFlags, engineOptions, oneOf, wholeNumber, withEngineOptions } from '../options.ts'
import { print, reportLeftOut, withJob } from '../output.ts'

interface ExportFlags extends EngineFlags {
  readonly ratings?: string
  readonly pack: string
  readonly method: string
  readonly steps?: number
  readonly seed: number
  readonly out: string
  readonly json?: boolean
}

export function addExport(program: Command): void {
  const group = program.command('export').summary('the network of your own taste as a file for other programs')
  addOnnx(group)
  addWeights(group)
}

function addOnnx(group: Command): void {
  const command = group
    .command('onnx')
    .summary('one ONNX file: pixels in, score out')
    .description(
      'Writes one self-contained ONNX file: the input `pixels` is uint8 (batch, 3, side, side), RGB, the output `score` ' +
        '(batch). How to resize and crop a photo stands in its metadata, `palate.preprocessing`.',
    )
  withLearningOptions(command)
    .option('--taste <file>', 'a taste of the method instant, instead of ratings')
    .option('--int8', 'store the large matrices as bytes: a quarter of the size, nearly the same order')
    .addHelpText(
      'after',
      '\nExamples:\n  palate export onnx --taste mine.json --out mine.onnx\n  palate export onnx ~/Photos --ratings my.csv --out mine.onnx',
    )
    .action(async (paths: string[], flags: OnnxFlags) => {
      const precision = flags.int8 === true ? 'int8' : 'f32'
      const { file, about, what } =
        flags.taste === undefined
          ? await exportOwnNetwork(paths, flags, precision)
          : await exportOwnTaste(flags.taste, flags, precision)
      const stored = precision === 'int8' ? `int8 (${file.matrices.length} matrices)` : 'float32'
      print({
        json: flags.json === true,
        document: { out: flags.out, bytes: file.bytes, precision, matrices: file.matrices, ...about },
        text: `${flags.out}: ${(file.bytes / 1e6).toFixed(1)} MB, ${stored}, ${what}`,
      })
    })
}

type OnnxFlags = ExportFlags & { readonly int8?: boolean; readonly taste?: string }

async function exportOwnNetwork(paths: readonly string[], flags: OnnxFlags, precision: OnnxPrecision) {
  const { network, description, about } = await learn(paths, flags)
  const { out } = flags
  const file = await exportOnnx({ out, ...description, parameters: network.parameters, precision, metadata: about })
  return { file, about, what: `${network.method} from ${network.ratings} ratings` }
}

async function exportOwnTaste(path: string, flags: OnnxFlags, precision: OnnxPrecision) {
  if (flags.ratings !== undefined)
    throw new UsageError('name either --taste or --ratings; `palate rank --save-taste` makes a taste of ratings')
  const { pack, base } = await openPackAndBase(flags.pack)
  const readOut = await requireReadOut(pack)
  const model = tasteModelOf(pack, readOut)
  const taste = await readTaste(path, model)
  const about = {
    'palate.pack': pack.name,
    'palate.packHash': pack.hash,
    'palate.base': pack.base.name,
    'palate.method': 'instant',
  }
  const { weights } = taste.posterior
  const file = await exportTaste({ out: flags.out, pack, base, readOut, model, weights, precision, metadata: about })
  return { file, about, what: `the taste ${path}` }
}

function addWeights(group: Command): void {
  const command = group
    .command('weights')
    .summary('merged weights as safetensors')
    .description(
      'Writes the merged weights as safetensors: the tower under the names of its published state dict (visual.* of ' +
        'OpenCLIP), the head as head.*; configuration and preprocessing in the metadata.',
    )
  withLearningOptions(command)
    .addHelpText('after', '\nExample:\n  palate export weights ~/Photos --ratings my.csv --out mine.safetensors')
    .action(async (paths: string[], flags: ExportFlags) => {
      const { network, description, about } = await learn(paths, flags)
      const { out } = flags
      await exportWeights({ out, ...description, parameters: network.parameters, metadata: about })
      print({
        json: flags.json === true,
        document: { out, layers: network.parameters.size, ...about },
        text: `${out}: ${network.parameters.size} layers, ${network.method} from ${network.ratings} ratings`,
      })
    })
}

function withLearningOptions(command: Command): Command {
  command
    .argument('[paths...]', 'photos, or folders of photos, that base names in the ratings mean')
    .option('--ratings <csv>', 'your ratings: a file with the columns image,score on any scale')
    .requiredOption('--out <file>', 'the file to write')
    .option('--pack <name>', 'pack of task vectors, by name or folder', DEFAULT_PACK)
    .option('--method <name>', `how the taste is learnt: ${mergingMethods.join(', ')}`, oneOf(mergingMethods), 'paper')
    .option('--steps <n>', 'training steps of methods that train; default 500', wholeNumber(0))
    .option('--seed <n>', 'seed of everything random', wholeNumber(0), 0)
    .option('--json', 'print one JSON document')
  return withEngineOptions(command)
}

/** Your own network, what describes it, and the metadata that go into the file. */
async function learn(paths: readonly string[], flags: ExportFlags) {
  if (flags.ratings === undefined) throw new UsageError('name your ratings: --ratings CSV')
  const photos = paths.length === 0 ? [] : await findPhotos(paths)
  const { ratings, report } = await readRatings(flags.ratings, { photos })
  const { pack, base } = await openPackAndBase(flags.pack)
  const engine = openEngine(engineOptions(flags))
  const steps = flags.steps === undefined ? {} : { steps: flags.steps }
  const network = await withJob((job) =>
    learnOwnNetwork({ ...job, pack, base, engine, ratings, method: flags.method, seed: flags.seed, ...steps }),
  )
  reportLeftOut({ ...report, unreadable: network.skipped })
  return {
    network,
    description: { tower: pack.tower, head: pack.head, preprocessing: pack.preprocessing },
    about: {
      'palate.pack': pack.name,
      'palate.packHash': pack.hash,
      'palate.base': pack.base.name,
      'palate.method': network.method,
      'palate.ratings': String(network.ratings),
      'palate.seed': String(flags.seed),
    },
  }
}
