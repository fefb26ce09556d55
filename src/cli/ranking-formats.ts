import { pathToFileURL } from 'node:url'
import { stringify } from 'csv-stringify/sync'
import type { Ranking } from '../personalize/index.ts'

/** An order as aligned text, with what it was made with and how long it took. */
export function rankingTable({ pack, method, seconds, ratings, photos }: Ranking): string {
  const width = String(photos.length).length
  const lines = photos.map(
    ({ path, score, stars }, index) =>
      `${String(index + 1).padStart(width)}  ${score.toFixed(3).padStart(7)}  ${stars === null ? '     ' : '*'.repeat(stars).padEnd(5)}  ${path}`,
  )
  return `${lines.join('\n')}\n\npack ${pack}, method ${method}, ${ratings} ratings, ${seconds.toFixed(1)} s\n`
}

/** `rank,path,score,deviation,stars`, best first. */
export function rankingCsv({ photos }: Ranking): string {
  const rows = photos.map(({ path, score, deviation, stars }, index) => [index + 1, path, score, deviation, stars])
  return stringify([['rank', 'path', 'score', 'deviation', 'stars'], ...rows])
}

/** A contact sheet in the order of taste, that shows the photos where they lie. */
export function rankingHtml({ pack, method, ratings, photos }: Ranking): string {
  const figures = photos.map(
    ({ path, score, stars }, index) =>
      `<figure><img loading="lazy" src="${escapeHtml(pathToFileURL(path).href)}" alt=""><figcaption>${index + 1}. ${'★'.repeat(stars ?? 0)} ${score.toFixed(2)}<br>${escapeHtml(path)}</figcaption></figure>`,
  )
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>palate: your order</title>
<style>
body { font: 14px system-ui, sans-serif; margin: 2rem; background: #fff; color: #222 }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 1rem }
figure { margin: 0 }
img { width: 100%; aspect-ratio: 4 / 3; object-fit: contain; background: #f3f3f3 }
figcaption { overflow-wrap: anywhere; color: #555 }
</style>
<h1>Your order</h1>
<p>Pack ${escapeHtml(pack)}, method ${escapeHtml(method)}, ${ratings} ratings.</p>
<main>
${figures.join('\n')}
</main></html>
`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
