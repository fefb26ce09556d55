import { FormatError, messageOf } from '../../core/index.ts'

/** How a text is stored, so that it can be written again the same way. */
export interface TextForm {
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be'
  readonly hasMark: boolean
}

/** Most bytes of an XMP; the largest of real programs have some hundred thousand. */
export const MOST_XMP_BYTES = 16 * 1024 * 1024

const MARK = '\ufeff'

/**
 * The text of an XMP packet or sidecar. The encoding is seen from the byte order mark, else from the first character,
 * which is `<` or a blank. Zeros at the end, with which some programs fill up a packet, are no text.
 * @throws {FormatError} where the bytes are not of that encoding, or the text itself names another.
 */
export function decodeXmp(
  bytes: Uint8Array,
  { path }: { readonly path: string },
): { readonly text: string; readonly form: TextForm } {
  if (bytes.length > MOST_XMP_BYTES) throw tooLarge(bytes.length, path)
  const { encoding, hasMark } = formOf(bytes)
  let text: string
  try {
    text = new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw new FormatError(
      `${path} is not ${encoding.toUpperCase()} text (${messageOf(error)}); palate does not read it`,
      {
        cause: error,
      },
    )
  }
  if (hasMark) text = text.slice(1)
  const declared = /^<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1]
  if (declared !== undefined && !/^(utf-?8|us-ascii|utf-?16(le|be)?)$/i.test(declared)) {
    throw new FormatError(`${path} is encoded as ${declared}; palate reads UTF-8 and UTF-16: save it as UTF-8`)
  }
  return { text: text.replace(/\0+$/, ''), form: { encoding, hasMark } }
}

/** The bytes of a text, as it was stored before. */
export function encodeXmp(text: string, { encoding, hasMark }: TextForm): Uint8Array {
  const marked = hasMark ? `${MARK}${text}` : text
  if (encoding === 'utf-8') return Buffer.from(marked, 'utf8')
  const bytes = Buffer.from(marked, 'utf16le')
  return encoding === 'utf-16le' ? bytes : bytes.swap16()
}

function formOf(bytes: Uint8Array): TextForm {
  const [first, second, third] = bytes
  if (first === 0xff && second === 0xfe) return { encoding: 'utf-16le', hasMark: true }
  if (first === 0xfe && second === 0xff) return { encoding: 'utf-16be', hasMark: true }
  if (first === 0xef && second === 0xbb && third === 0xbf) return { encoding: 'utf-8', hasMark: true }
  if (first === 0 && second !== 0) return { encoding: 'utf-16be', hasMark: false }
  if (second === 0 && first !== 0) return { encoding: 'utf-16le', hasMark: false }
  return { encoding: 'utf-8', hasMark: false }
}

export function tooLarge(bytes: number, path: string): FormatError {
  return new FormatError(`${path} has ${(bytes / 1e6).toFixed(0)} MB; palate reads XMP of at most 16`)
}
