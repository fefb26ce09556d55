import { FormatError } from '../../core/index.ts'
import type { XmpName } from './namespaces.ts'
import { findProperty, parseXmp, type PlacedElement, type XmpDocument } from './xmp-document.ts'

export interface PropertyChange {
  readonly name: XmpName
  /** Plain text without characters that XML would have to quote; undefined takes the property away. */
  readonly value: string | undefined
}

/**
 * The XMP with some simple properties set or taken away, and every other character as it was: the text is cut and joined,
 * not written anew, so that comments, quotes, order and padding of other programs stay. A property that is there keeps its
 * place and form; a new one becomes an attribute of the first description.
 * @throws {FormatError} where the text is no XMP, or the result would not say what it should.
 */
export function editXmp(text: string, changes: readonly PropertyChange[], { path }: { readonly path: string }): string {
  let edited = text
  for (const change of changes) edited = changed(parseXmp(edited, { path }), change)
  const result = parseXmp(edited, { path })
  for (const { name, value } of changes) {
    if (findProperty(result, name)?.value !== value)
      throw new FormatError(`${path}: ${name.prefix}:${name.local} cannot be set in this XMP; nothing was changed`)
  }
  return edited
}

function changed(xmp: XmpDocument, { name, value }: PropertyChange): string {
  const found = findProperty(xmp, name)
  if (found === undefined) return value === undefined ? xmp.text : withAttribute(xmp, name, value)
  const { element, description, qualifiedName } = found
  if (element !== undefined) return value === undefined ? without(xmp, element) : withContent(xmp, element, value)
  const attribute = attributesOf(xmp, description).find((each) => each.name === qualifiedName)
  if (attribute === undefined) throw new FormatError(`${xmp.path}: ${qualifiedName} cannot be found in its text`)
  return value === undefined
    ? splice(xmp.text, attribute.start, attribute.end, '')
    : splice(xmp.text, attribute.valueStart, attribute.valueEnd, value)
}

/** Without an element and the blanks before it. */
function without({ text }: XmpDocument, { span }: PlacedElement): string {
  const start = text.slice(0, span.start).trimEnd().length
  return splice(text, start, span.end, '')
}

function withContent({ text }: XmpDocument, { element, span }: PlacedElement, value: string): string {
  if (span.close > span.open) return splice(text, span.open, span.close, value)
  if (span.end > span.open) return splice(text, span.open, span.open, value) // <a></a>
  return splice(text, span.open - 2, span.open, `>${value}</${element.tagName}>`) // <a/>
}

/** With a new attribute behind the last one of the first description, after the same blanks. */
function withAttribute(xmp: XmpDocument, name: XmpName, value: string): string {
  const description = xmp.descriptions[0]
  const attributes = attributesOf(xmp, description)
  const last = attributes.at(-1)
  const { element, span } = description
  const at = last?.end ?? span.start + 1 + element.tagName.length
  const blanks = last === undefined ? ' ' : xmp.text.slice(last.start, last.nameStart)
  const known = prefixOf(description, name)
  const prefix = known ?? freePrefix(description, name)
  const declaration = known === undefined ? `${blanks}xmlns:${prefix}="${name.namespace}"` : ''
  return splice(xmp.text, at, at, `${declaration}${blanks}${prefix}:${name.local}="${value}"`)
}

/** A prefix that means the namespace at this element; an attribute needs one. */
function prefixOf({ element }: PlacedElement, { namespace, prefix }: XmpName): string | undefined {
  if (element.lookupNamespaceURI(prefix) === namespace) return prefix
  const found = element.lookupPrefix(namespace)
  // The nearest declaration wins: the prefix may mean something else here.
  return found !== null && found !== '' && element.lookupNamespaceURI(found) === namespace ? found : undefined
}

function freePrefix({ element }: PlacedElement, { prefix }: XmpName): string {
  let free = prefix
  for (let number = 1; element.lookupNamespaceURI(free) !== null; number++) free = `${prefix}${number}`
  return free
}

interface PlacedAttribute {
  readonly name: string
  /** With the blanks before it. */
  readonly start: number
  readonly nameStart: number
  /** Between the quotes. */
  readonly valueStart: number
  readonly valueEnd: number
  readonly end: number
}

function attributesOf({ text }: XmpDocument, { element, span }: PlacedElement): readonly PlacedAttribute[] {
  const offset = span.start + 1 + element.tagName.length
  const tag = text.slice(offset, span.open)
  return Array.from(tag.matchAll(/(\s*)([^\s=/>"']+)\s*=\s*("[^"]*"|'[^']*')/g), (match) => {
    const [whole, blanks, name, quoted] = match as unknown as [string, string, string, string]
    const start = offset + match.index
    const end = start + whole.length
    return {
      name,
      start,
      nameStart: start + blanks.length,
      valueStart: end - quoted.length + 1,
      valueEnd: end - 1,
      end,
    }
  })
}

function splice(text: string, start: number, end: number, insert: string): string {
  return text.slice(0, start) + insert + text.slice(end)
}
