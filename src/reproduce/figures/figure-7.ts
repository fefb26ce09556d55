import { barChart } from '../../core/picture.ts'
import { isAbsent } from '../measurements.ts'
import { byRater, decimals, individualsOf, meanOf } from './individuals.ts'
import { type FigureSpec, packAndSettings } from './paper-figure.ts'

const id = 'figure7'

/** Figure 7: what personalisation gives each person (appendix A). */
export const figure7: FigureSpec = {
  id,
  title: 'Figure 7. Gain of each individual of Flickr-AES at 100 shots',
  async make(measurements, pack) {
    const found = await individualsOf({ measurements, pack, database: 'flickr-aes', which: 'many' })
    if (isAbsent(found)) return found
    const { shots } = found
    const gains = found.individuals
      .map(({ rater, srocc, meanZeroShot }) => ({ rater, gain: srocc - meanZeroShot, srocc, meanZeroShot }))
      .toSorted((a, b) => b.gain - a.gain || byRater(a, b))
    const mean = meanOf(gains.map(({ gain }) => gain))
    const losers = gains.filter(({ gain }) => gain < 0).length
    const title = `Figure 7. Gain of each individual of Flickr-AES at ${shots} shots`
    return {
      id,
      title,
      caption:
        `SROCC after learning from ${shots} photos (mean over trials, on photos not learnt from) less the mean zero-shot SROCC of ` +
        `the vectors' own models on the same photos; ${gains.length} test workers, the greatest gain first. ` +
        `${losers === 0 ? 'Nobody loses.' : `${losers} of them ${losers === 1 ? 'loses' : 'lose'}.`} ${packAndSettings(pack, measurements)}`,
      svg: await barChart({
        title,
        x: { label: 'test worker' },
        y: { label: 'gain in SROCC' },
        groups: gains.map(({ rater }) => rater),
        series: [{ name: 'gain', values: gains.map(({ gain }) => gain) }],
        references: [{ name: `mean: ${decimals(mean)}`, y: mean }],
      }),
      data: { shots, mean, individuals: gains },
    }
  },
}
