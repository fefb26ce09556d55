import type { Filters } from '../store/order.ts'
import { counted } from './names.ts'

/** What a filter leaves, each in some words: `unrated`, `from 31 May 2024`. */
export function filterWords(filters: Filters): readonly string[] {
  const { from, to, camera, folder, given, stars, unsure, grouped } = filters
  return [
    given === undefined ? [] : /\d/u.test(given) ? `${counted(Number(given), 'star')} given` : given,
    stars === undefined ? [] : `at least ${counted(stars, 'star')} expected`,
    unsure === true ? 'unsure' : [],
    from === undefined ? [] : `from ${from}`,
    to === undefined ? [] : `to ${to}`,
    camera === undefined ? [] : camera,
    folder === undefined ? [] : `in ${folder === '' ? 'the opened folder' : folder}`,
    grouped === true ? 'near duplicates behind one another' : [],
  ].flat()
}
