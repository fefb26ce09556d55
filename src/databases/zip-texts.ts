import { basename } from 'node:path'
import { crc32 } from 'node:zlib'
import { type Entry, openPromise } from 'yauzl'
import { FormatError, messageOf } from '../core/index.ts'

/** Label files are a few megabytes; what is far beyond is another archive, or a bomb. */
const MOST_BYTES = 64e6

/**
 * The text files of a zip archive whose path in it `wanted` accepts, by that path.
 * @throws {FormatError} where the archive is cut, damaged or encrypted, or a file in it is no text or far too large.
 */
export async function readZipTexts(
  path: string,
  wanted: (name: string) => boolean,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>()
  try {
    const zip = await openPromise(path, { lazyEntries: true, autoClose: false })
    try {
      let bytes = 0
      for await (const entry of zip.eachEntry()) {
        if (!wanted(entry.fileName)) continue
        bytes += entry.uncompressedSize
        if (bytes > MOST_BYTES) throw new FormatError(`its label files unpack to more than ${MOST_BYTES / 1e6} MB`)
        if (entry.isEncrypted()) throw new FormatError(`${entry.fileName} in it is encrypted`)
        texts.set(entry.fileName, await textOf(entry, await zip.openReadStreamPromise(entry)))
      }
    } finally {
      zip.close()
    }
  } catch (error) {
    throw new FormatError(
      `cannot read ${basename(path)} (${path}): ${messageOf(error).replace(/\.$/, '')}; get the whole archive again`,
      {
        cause: error,
      },
    )
  }
  return texts
}

/** yauzl ends the stream with an error where more or fewer bytes come than the archive's directory says. */
async function textOf(entry: Entry, stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk as Uint8Array)
  const bytes = Buffer.concat(chunks)
  if (crc32(bytes) !== entry.crc32) throw new FormatError(`${entry.fileName} in it is damaged`)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new FormatError(`${entry.fileName} in it is not UTF-8 text`, { cause: error })
  }
}
