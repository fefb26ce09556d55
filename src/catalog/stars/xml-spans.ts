import { FormatError } from '../../core/index.ts'

/** Where an element stands in its text: `[start, end)`; its content lies between the tags, and an empty-element tag has none. */
export interface ElementSpan {
  readonly start: number
  /** End of the start tag. */
  readonly open: number
  /** Start of the end tag; `open` in an empty-element tag. */
  readonly close: number
  readonly end: number
}

/** More of any has never been seen in a sidecar; a hostile one could use it to take minutes or all memory. */
const MOST_ELEMENTS = 100_000
const MOST_ATTRIBUTES = 4_000
const MOST_LEVELS = 200

/**
 * Spans of all elements in the order of their start tags, in one pass over the text. It stands before the parser, which it
 * keeps from documents made to exhaust it. `path` names the file in errors.
 * @throws {FormatError} where the text is cut short, declares a document type (and with it entities), or is too complex.
 */
export function elementSpans(text: string, { path }: { readonly path: string }): readonly ElementSpan[] {
  const spans: { start: number; open: number; close: number; end: number }[] = []
  const open: number[] = [] // places in `spans` of the elements that are not closed yet
  const after = (ending: string, from: number): number => {
    const found = text.indexOf(ending, from)
    if (found === -1) throw new FormatError(`${path} is cut short: "${ending}" is missing after character ${from}`)
    return found + ending.length
  }
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at)) {
    if (text.startsWith('<!--', at)) at = after('-->', at + 4)
    else if (text.startsWith('<![CDATA[', at)) at = after(']]>', at + 9)
    else if (text.startsWith('<?', at)) at = after('?>', at + 2)
    else if (text.startsWith('<!', at)) {
      throw new FormatError(`${path} declares a document type, which no XMP does; palate does not read it`)
    } else if (text.startsWith('</', at)) {
      const place = open.pop()
      if (place === undefined) throw new FormatError(`${path} is not XML: it closes an element that it never opened`)
      spans[place]!.close = at
      at = after('>', at)
      spans[place]!.end = at
    } else {
      const end = endOfStartTag(text, { start: at, path })
      if (text[end - 2] !== '/') open.push(spans.length)
      spans.push({ start: at, open: end, close: end, end })
      if (spans.length > MOST_ELEMENTS || open.length > MOST_LEVELS) {
        throw new FormatError(
          `${path} has too many elements, or too many within each other; no program writes such XMP`,
        )
      }
      at = end
    }
  }
  if (open.length > 0) throw new FormatError(`${path} is cut short: ${open.length} elements are not closed`)
  return spans
}

/** The place behind the `>` that ends a start tag; one within quotes does not. */
function endOfStartTag(text: string, { start, path }: { readonly start: number; readonly path: string }): number {
  let attributes = 0
  const delimiter = /["'>]/g
  delimiter.lastIndex = start
  for (let found = delimiter.exec(text); found !== null; found = delimiter.exec(text)) {
    if (found[0] === '>') return found.index + 1
    if (++attributes > MOST_ATTRIBUTES) {
      throw new FormatError(
        `${path} has an element with more than ${MOST_ATTRIBUTES} attributes; no program writes such XMP`,
      )
    }
    const closing = text.indexOf(found[0], found.index + 1)
    if (closing === -1) break
    delimiter.lastIndex = closing + 1
  }
  throw new FormatError(`${path} is cut short within the tag at character ${start}`)
}
