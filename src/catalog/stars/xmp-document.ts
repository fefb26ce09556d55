import { DOMParser, type Element, type Node } from '@xmldom/xmldom'
import { FormatError, messageOf } from '../../core/index.ts'
import { RDF, type XmpName } from './namespaces.ts'
import { type ElementSpan, elementSpans } from './xml-spans.ts'

/** An element with its place in the text. */
export interface PlacedElement {
  readonly element: Element
  readonly span: ElementSpan
}

/** XMP as text, with the descriptions that speak of the photo itself; those nested in others speak of its ingredients. */
export interface XmpDocument {
  readonly path: string
  readonly text: string
  readonly descriptions: readonly [PlacedElement, ...PlacedElement[]]
  /** The elements in an element. */
  readonly childrenOf: (parent: Element) => readonly PlacedElement[]
}

/** Where a property stands: as an attribute of a description, or as an element in it. */
export interface FoundProperty {
  readonly value: string
  readonly description: PlacedElement
  /** Undefined where it is an attribute. */
  readonly element: PlacedElement | undefined
  /** With the prefix of this document. */
  readonly qualifiedName: string
}

/**
 * Parses XMP. Nothing outside the text is ever read, and no entity but XML's own five is known.
 * @throws {FormatError} where it is not well-formed, or is no XMP. `path` names it.
 */
export function parseXmp(text: string, { path }: { readonly path: string }): XmpDocument {
  const spans = elementSpans(text, { path })
  const root = parse(text, path)
  // The n-th start tag of the text is the n-th element of the document.
  const elements = [...elementsFrom(root)]
  if (elements.length !== spans.length) throw new FormatError(`${path} is not well-formed XML`)
  const spanOf = new Map(elements.map((element, at) => [element, spans[at]!]))
  const childrenOf = (parent: Element): PlacedElement[] =>
    [...parent.childNodes].flatMap((node) => {
      const span = spanOf.get(node as Element)
      return span === undefined ? [] : [{ element: node as Element, span }]
    })
  const rdf = isRdf(root, 'RDF') ? root : childrenOf(root).find(({ element }) => isRdf(element, 'RDF'))?.element
  const [first, ...more] =
    rdf === undefined ? [] : childrenOf(rdf).filter(({ element }) => isRdf(element, 'Description'))
  if (first === undefined) throw new FormatError(`${path} is no XMP: it has no rdf:Description`)
  return { path, text, descriptions: [first, ...more], childrenOf }
}

/** A simple property of the photo: the first, where a document that is not as it should be has several. */
export function findProperty(xmp: XmpDocument, name: XmpName): FoundProperty | undefined {
  for (const description of xmp.descriptions) {
    const attribute = description.element.getAttributeNodeNS(name.namespace, name.local)
    if (attribute !== null) {
      return { value: attribute.value, description, element: undefined, qualifiedName: attribute.name }
    }
    const child = xmp
      .childrenOf(description.element)
      .find(({ element }) => element.namespaceURI === name.namespace && element.localName === name.local)
    if (child !== undefined) {
      const value = (child.element.textContent ?? '').trim()
      return { value, description, element: child, qualifiedName: child.element.tagName }
    }
  }
  return undefined
}

function parse(text: string, path: string): Element {
  const parser = new DOMParser({
    locator: false,
    onError(_, message) {
      // Warnings are of attributes without quotes and the like. This one is of a character that may stand in a caption.
      if (!message.startsWith('Unicode replacement character')) throw new Error(message)
    },
  })
  try {
    return parser.parseFromString(text, 'text/xml').documentElement!
  } catch (error) {
    const detail = messageOf(error).replace(/^Reporting \w+ "(.*?)" caused.*$/s, '$1')
    throw new FormatError(`${path} is not well-formed XML (${detail.split('\n')[0]!.slice(0, 100)})`, { cause: error })
  }
}

/** An element and all in it, in the order of their start tags; the library's own search takes the square of their number. */
function* elementsFrom(root: Element): Generator<Element> {
  let node: Node | null = root
  while (node !== null) {
    if (node.nodeType === node.ELEMENT_NODE) yield node as Element
    let next: Node | null = node.firstChild
    for (let above: Node | null = node; next === null && above !== null && above !== root; above = above.parentNode)
      next = above.nextSibling
    node = next
  }
}

function isRdf(element: Element, local: string): boolean {
  return element.namespaceURI === RDF && element.localName === local
}
