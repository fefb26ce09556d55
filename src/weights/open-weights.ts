import { FormatError } from '../core/index.ts'
import { openCheckpoint } from './checkpoint.ts'
import { openOnnxWeights } from './onnx-weights.ts'
import { openRangeFile } from './range-file.ts'
import { openSafetensors } from './safetensors.ts'
import type { TensorFile } from './tensor-file.ts'

export type WeightsFormat = 'safetensors' | 'checkpoint' | 'onnx'

/** Opens a file of weights in whichever format its content shows; the extension says nothing. */
export async function openWeights(path: string): Promise<TensorFile> {
  switch (await weightsFormat(path)) {
    case 'safetensors':
      return openSafetensors(path)
    case 'checkpoint':
      return openCheckpoint(path)
    case 'onnx':
      return openOnnxWeights(path)
  }
}

/** The format of a file by its first bytes. @throws {FormatError} where it is none of those that are read. */
export async function weightsFormat(path: string): Promise<WeightsFormat> {
  const file = await openRangeFile(path)
  try {
    const start = await file.read(0, Math.min(9, file.size))
    // A zip archive, or the bare pickle of old checkpoints, which openCheckpoint refuses with advice.
    if ((start[0] === 0x50 && start[1] === 0x4b) || start[0] === 0x80) return 'checkpoint'
    // Safetensors: 8 bytes of length, then `{`. Read before ONNX, as the length may begin with any byte.
    if (start[8] === 0x7b && new DataView(start.buffer).getUint32(4, true) === 0) return 'safetensors'
    // ONNX: every writer begins with the first field, ir_version.
    if (start[0] === 0x08) return 'onnx'
  } finally {
    await file.close()
  }
  throw new FormatError(`${path} is neither safetensors, nor a PyTorch checkpoint, nor ONNX; is it the whole file?`)
}
