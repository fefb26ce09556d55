import { countPairs, histogram2d } from '../../core/picture.ts'
import { plcc } from '../../core/index.ts'
import { isAbsent, type TestDatabase } from '../measurements.ts'
import { databaseTitles, decimals, individualsOf } from './individuals.ts'
import { type FigureSpec, packAndSettings } from './paper-figure.ts'

const id = 'figure6'
const title = 'Figure 6. Coefficients against zero-shot SROCC'
const databases = Object.keys(databaseTitles) as readonly TestDatabase[]

/** Figure 6: vectors that suit a person beforehand get the large coefficients (Sec. 5.4). */
export const figure6: FigureSpec = {
  id,
  title,
  async make(measurements, pack) {
    const pairs: { database: TestDatabase; rater: string; vector: string; x: number; y: number }[] = []
    const missing: string[] = []
    let people = 0
    let shots = 0
    for (const database of databases) {
      const found = await individualsOf({ measurements, pack, database, which: 'many' })
      if (isAbsent(found)) {
        missing.push(`${databaseTitles[database]}: ${found.absent}`)
        continue
      }
      shots = found.shots
      for (const { rater, zeroShot, coefficients } of found.individuals) {
        if (coefficients === undefined) continue
        people++
        for (const [at, vector] of pack.vectors.entries()) {
          const [x, y] = [zeroShot[at]!, coefficients[at]!]
          if (Number.isFinite(x) && Number.isFinite(y)) pairs.push({ database, rater, vector, x, y })
        }
      }
    }
    if (pairs.length === 0) return { absent: oneReason(missing) ?? 'the method has no coefficients' }
    const histogram = countPairs(pairs)
    const correlation = plcc(
      pairs.map(({ x }) => x),
      pairs.map(({ y }) => y),
    )
    return {
      id,
      title,
      caption:
        `How often a coefficient meets a zero-shot SROCC: one pair a vector and person, ${pairs.length} pairs of ${people} test ` +
        `raters of ${databases
          .filter((name) => pairs.some(({ database }) => database === name))
          .map((name) => databaseTitles[name])
          .join(', ')}. ` +
        `Coefficients after learning from ${shots} photos, averaged over layers and trials; their Pearson correlation with the ` +
        `SROCC is ${decimals(correlation)}. ${missing.map((reason) => `Not in it: ${reason}. `).join('')}${packAndSettings(pack, measurements)}`,
      svg: await histogram2d({
        title,
        x: { label: 'zero-shot SROCC' },
        y: { label: 'coefficient, mean over layers' },
        histogram,
        counted: 'pairs',
      }),
      data: {
        shots,
        correlation,
        ...histogram,
        pairs: pairs.map(({ x, y, ...pair }) => ({ ...pair, zeroShot: x, coefficient: y })),
        missing,
      },
    }
  },
}

/** "data not present" once, where all databases lack for the same reason. */
function oneReason(missing: readonly string[]): string | undefined {
  if (missing.length === 0) return undefined
  const reasons = new Set(missing.map((text) => text.slice(text.indexOf(': ') + 2)))
  return reasons.size === 1 ? [...reasons][0] : missing.join('; ')
}
