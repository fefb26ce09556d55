import { colorLabel, colorLabels, good, label, pick, pickLabel, RDF, type XmpName } from './namespaces.ts'
import { findProperty, type XmpDocument } from './xmp-document.ts'

/** A flag in a file: `none` where a program that knows of flags has written that there is none, `unseen` for nothing at all. */
export type FileFlag = 'pick' | 'reject' | 'none' | 'unseen'

/** What one XMP says beside its rating. */
export interface XmpFlags {
  readonly flag: FileFlag
  /** Colours by their English names, or the texts of labels as they stand there; undefined where nothing is said. */
  readonly labels: readonly string[] | undefined
}

/** Colours by darktable's numbers; in its database they mean the same. */
export const darktableColours = ['red', 'yellow', 'green', 'blue', 'purple'] as const

/** By digiKam's numbers, from 1. Its magenta is what others call purple. */
const digikamColours = ['red', 'orange', 'yellow', 'green', 'blue', 'purple', 'gray', 'black', 'white'] as const

/** Longest text of a label that is kept. */
const MOST_CHARACTERS = 100

/** Flag and labels of an XMP. What cannot be meant says nothing: a flag is no reason to leave out the stars beside it. */
export function flagsOf(xmp: XmpDocument): XmpFlags {
  return { flag: flagOf(xmp), labels: labelsOf(xmp) }
}

function flagOf(xmp: XmpDocument): FileFlag {
  const of = (name: XmpName, meanings: Readonly<Record<string, FileFlag>>): FileFlag => {
    const said = findProperty(xmp, name)?.value.trim().toLowerCase() ?? ''
    return Object.hasOwn(meanings, said) ? meanings[said]! : 'unseen'
  }
  const said = [
    of(pick, { '1': 'pick', '0': 'none', '-1': 'reject' }),
    // Pending is said of photos that are yet to be judged.
    of(pickLabel, { '0': 'none', '1': 'reject', '2': 'none', '3': 'pick' }),
    of(good, { true: 'pick', false: 'reject' }),
  ]
  // Programs that know two of the three write one, and keep a stale `none` of the other.
  return said.find((each) => each === 'pick' || each === 'reject') ?? (said.includes('none') ? 'none' : 'unseen')
}

function labelsOf(xmp: XmpDocument): readonly string[] | undefined {
  const text = findProperty(xmp, label)?.value.trim().slice(0, MOST_CHARACTERS)
  const number = findProperty(xmp, colorLabel)?.value.trim()
  const list = darktableList(xmp)
  if (text === undefined && number === undefined && list === undefined) return undefined
  // One program's label in words, then in its own numbers: the words are what the person sees in most programs.
  if (text !== undefined && text !== '') return [text]
  if (list !== undefined && list.length > 0) return list
  const colour = number !== undefined && /^[1-9]$/.test(number) ? digikamColours[Number(number) - 1] : undefined
  return colour === undefined ? [] : [colour]
}

function darktableList(xmp: XmpDocument): readonly string[] | undefined {
  const found = findProperty(xmp, colorLabels)
  if (found === undefined) return undefined
  const items = found.element === undefined ? [found.value] : textsIn(xmp, found.element.element)
  return [...new Set(items)].flatMap((item) => (/^[0-4]$/.test(item) ? darktableColours[Number(item)]! : []))
}

/** The texts of a list's items. */
function textsIn(xmp: XmpDocument, element: Parameters<XmpDocument['childrenOf']>[0]): readonly string[] {
  return xmp
    .childrenOf(element)
    .flatMap((list) => xmp.childrenOf(list.element))
    .filter((item) => item.element.namespaceURI === RDF && item.element.localName === 'li')
    .map((item) => (item.element.textContent ?? '').trim())
}
