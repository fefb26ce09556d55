import { barChart } from '../../core/picture.ts'
import { isAbsent, type TestDatabase } from '../measurements.ts'
import { databaseTitles, decimals, type FewOrMany, individualsOf, meanOf } from './individuals.ts'
import { type FigureSpec, packAndSettings } from './paper-figure.ts'

/** Figures 8 to 13: the SROCC of every individual, a figure a database and number of support photos (appendix A). */
export const figures8to13: readonly FigureSpec[] = [
  individuals(8, 'flickr-aes', 'few'),
  individuals(9, 'flickr-aes', 'many'),
  individuals(10, 'real-cur', 'few'),
  individuals(11, 'real-cur', 'many'),
  individuals(12, 'aadb', 'few'),
  individuals(13, 'aadb', 'many'),
]

function individuals(number: number, database: TestDatabase, which: FewOrMany): FigureSpec {
  const id = `figure${number}`
  const titleAt = (shots: number): string =>
    `Figure ${number}. ${shots}-shot SROCC of each individual of ${databaseTitles[database]}`
  return {
    id,
    title: titleAt(which === 'few' ? 10 : 100),
    async make(measurements, pack) {
      const found = await individualsOf({ measurements, pack, database, which })
      if (isAbsent(found)) return found
      const { shots, individuals: people } = found
      const title = titleAt(shots)
      const mean = meanOf(people.map(({ srocc }) => srocc))
      return {
        id,
        title,
        caption:
          `Bars: SROCC after learning from ${shots} photos at random, judged on the rest, mean over trials; ${people.length} test ` +
          "raters in the order of their ids. Diamonds: the mean zero-shot SROCC of the vectors' own models on the same photos, before learning. " +
          packAndSettings(pack, measurements),
        svg: await barChart({
          title,
          x: { label: 'rater' },
          y: { label: 'SROCC' },
          groups: people.map(({ rater }) => rater),
          series: [{ name: `${shots}-shot`, values: people.map(({ srocc }) => srocc) }],
          markers: [{ name: 'mean zero-shot', values: people.map(({ meanZeroShot }) => meanZeroShot) }],
          references: [{ name: `mean ${shots}-shot: ${decimals(mean)}`, y: mean }],
        }),
        data: {
          database,
          shots,
          mean,
          individuals: people.map(({ rater, srocc, meanZeroShot }) => ({ rater, srocc, meanZeroShot })),
        },
      }
    },
  }
}
