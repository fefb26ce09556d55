import { barChart } from '../../core/picture.ts'
import { isAbsent } from '../measurements.ts'
import { byRater } from './individuals.ts'
import { type FigureSpec, packSentence } from './paper-figure.ts'

const id = 'figure2'
const title = 'Figure 2. Zero-shot SROCC for four users of Flickr-AES'

/** As many users as the paper shows. */
const SHOWN = 4

/** Figure 2: how well each vector's own model suits a few people before anything is learnt of them. */
export const figure2: FigureSpec = {
  id,
  title,
  async make(measurements, pack) {
    const result = await measurements.personal({ pack, database: 'flickr-aes', variant: 'ours' })
    if (isAbsent(result)) return result
    // The paper does not say which four it shows.
    const users = result.zeroShot.toSorted(byRater).slice(0, SHOWN)
    if (users.length === 0) return { absent: 'no rater has enough photos' }
    return {
      id,
      title,
      caption:
        `SROCC of each vector's own model with all ratings of a user, nothing learnt. The users are the first ${users.length} test ` +
        `workers of Flickr-AES in the order of their ids: the paper does not name its four. ${packSentence(pack)}`,
      svg: await barChart({
        title,
        x: { label: 'user' },
        y: { label: 'SROCC' },
        groups: users.map(({ rater }) => rater),
        series: pack.vectors.map((name, at) => ({ name, values: users.map(({ srocc }) => srocc[at] ?? Number.NaN) })),
      }),
      data: { vectors: pack.vectors, users },
    }
  },
}
