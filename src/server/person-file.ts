import { join } from 'node:path'
import { UsageError } from '../core/index.ts'

/**
 * The file of a person in a folder, such as `me.json`. Letters, digits and a few signs stand for themselves; the others,
 * such as those that lead into another folder, as %2F. @throws {UsageError} for a name that is too long for a file.
 */
export function personFile(folder: string, person: string, ending: string): string {
  const name = person.replaceAll(/[^\p{L}\p{N}_ -]/gu, (sign) =>
    [...Buffer.from(sign)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  )
  if (Buffer.byteLength(name) > 200) throw new UsageError(`"${person}" is too long a name to keep a file under`)
  return join(folder, `${name}${ending}`)
}
