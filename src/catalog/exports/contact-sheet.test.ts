import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { describeWithShared } from '../../../test/support/shared.ts'
import { CancelledError, MissingError } from '../../core/index.ts'
import { browserShows, contentHash } from '../../image/index.ts'
import { openPictures, type Picture } from '../pictures/index.ts'
import { type ExportedPhoto, exportContactSheet } from './index.ts'

function row(place: number, more: Partial<ExportedPhoto> = {}): ExportedPhoto {
  const name = `IMG_${place}.jpg`
  const expected = { stars: 3, probability: 0.536, score: 1 - place, deviation: 0.5 }
  return { path: `/photos/${name}`, place, name, ...expected, takenAt: null, given: null, ...more }
}

const thumbnail = ({ name }: ExportedPhoto): Promise<Picture> =>
  Promise.resolve({ bytes: Buffer.from(`picture of ${name}`), type: 'image/webp' })

async function sheet(rows: readonly ExportedPhoto[], more: { title?: string } = {}): Promise<string> {
  const parts: string[] = []
  for await (const part of exportContactSheet({ rows, thumbnail, title: 'My order', ...more })) parts.push(part)
  return parts.join('')
}

function figures(html: string): readonly string[] {
  return html.match(/<figure>.*?<\/figure>/gs) ?? []
}

describe('a contact sheet', () => {
  it('shows the photos in their order, the pictures within it and named for those who do not see them', async () => {
    const html = await sheet([row(2), row(1), row(3)])
    const found = [...html.matchAll(/<img alt="([^"]*)" decoding="async" src="data:image\/webp;base64,([^"]*)" \/>/g)]
    expect(found.map(([, alt, data]) => [alt, Buffer.from(data!, 'base64').toString()])).toEqual(
      ['IMG_2.jpg', 'IMG_1.jpg', 'IMG_3.jpg'].map((name) => [name, `picture of ${name}`]),
    )
    expect(html.match(/\b(src|href)="(?!data:)/g)).toBeNull()
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/)
    expect(html).toContain('3 photos.')
    expect(html).toMatch(/<\/html>\n$/)
  })

  it('says of stars whether they were given or are predicted, and of what kind', async () => {
    const [unseen, rated, inFile, rejected] = figures(
      await sheet([
        row(1),
        row(2, { given: { score: 5 } }),
        row(3, { given: { stars: 2, flag: 'pick' } }),
        row(4, { given: { flag: 'reject' } }),
      ]),
    )
    const predicted = '<p class="predicted"><span aria-hidden="true">☆☆☆</span> predicted 3 (54 %)</p>'
    for (const figure of [unseen, rated, inFile, rejected]) {
      expect(figure).toContain(predicted)
      expect(figure!.split(predicted).join('')).not.toContain('☆')
    }
    expect(unseen).not.toContain('class="given"')
    expect(rated).toContain('<p class="given"><span aria-hidden="true">★★★★★</span> rated 5</p>')
    expect(inFile).toContain('<p class="given"><span aria-hidden="true">★★</span> 2 in its file</p>')
    expect(inFile).toContain('<p class="given">picked</p>')
    expect(rejected).toContain('<p class="given">rejected</p>')
    expect(rejected).not.toContain('★')
  })

  it('says when a photo was taken, to the minute, where that is known', async () => {
    const [dated, undated] = figures(await sheet([row(1, { takenAt: '2024-05-31T18:03:27' }), row(2)]))
    expect(dated).toContain('<time>2024-05-31 18:03</time>')
    expect(undated).not.toContain('<time>')
  })

  it('escapes every text, and may load nothing', async () => {
    const hostile = `"><script src='//x'>&`
    const failing = () => Promise.reject(new MissingError(`cannot read ${hostile}`))
    const rows = [row(1, { name: hostile, takenAt: hostile }), row(2)]
    for (const pictures of [failing, () => Promise.resolve({ bytes: Buffer.from('x'), type: hostile })]) {
      let html = ''
      for await (const part of exportContactSheet({ rows, thumbnail: pictures, title: hostile })) html += part
      expect(html).not.toContain('<script')
      expect(html).not.toContain("'//x")
      expect(html).toContain('&quot;&gt;&lt;script src=&#39;//x&#39;&gt;&amp;')
      expect(html).toContain(`content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"`)
    }
  })

  it('has in its place why a photo cannot be shown', async () => {
    let html = ''
    const gone = (photo: ExportedPhoto) =>
      photo.place === 2 ? Promise.reject(new MissingError('cannot read b.jpg: it is gone')) : thumbnail(photo)
    for await (const part of exportContactSheet({ rows: [row(1), row(2), row(3)], thumbnail: gone, title: 't' }))
      html += part
    const [, second] = figures(html)
    expect(figures(html)).toHaveLength(3)
    expect(second).toContain('<div class="missing">cannot read b.jpg: it is gone</div>')
    expect(second).not.toContain('<img')
  })

  it('throws what is no reason for a person', async () => {
    const failing = () => Promise.reject(new TypeError('a defect'))
    const reading = async () => {
      for await (const _ of exportContactSheet({ rows: [row(1), row(2)], thumbnail: failing, title: 't' }));
    }
    await expect(reading()).rejects.toThrow(TypeError)
  })
})

describe('a long contact sheet', () => {
  const rows = Array.from({ length: 5000 }, (_, at) => row(at + 1))

  it('comes in parts, few pictures ahead of who reads it, and says how far it is', async () => {
    let [asked, parts, most] = [0, 0, 0]
    const counting = (photo: ExportedPhoto) => {
      asked++
      return thumbnail(photo)
    }
    const reports: string[] = []
    const progress = { report: ({ done, total }: { done: number; total: number }) => reports.push(`${done}/${total}`) }
    for await (const part of exportContactSheet({ rows, thumbnail: counting, title: 't', progress })) {
      expect(part.length).toBeLessThan(5000)
      most = Math.max(most, asked - parts++)
    }
    expect([asked, parts]).toEqual([5000, 5002])
    expect(most).toBeLessThan(10)
    expect(reports.at(-1)).toBe('5000/5000')
    expect(reports).toHaveLength(5000)
  })

  it('ends at once when it is stopped, or when nobody reads on: no picture is wanted any more', async () => {
    const leaving = new AbortController()
    const signals = new Set<AbortSignal>()
    const remembering = (photo: ExportedPhoto, signal: AbortSignal) => {
      signals.add(signal)
      return thumbnail(photo)
    }
    const stopped = exportContactSheet({ rows, thumbnail: remembering, title: 't', signal: leaving.signal })
    await stopped.next()
    await stopped.next()
    leaving.abort()
    await expect(stopped.next()).rejects.toBeInstanceOf(CancelledError)
    await expect(stopped.next()).resolves.toMatchObject({ done: true })
    for await (const part of exportContactSheet({ rows, thumbnail: remembering, title: 't' })) {
      if (part.startsWith('<figure')) break
    }
    await setImmediate()
    expect([...signals].map((signal) => signal.aborted)).toEqual([true, true])
  })
})

describeWithShared('a contact sheet of real photos', ['photos'], (shared) => {
  const folder = temporaryFolder()
  it('holds the thumbnails of the cache', async () => {
    const names = readdirSync(shared).filter((name) => name.endsWith('.jpg'))
    const rows = names.slice(0, 12).map((name, at) => {
      const path = join(shared, name)
      return { ...row(at + 1, { name, path }), contentHash: contentHash(readFileSync(path)) }
    })
    const pictures = openPictures({ path: join(folder, 'pictures.sqlite') })
    const small = (photo: (typeof rows)[number], signal: AbortSignal) =>
      pictures.picture({ contentHash: photo.contentHash, path: photo.path, size: 'thumbnail', signal })
    let html = ''
    for await (const part of exportContactSheet({ rows, thumbnail: small, title: 't' })) html += part
    const found = [...html.matchAll(/src="data:image\/webp;base64,([^"]*)"/g)].map(([, data]) =>
      Buffer.from(data!, 'base64'),
    )
    expect(found).toHaveLength(12)
    for (const [at, each] of rows.entries()) {
      expect(browserShows(found[at]!)).toBe('image/webp')
      const { bytes } = await small(each, new AbortController().signal)
      expect(found[at]!.equals(bytes)).toBe(true)
    }
    await pictures.close()
  })
})
