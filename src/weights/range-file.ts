import { open } from 'node:fs/promises'
import { FormatError, MissingError, reasonOf } from '../core/index.ts'

/** A file read by ranges. */
export interface RangeFile {
  readonly path: string
  readonly size: number
  /** Exactly `length` bytes in memory of their own, so that they may be viewed as any typed array. */
  read(start: number, length: number): Promise<Uint8Array>
  close(): Promise<void>
}

/** @throws {MissingError} where the file cannot be opened. Reading past the end is a FormatError. */
export async function openRangeFile(path: string): Promise<RangeFile> {
  try {
    const file = await open(path, 'r')
    const status = await file.stat()
    if (!status.isFile()) {
      await file.close()
      throw new MissingError(`cannot read ${path}: it is not a file`)
    }
    return {
      path,
      size: status.size,
      async read(start, length) {
        const bytes = new Uint8Array(length)
        for (let done = 0; done < length;) {
          const { bytesRead } = await file.read(bytes, done, length - done, start + done)
          if (bytesRead === 0) {
            const end = start + length
            throw new FormatError(`${path} is truncated: expected bytes up to ${end}, the file ends at ${start + done}`)
          }
          done += bytesRead
        }
        return bytes
      },
      close: () => file.close(),
    }
  } catch (error) {
    if (error instanceof MissingError) throw error
    throw new MissingError(`cannot read ${path}: ${reasonOf(error)}`, { cause: error })
  }
}
