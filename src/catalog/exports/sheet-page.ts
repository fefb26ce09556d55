import type { PalateError } from '../../core/index.ts'
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
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${style}</style></head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
<p>${photos} ${photos === 1 ? 'photo' : 'photos'}. ★ is given by hand. ☆ is predicted from that, with its probability.</p>
</header>
<main>
`
}

export const sheetEnd = '</main>\n</body></html>\n'

/** A photo with what was given and what is predicted, each named; in place of a picture that cannot be made the reason. */
export function sheetFigure(photo: ExportedPhoto, picture: Picture | PalateError): string {
  const { place, name, stars, probability, takenAt } = photo
  const shown =
    picture instanceof Error
      ? `<div class="missing">${escapeHtml(picture.message)}</div>`
      : `<img alt="${escapeHtml(name)}" decoding="async" src="data:${escapeHtml(picture.type)};base64,${base64(picture.bytes)}">`
  const lines = [
    `<p><b>${place}</b> ${escapeHtml(name)}</p>`,
    ...givenLines(photo).map((line) => `<p class="given">${line}</p>`),
    `<p class="predicted">${glyphs('☆', stars)} predicted ${stars} (${Math.round(100 * probability)} %)</p>`,
    ...(takenAt === null ? [] : [`<p><time>${escapeHtml(takenAt.slice(0, 16).replace('T', ' '))}</time></p>`]),
  ]
  return `<figure>${shown}<figcaption>${lines.join('')}</figcaption></figure>\n`
}

function givenLines({ given }: ExportedPhoto): readonly string[] {
  const { score, stars, flag } = given ?? {}
  return [
    ...(score === undefined ? [] : [`${glyphs('★', score)} rated ${score}`]),
    ...(stars === undefined ? [] : [`${glyphs('★', stars)} ${stars} in its file`]),
    ...(flag === undefined ? [] : [{ pick: 'picked', reject: 'rejected', pass: 'passed over' }[flag]]),
  ]
}

/** The number stands beside it: a screen reader would say each glyph. */
function glyphs(glyph: string, count: number): string {
  return `<span aria-hidden="true">${glyph.repeat(count)}</span>`
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
