import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { darktableSidecar, digikamSidecar, lightroomSidecar, xmpWith } from '../../../test/support/sidecars.ts'
import { editXmp } from './edit-xmp.ts'
import { ratingOf } from './file-rating.ts'
import { metadataDate, predictedRating, rating, ratingIsPredicted } from './namespaces.ts'
import { EMPTY_SIDECAR } from './new-sidecar.ts'
import { parseXmp } from './xmp-document.ts'

const path = 'x.xmp'
const set = (text: string, value: string | undefined, name = rating) => editXmp(text, [{ name, value }], { path })
const read = (text: string) => ratingOf(parseXmp(text, { path }))

describe('editing an XMP', () => {
  it('changes the one value, as an attribute or an element', () => {
    expect(set(lightroomSidecar, '1')).toBe(lightroomSidecar.replace('xmp:Rating="3"', 'xmp:Rating="1"'))
    expect(set(darktableSidecar, '4')).toBe(darktableSidecar.replace('xmp:Rating="-1"', 'xmp:Rating="4"'))
    expect(set(digikamSidecar, '2')).toBe(digikamSidecar.replace('<xmp:Rating>5<', '<xmp:Rating>2<'))
  })

  it('adds a property behind the last attribute, in the way of the program that wrote it', () => {
    expect(set(lightroomSidecar, '4', predictedRating)).toBe(
      lightroomSidecar.replace(
        'crs:Exposure2012="+0.35"',
        'crs:Exposure2012="+0.35"\n   xmlns:palate="urn:palate:xmp#"\n   palate:PredictedRating="4"',
      ),
    )
  })

  it('takes a property away, which undoes having added it', () => {
    const text = xmpWith('')
    expect(set(set(text, '4', predictedRating), undefined, predictedRating)).toBe(text)
    expect(set(lightroomSidecar, undefined)).toBe(lightroomSidecar.replace('\n   xmp:Rating="3"', ''))
    expect(set(digikamSidecar, undefined)).toBe(digikamSidecar.replace('\n   <xmp:Rating>5</xmp:Rating>', ''))
    expect(set(lightroomSidecar, undefined, ratingIsPredicted)).toBe(lightroomSidecar)
  })

  it('uses the prefix of the document, and another than one that is taken', () => {
    const renamed = lightroomSidecar.replaceAll('xmp:', 'xap:').replace('xmlns:xmp=', 'xmlns:xap=')
    expect(set(set(renamed, undefined), '5')).toContain('xap:Rating="5"')
    const taken = xmpWith('').replace('xmlns:palate="urn:palate:xmp#"', 'xmlns:palate="urn:other"')
    expect(set(taken, '5', predictedRating)).toContain('xmlns:palate1="urn:palate:xmp#" palate1:PredictedRating="5"')
    expect(read(set(taken, '5', predictedRating)).predicted).toBe(5)
  })

  it('fills elements that are empty', () => {
    const withElement = (element: string) =>
      xmpWith('').replace('/></rdf:RDF>', `>${element}</rdf:Description></rdf:RDF>`)
    for (const empty of [
      '<xmp:Rating/>',
      '<xmp:Rating></xmp:Rating>',
      '<xmp:Rating\n/>',
      '<xmp:Rating  ></xmp:Rating>',
    ])
      expect(read(set(withElement(empty), '2')).rating).toBe(2)
  })

  it('is not led astray by tags in comments, CDATA, instructions and values', () => {
    const text = `<?a <rdf:Description xmp:Rating="1"/> ?><!-- <a b="> --><x:xmpmeta xmlns:x="adobe:ns:meta/"
      ><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      ><rdf:Description rdf:about='' title='a > b xmp:Rating="1"' xmlns:xmp = 'http://ns.adobe.com/xap/1.0/'
      xmp:Rating = '1' ><xmp:Label><![CDATA[<xmp:Rating>1</xmp:Rating>]]></xmp:Label></rdf:Description></rdf:RDF></x:xmpmeta>`
    expect(set(text, '5')).toBe(text.replace("xmp:Rating = '1'", "xmp:Rating = '5'"))
  })

  it('makes a new sidecar that says only what it should', () => {
    const made = editXmp(EMPTY_SIDECAR, [{ name: predictedRating, value: '4' }], { path })
    expect(read(made)).toEqual({
      rating: 'unseen',
      predicted: 4,
      isMarked: false,
      changed: undefined,
      forExtension: undefined,
    })
  })

  it('leaves every other character as it was, whatever else there is', () => {
    fc.assert(
      fc.property(documents, fc.integer({ min: -1, max: 5 }), ({ hasRating, fill }, stars) => {
        const before = fill('3')
        const after = set(before, String(stars))
        if (hasRating) expect(after).toBe(fill(String(stars)))
        else {
          expect(read(after).rating).toBe(read(xmpWith(`xmp:Rating="${stars}"`)).rating)
          expect(set(after, undefined)).toBe(before)
        }
        const dated = set(after, '2024-01-01T00:00:00.000Z', metadataDate)
        expect(read(dated).changed).toBe(Date.UTC(2024, 0, 1))
        expect(set(dated, undefined, metadataDate)).toBe(after)
      }),
      { numRuns: 100, seed: 1 },
    )
  })
})

const blank = fc.constantFrom(' ', '\n  ', '\r\n\t', '  ')
const word = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,8}$/)
const value = fc.string({
  unit: fc.constantFrom('a', 'é', '≥', '😀', ' ', '>', '/', '=', '&amp;', '&lt;', '&#10;', 'xmp:Rating'),
  maxLength: 12,
})
const quoted = fc.tuple(value, fc.constantFrom('"', "'")).map(([text, quote]) => `${quote}${text}${quote}`)
const attribute = fc.tuple(blank, word, fc.constantFrom('=', ' = '), quoted)
const content = fc.oneof(
  blank,
  value,
  fc.constantFrom('<!-- <xmp:Rating>9</xmp:Rating> -->', '<![CDATA[<a b="]]>', '<?note <b>?>'),
  fc.tuple(word, value).map(([name, text]) => `<o:${name}>${text}</o:${name}>`),
  word.map((name) => `<o:${name}><rdf:Bag><rdf:li xmp:Rating="9">x</rdf:li><rdf:li/></rdf:Bag></o:${name}>`),
)

/** XMP with all kinds of other things in it, and a place for a rating: none, an attribute or an element. */
const documents = fc
  .record({
    attributes: fc.uniqueArray(attribute, { selector: ([, name]) => name, maxLength: 6 }),
    contents: fc.array(content, { maxLength: 6 }),
    place: fc.constantFrom('none', 'attribute', 'element'),
    at: fc.nat(6),
    first: fc.constantFrom('', '<?xml version="1.0"?>\n', '<!-- kept -->'),
    second: fc.constantFrom('', '<rdf:Description rdf:about="" o:z="1"/>'),
  })
  .map(({ attributes, contents, place, at, first, second }) => ({
    hasRating: place !== 'none',
    fill(stars: string): string {
      const inTag = attributes.map(([space, name, equals, text]) => `${space}o:${name}${equals}${text}`)
      if (place === 'attribute') inTag.splice(at, 0, ` xmp:Rating='${stars}'`)
      const inside = [...contents]
      if (place === 'element') inside.splice(at, 0, `<xmp:Rating>${stars}</xmp:Rating>`)
      return `${first}<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:o="urn:other" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description${inTag.join('')}>${inside.join('')}</rdf:Description>${second}</rdf:RDF></x:xmpmeta>`
    },
  }))
