import { join } from 'node:path'
import { UsageError } from '../core/index.ts'

/** Names that Windows keeps for devices, whatever their ending. */
const DEVICES = /^(con|prn|aux|nul|(com|lpt)[0-9¹²³])$/

/**
 * The file of a person in a folder, such as `me.json`. Small letters, digits and a few signs stand for themselves; the
 * others, such as those that lead into another folder, as %2F. So do capitals, for in many file systems they do not count
 * and Anna would have the file of anna. @throws {UsageError} for a name that is too long for a file.
 */
export function personFile(folder: string, person: string, ending: string): string {
  const plain = plainName(person)
  const folded = person.replaceAll(/./gsu, (sign) => (isOneCase(sign) ? plainName(sign) : escaped(sign)))
  const named = DEVICES.test(folded) ? `${escaped(folded[0]!)}${folded.slice(1)}` : folded
  // A long name in capitals, each of which takes three times the room, stays as it is.
  const name = Buffer.byteLength(named) > LONGEST ? plain : named
  if (Buffer.byteLength(name) > LONGEST) throw new UsageError(`"${person}" is too long a name to keep a file under`)
  return join(folder, `${name}${ending}`)
}

/** In bytes. */
const LONGEST = 200

/** With capitals as they are. */
function plainName(person: string): string {
  return person.replaceAll(/[^\p{L}\p{N}_ -]/gu, escaped)
}

function isOneCase(sign: string): boolean {
  return sign.toUpperCase().toLowerCase() === sign
}

function escaped(sign: string): string {
  return [...Buffer.from(sign)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
}
