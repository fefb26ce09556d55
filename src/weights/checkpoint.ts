import { crc32 } from 'node:zlib'
import { type Entry, openPromise } from 'yauzl'
import { FormatError, messageOf, sizeOf } from '../core/index.ts'
import type { PickledTensor } from './pickled.ts'
import { openRangeFile, type RangeFile } from './range-file.ts'
import { flattenState } from './state-dict.ts'
import { contiguousStrides, gatherStrided } from './strided.ts'
import { bytesOf, type StoredType, tensorFile, type TensorFile, type TensorInfo } from './tensor-file.ts'
import { unpickle } from './unpickle.ts'

const storedTypes: Readonly<Record<string, StoredType>> = {
  'torch.FloatStorage': 'F32',
  'torch.HalfStorage': 'F16',
  'torch.BFloat16Storage': 'BF16',
  'torch.DoubleStorage': 'F64',
  'torch.LongStorage': 'I64',
  'torch.IntStorage': 'I32',
  'torch.ShortStorage': 'I16',
  'torch.CharStorage': 'I8',
  'torch.ByteStorage': 'U8',
  'torch.BoolStorage': 'BOOL',
}

/** Where a storage's bytes lie in the file. */
interface Stored {
  readonly start: number
  readonly length: number
  readonly crc32: number
}

interface CheckpointTensor extends TensorInfo {
  readonly view: PickledTensor
  readonly stored: Stored
}

/**
 * Opens what `torch.save` writes: a zip archive with a pickle and one uncompressed file for each storage, which is read
 * when a tensor of it is asked for. Nested dicts become dotted names (`model.visual.proj`); what else stands in the
 * checkpoint (steps, a Namespace of arguments) is metadata, as JSON.
 * @throws {FormatError} where the file is no such archive, is damaged, or asks to run anything.
 */
export async function openCheckpoint(path: string): Promise<TensorFile> {
  const file = await openRangeFile(path)
  try {
    await refuseOtherKinds(file)
    const archive = await readDirectory(file)
    const pickle = await readStored(file, archive.find('data.pkl'))
    await requireLittleEndian(file, archive)
    const state = flattenState(path, unpickle(path, pickle))
    const tensors = new Map<string, CheckpointTensor>()
    for (const [name, view] of state.tensors) tensors.set(name, describe(path, name, view, archive))
    return tensorFile({
      path,
      metadata: state.metadata,
      tensors,
      readBytes: (name) => readTensor(file, tensors.get(name)!),
      close: () => file.close(),
    })
  } catch (error) {
    await file.close()
    throw error
  }
}

async function refuseOtherKinds(file: RangeFile): Promise<void> {
  const start = await file.read(0, Math.min(4, file.size))
  if (start[0] === 0x50 && start[1] === 0x4b) return
  if (start[0] === 0x80) {
    throw new FormatError(
      `${file.path} is in PyTorch's old format from before 1.6; load it there and re-save it with torch.save(state, path)`,
    )
  }
  throw new FormatError(`${file.path} is not a PyTorch checkpoint: torch.save writes a zip archive`)
}

interface Archive {
  /** @throws {FormatError} where the archive has no such file. */
  find(name: string): Stored
  readonly names: ReadonlySet<string>
}

async function readDirectory(file: RangeFile): Promise<Archive> {
  const { path } = file
  const entries = new Map<string, Stored>()
  try {
    const zip = await openPromise(path, { lazyEntries: true, autoClose: false })
    try {
      for await (const entry of zip.eachEntry()) {
        if (entries.has(entry.fileName)) throw new FormatError(`the archive holds ${entry.fileName} twice`)
        const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true })
        entries.set(entry.fileName, storedEntry(entry, fileDataStart, file.size))
      }
    } finally {
      zip.close()
    }
  } catch (error) {
    throw new FormatError(`cannot read ${path} as a zip archive: ${messageOf(error)}; is it the whole file?`, {
      cause: error,
    })
  }
  const pickles = [...entries.keys()].filter((name) => /^[^/]+\/data\.pkl$/.test(name))
  const root = pickles[0]?.slice(0, -'data.pkl'.length)
  if (root === undefined || pickles.length > 1) {
    throw new FormatError(`${path} is a zip archive, but not a PyTorch checkpoint: it holds ${pickles.length} data.pkl`)
  }
  return {
    names: new Set([...entries.keys()].map((name) => name.slice(root.length))),
    find(name) {
      const stored = entries.get(`${root}${name}`)
      if (stored === undefined) throw new FormatError(`${path}: the archive lacks ${root}${name}; get the file again`)
      return stored
    },
  }
}

function storedEntry(entry: Entry, start: number, size: number): Stored {
  if (entry.compressionMethod !== 0 || entry.isEncrypted()) {
    throw new FormatError(`${entry.fileName} in it is compressed or encrypted, which torch.save never does`)
  }
  const length = entry.uncompressedSize
  if (start + length > size) throw new FormatError(`${entry.fileName} in it ends after the file`)
  return { start, length, crc32: entry.crc32 }
}

/** A whole stored file, checked against the archive's checksum. */
async function readStored(file: RangeFile, stored: Stored): Promise<Uint8Array> {
  const bytes = await file.read(stored.start, stored.length)
  if (crc32(bytes) !== stored.crc32) {
    throw new FormatError(
      `${file.path} is damaged: the ${stored.length} bytes at ${stored.start} have another checksum`,
    )
  }
  return bytes
}

async function requireLittleEndian(file: RangeFile, archive: Archive): Promise<void> {
  if (!archive.names.has('byteorder')) return // before PyTorch 2.1
  const order = new TextDecoder().decode(await readStored(file, archive.find('byteorder')))
  if (order !== 'little')
    throw new FormatError(`${file.path} is stored ${order}-endian; re-save it on a common machine`)
}

function describe(path: string, name: string, view: PickledTensor, archive: Archive): CheckpointTensor {
  const type = storedTypes[view.storage.type]
  if (type === undefined) throw new FormatError(`${path}: tensor ${name} is stored as ${view.storage.type}`)
  const stored = archive.find(`data/${view.storage.key}`)
  const expected = view.storage.count * bytesOf[type]
  if (stored.length !== expected) {
    throw new FormatError(`${path}: tensor ${name}: expected ${expected} bytes of ${type}, got ${stored.length}`)
  }
  const count = sizeOf(view.shape)
  const last = view.shape.reduce((at, extent, axis) => at + (extent - 1) * view.strides[axis]!, view.offset)
  // More numbers than stored would be an expanded tensor: a small file that asks for any amount of memory.
  if (count > 0 && (last >= view.storage.count || count > view.storage.count)) {
    throw new FormatError(`${path}: tensor ${name} reaches beyond its storage; re-save it with .contiguous()`)
  }
  return { name, shape: view.shape, type, view, stored }
}

async function readTensor(file: RangeFile, { type, view, stored }: CheckpointTensor): Promise<Uint8Array> {
  const size = bytesOf[type]
  const count = sizeOf(view.shape)
  if (count === 0) return new Uint8Array(0)
  const dense = contiguousStrides(view.shape).every(
    (stride, axis) => view.shape[axis] === 1 || stride === view.strides[axis],
  )
  if (dense && count === view.storage.count) return readStored(file, stored)
  if (dense) return file.read(stored.start + view.offset * size, count * size)
  return gatherStrided(await readStored(file, stored), size, view)
}
