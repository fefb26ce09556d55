import { describe, expect, it } from 'vitest'
import { mkdtemp, open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { darktableSidecar, digikamSidecar, lightroomSidecar, xmpWith } from '../../../test/support/sidecars.ts'
import { FormatError } from '../../core/index.ts'
import { ratingOf } from './file-rating.ts'
import { readSidecar } from './sidecars.ts'
import { parseXmp } from './xmp-document.ts'
import { decodeXmp, encodeXmp } from './xmp-text.ts'

const root = temporaryFolder()
const path = 'x.xmp'
const read = (bytes: Uint8Array | string) =>
  ratingOf(parseXmp(decodeXmp(Buffer.from(bytes), { path }).text, { path })).rating

/** Of this process's own work, whatever else the machine does. */
const secondsSince = (before: NodeJS.CpuUsage) => process.cpuUsage(before).user / 1e6

describe('XMP in several encodings', () => {
  const text = digikamSidecar
  const swapped = (of: string) => Buffer.from(of, 'utf16le').swap16()
  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16, little end first', Buffer.from(text, 'utf16le')],
    ['UTF-16, little end first, with a mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16, big end first', swapped(text)],
    ['UTF-16, big end first, with a mark', swapped(`\ufeff${text}`)],
  ])('is read from %s and written the same', (_, bytes) => {
    expect(read(bytes)).toBe(5)
    const { text: decoded, form } = decodeXmp(bytes, { path })
    expect(decoded).toBe(text)
    expect(Buffer.from(encodeXmp(decoded, form))).toEqual(bytes)
  })

  it('may be filled up with zeros', () => {
    expect(read(`${lightroomSidecar}${'\0'.repeat(100)}`)).toBe(3)
  })

  it.each([
    ['what is no UTF-8', Buffer.from(digikamSidecar, 'latin1'), 'x.xmp is not UTF-8 text'],
    ['another declared encoding', darktableSidecar.replace('UTF-8', 'ISO-8859-1'), 'x.xmp is encoded as ISO-8859-1'],
    ['half a UTF-16 character', Buffer.from(text, 'utf16le').subarray(0, 801), 'x.xmp is not UTF-16LE text'],
  ])('refuses %s', (_, bytes, says) => {
    expect(() => read(bytes)).toThrow(says)
  })
})

describe('XMP made to do harm', () => {
  const bomb = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>${xmpWith('').replace('</rdf:RDF>', '&c;</rdf:RDF>')}`
  it.each([
    ['entities that expand', bomb, 'declares a document type'],
    ['a file as an entity', bomb.replace('"ha"', 'SYSTEM "file:///etc/passwd"'), 'declares a document type'],
    ['an unknown entity', xmpWith('xmp:Rating="&five;"'), 'not well-formed XML (entity not found'],
    ['levels without end', '<a>'.repeat(100_000), 'too many within each other'],
    ['elements without end', `<a>${'<b/>'.repeat(200_000)}</a>`, 'too many elements'],
    ['attributes without end', `<a ${'b="" '.repeat(100_000)}/>`, 'more than 4000 attributes'],
    ['comments never closed', '<!--'.repeat(1_000_000), 'cut short: "-->" is missing'],
    ['quotes never closed', `<a ${'b="c" '.repeat(3000)} d="${'<'.repeat(1_000_000)}`, 'cut short within the tag'],
    ['the same attribute twice', xmpWith('xmp:Rating="1" xmp:Rating="5"'), 'not well-formed XML'],
    ['a value without quotes', xmpWith('xmp:Rating=5 '), 'not well-formed XML'],
    ['an unbound prefix', xmpWith('nothing:Rating="5"'), 'not well-formed XML'],
    ['crossing tags', '<a><b></a></b>', 'not well-formed XML'],
    ['a tag closed and never opened', '</a>', 'closes an element that it never opened'],
    ['no XML', 'five stars', 'not well-formed XML'],
    ['nothing', '', 'not well-formed XML'],
    ['other XML', '<svg xmlns="http://www.w3.org/2000/svg"><path d=""/></svg>', 'is no XMP'],
  ])('%s: refused in one sentence, at once', (_, text, says) => {
    const started = process.cpuUsage()
    expect(() => read(text)).toThrow(FormatError)
    expect(() => read(text)).toThrow(says)
    expect(secondsSince(started)).toBeLessThan(2)
    try {
      read(text)
    } catch (error) {
      expect((error as Error).message).not.toContain('\n')
      expect((error as Error).message.length).toBeLessThan(250)
    }
  })

  it('cut at any place is refused', () => {
    for (const text of [lightroomSidecar, darktableSidecar, digikamSidecar]) {
      const whole = text.trimEnd().length
      const lastTag = text.indexOf('</x:xmpmeta>') + '</x:xmpmeta>'.length
      for (let length = 0; length < whole; length += 7) {
        // What is cut behind the last tag has lost padding alone.
        if (length >= lastTag && !text.slice(lastTag, length).includes('<')) continue
        expect(() => read(text.slice(0, length)), `${length} characters`).toThrow(FormatError)
      }
    }
  })

  it('at the limits of what is allowed takes less than seconds', () => {
    const li = '<rdf:li a="1">x</rdf:li>'.repeat(90_000)
    const large = xmpWith('xmp:Rating="3"').replace('/></rdf:RDF>', `><xmp:B>${li}</xmp:B></rdf:Description></rdf:RDF>`)
    const started = process.cpuUsage()
    expect(read(large)).toBe(3)
    expect(secondsSince(started)).toBeLessThan(5)
  })

  it('larger than 16 MB is not even read', async () => {
    const huge = join(await mkdtemp(join(root, 'huge-')), 'huge.xmp')
    await writeFile(huge, '')
    const file = await open(huge, 'r+')
    await file.truncate(17 * 1024 * 1024)
    await file.close()
    expect(() => read(Buffer.alloc(17 * 1024 * 1024, 32))).toThrow('x.xmp has 18 MB; palate reads XMP of at most 16')
    await expect(readSidecar(huge)).rejects.toThrow(`${huge} has 18 MB; palate reads XMP of at most 16`)
  })
})
