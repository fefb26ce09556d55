import { type Html, html, nothing, pageHead, type PalateError, trusted } from '../../core/index.ts'
import type { Picture } from '../pictures/index.ts'
import type { ExportedPhoto } from './exported-photo.ts'

const style = `
:root { color-scheme: light dark; --back: #fff; --text: #1c1c1c; --faint: #595959; --frame: #f2f2f2 }
@media (prefers-color-scheme: dark) { :root { --back: #161616; --text: #ececec; --faint: #a6a6a6; --frame: #222 } }
body { font: 14px/1.45 system-ui, sans-serif; margin: 2rem; background: var(--back); color: var(--text) }
header p { color: var(--faint) }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(220px, 100%), 1fr)); gap: 1.5rem 1rem }
figure { margin: 0; break-inside: avoid }
img, .missing { display: block; box-sizing: border-box; width: 100%; aspect-ratio: 4 / 3; background: var(--frame) }
img { object-fit: contain }
.missing { padding: 1rem; overflow: auto; overflow-wrap: anywhere; color: var(--faint) }
figcaption { margin-top: .4rem; overflow-wrap: anywhere }
figcaption p { margin: 0 }
.given { font-weight: 600 }
.predicted, time { color: var(--faint) }
.predicted { font-style: italic }
@media screen { figure { content-visibility: auto; contain-intrinsic-size: auto 260px } }
@media print {
  :root { color-scheme: light; --back: #fff; --text: #000; --faint: #444; --frame: #fff }
  body { margin: 0; font-size: 8pt }
  main { grid-template-columns: repeat(4, 1fr); gap: 6mm 4mm }
  .missing { border: 1px solid #999 }
}
@page { margin: 12mm }
`

/** The page up to its first photo. It may load nothing from anywhere, whatever stands in it. */
export function sheetStart({ title, photos }: { readonly title: string; readonly photos: number }): string {
  const noun = photos === 1 ? 'photo' : 'photos'
  const header = html`<header>
    <h1>${title}</h1>
    <p>${photos} ${noun}. ★ is given by hand. ☆ is predicted from that, with its probability.</p>
  </header>`
  return `<!doctype html>\n<html lang="en">\n${pageHead({ title, style }).html}\n<body>\n${header.html}\n<main>\n`
}

export const sheetEnd = '</main>\n</body></html>\n'

/** A photo with what was given and what is predicted, each named; in place of a picture that cannot be made the reason. */
export function sheetFigure(photo: ExportedPhoto, picture: Picture | PalateError): string {
  const { place, name, stars, probability, takenAt } = photo
  const figure = html`<figure>
    ${shown(name, picture)}
    <figcaption>
      <p><b>${place}</b> ${name}</p>
      ${givenLines(photo).map((line) => html`<p class="given">${line}</p>`)}
      <p class="predicted">${glyphs('☆', stars)} predicted ${stars} (${Math.round(100 * probability)} %)</p>
      ${takenAt === null ? nothing : html`<p><time>${takenAt.slice(0, 16).replace('T', ' ')}</time></p>`}
    </figcaption>
  </figure>`
  return `${figure.html}\n`
}

function shown(name: string, picture: Picture | PalateError): Html {
  if (picture instanceof Error) return html`<div class="missing">${picture.message}</div>`
  const bytes = trusted(base64(picture.bytes)) // long, and nothing in it to escape
  return html`<img alt="${name}" decoding="async" src="data:${picture.type};base64,${bytes}" />`
}

function givenLines({ given }: ExportedPhoto): readonly Html[] {
  const { score, stars, flag } = given ?? {}
  return [
    ...(score === undefined ? [] : [html`${glyphs('★', score)} rated ${score}`]),
    ...(stars === undefined ? [] : [html`${glyphs('★', stars)} ${stars} in its file`]),
    ...(flag === undefined ? [] : [html`${{ pick: 'picked', reject: 'rejected', pass: 'passed over' }[flag]}`]),
  ]
}

/** The number stands beside it: a screen reader would say each glyph. */
function glyphs(glyph: string, count: number): Html {
  return html`<span aria-hidden="true">${glyph.repeat(count)}</span>`
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')
}
