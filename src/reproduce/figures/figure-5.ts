import { lineChart } from '../../core/picture.ts'
import { isAbsent, type PackUnderTest, type PersonalResult, sourceDatabases } from '../measurements.ts'
import { quotedPersonal } from '../quoted.ts'
import { decimals, shotsFor } from './individuals.ts'
import { type FigureSpec, packAndSettings } from './paper-figure.ts'

const id = 'figure5'
const title = 'Figure 5. SROCC on REAL-CUR against the number of databases'

/** Figure 5: what each further database adds (Sec. 5.3). */
export const figure5: FigureSpec = {
  id,
  title,
  async make(measurements, pack) {
    const order = accumulated(pack)
    const results: PersonalResult[] = []
    for (let count = 1; count <= order.length; count++) {
      const vectors = order.slice(0, count)
      const result = await measurements.personal({ pack, database: 'real-cur', variant: 'ours', vectors })
      if (isAbsent(result)) return result
      results.push(result)
    }
    const asked = (['few', 'many'] as const).map((which) => shotsFor(measurements, which))
    const series = asked.flatMap((shots) => {
      if (typeof shots !== 'number') return []
      const points = results.flatMap((result, at) => {
        const found = result.shots[shots]
        return found === undefined ? [] : [{ x: at + 1, y: found.mean, std: found.std }]
      })
      return points.length === 0 ? [] : [{ shots, name: `${shots}-shot`, points }]
    })
    if (series.length === 0) return { absent: 'no rater has enough photos' }
    const references = previousBest()
    return {
      id,
      title,
      caption:
        'Mean SROCC over the users of REAL-CUR as task vectors are added one by one, from left to right; K support photos at random, ' +
        "the rest judged, mean over trials. Bands: one standard deviation over trials. Dotted: the paper's previous state of the " +
        `art, MTCL, as quoted in its table 2. ${ownOrder(order) ? "The pack's vectors are not the paper's six. " : ''}${packAndSettings(pack, measurements)}`,
      svg: await lineChart({
        title,
        x: {
          label: 'databases',
          domain: [0.7, order.length + 0.3],
          ticks: order.map((_, at) => at + 1),
          tickNames: order.map((name, at) => (at === 0 ? name : `+ ${name}`)),
        },
        y: { label: 'SROCC' },
        series: series.map(({ name, points }) => ({
          name,
          points: points.map(({ x, y, std }) => ({ x, y, ...(std === null ? {} : { low: y - std, high: y + std }) })),
        })),
        references: references.map(({ shots, srocc }) => ({
          name: `MTCL, ${shots}-shot: ${decimals(srocc)}`,
          y: srocc,
        })),
      }),
      data: {
        databases: order,
        series: series.map(({ shots, points }) => ({
          shots,
          points: points.map(({ x, y, std }) => ({ databases: x, srocc: y, std })),
        })),
        quoted: references,
      },
    }
  },
}

/** The pack's vectors in the paper's order; those that the paper has not follow in the pack's. */
function accumulated({ vectors }: PackUnderTest): readonly string[] {
  const paper: readonly string[] = sourceDatabases.filter((name) => vectors.includes(name))
  return [...paper, ...vectors.filter((name) => !paper.includes(name))]
}

function ownOrder(order: readonly string[]): boolean {
  return order.length !== sourceDatabases.length || order.some((name, at) => name !== sourceDatabases[at])
}

/** MTCL on REAL-CUR, from the paper's table 2. */
function previousBest(): readonly { readonly shots: number; readonly srocc: number }[] {
  const [, , few, many] = quotedPersonal.table2.find(([method]) => method === 'MTCL')!
  return [
    { shots: 10, srocc: few![0] },
    { shots: 100, srocc: many![0] },
  ]
}
