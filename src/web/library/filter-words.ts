import type { Filters } from '../store/order.ts'

/** What a filter leaves, each in some words: `unrated`, `from 31 May 2024`. */
export function filterWords(filters: Filters): readonly string[] {
  const { from, to, camera, folder, given, stars, unsure, grouped } = filters
  return [
    given === undefined ? [] : /\d/u.test(given) ? `${starsInWords(Number(given))} given` : given,
    stars === undefined ? [] : `at least ${starsInWords(stars)} expected`,
    unsure === true ? 'unsure' : [],
    from === undefined ? [] : `from ${from}`,
    to === undefined ? [] : `to ${to}`,
    camera === undefined ? [] : camera,
    folder === undefined ? [] : `in ${folder === '' ? 'the opened folder' : folder}`,
    grouped === true ? 'near duplicates behind one another' : [],
  ].flat()
}

function starsInWords(stars: number): string {
  return stars === 1 ? '1 star' : `${stars} stars`
}
