import { describe, expect, it } from 'vitest'
import { evaluationDocument, evaluationMarkdown, evaluationTable } from './report.ts'
import type { Evaluation, MethodResult } from './summary.ts'

function result(mean: number, change: Partial<MethodResult> = {}): MethodResult {
  return {
    srocc: { mean, std: 0.0042, se: 0.02 },
    pairwiseAccuracy: 0.6543,
    secondsPerUser: 1.5,
    raters: 12,
    constantPredictions: 0,
    harmed: 0.25,
    pairedDifference: { difference: -0.0125, low: -0.03, high: 0.005 },
    perRater: [{ rater: 'r1', srocc: mean, pairwiseAccuracy: 0.6, trials: [] }],
    ...change,
  }
}

const evaluation: Evaluation = {
  seed: 7,
  trials: 3,
  shots: [10, 100],
  raters: 12,
  withoutRatings: 'ensemble-uniform',
  pairedAgainst: 'ensemble-uniform',
  excluded: {
    raters: [
      { rater: 'r3', reason: 'constant scores', shots: [10, 100] },
      { rater: 'r4', reason: 'too few photos', shots: [100] },
    ],
    trials: [{ rater: 'r5', shots: 10, trial: 2 }],
  },
  methods: {
    'ensemble-uniform': { '10': result(0.4312), '100': result(0.433) },
    'a|b': { '10': result(-0.05, { constantPredictions: 3 }), '100': result(1) },
  },
}

describe('evaluationDocument', () => {
  it('is the document of the surface, without the figures of single raters', () => {
    const document = evaluationDocument(evaluation, { pack: 'starter', database: 'oasis-beauty' })
    expect(document).toMatchObject({ pack: 'starter', database: 'oasis-beauty', raters: 12, trials: 3, seed: 7 })
    expect(document.methods['ensemble-uniform']!['10']).toEqual({
      srocc: { mean: 0.4312, std: 0.0042, se: 0.02 },
      pairwiseAccuracy: 0.6543,
      secondsPerUser: 1.5,
      raters: 12,
      constantPredictions: 0,
      harmed: 0.25,
      pairedDifference: { difference: -0.0125, low: -0.03, high: 0.005 },
    })
    expect(document.excluded).toEqual(evaluation.excluded)
    const still = evaluationDocument(evaluation, { pack: 'starter', database: 'oasis-beauty', timings: false })
    expect(JSON.stringify(still)).toBe(JSON.stringify(document).replaceAll('"secondsPerUser":1.5,', ''))
    expect(JSON.parse(JSON.stringify(document))).toEqual(document)
  })
})

describe('evaluationTable', () => {
  it('aligns methods and shots, and says what was left out', () => {
    expect(evaluationTable(evaluation)).toBe(
      `12 raters, 3 trials, seed 7
left out: 1 rater with one score for all photos
left out at K = 10: 1 trial with one score for all test photos
left out at K = 100: 1 rater with too few photos to rate 100 and test 2

SROCC: mean over raters ± standard deviation over trials
method                 K = 10      K = 100
ensemble-uniform   .431 ±.004   .433 ±.004
a|b               -.050 ±.004  1.000 ±.004

SROCC less that of ensemble-uniform [95 % of a bootstrap over raters and photos]
method                          K = 10               K = 100
ensemble-uniform  -.013 [-.030, +.005]  -.013 [-.030, +.005]
a|b               -.013 [-.030, +.005]  -.013 [-.030, +.005]

Pairs in the right order
method            K = 10  K = 100
ensemble-uniform  65.4 %   65.4 %
a|b               65.4 %   65.4 %

Raters harmed: SROCC worse than ensemble-uniform by more than .02
method            K = 10  K = 100
ensemble-uniform  25.0 %   25.0 %
a|b               25.0 %   25.0 %

Seconds per rater
method            K = 10  K = 100
ensemble-uniform    1.50     1.50
a|b                 1.50     1.50

Trials in which all scores were equal (SROCC counts 0)
method            K = 10  K = 100
ensemble-uniform       0        0
a|b                    3        0
`,
    )
  })

  it('prints no spread where there is none, and no table that was not asked for', () => {
    const { pairedAgainst: _, withoutRatings: __, ...plain } = evaluation
    const one = result(0.5, { srocc: { mean: 0.5, std: null, se: null } })
    const text = evaluationTable({ ...plain, shots: [10], methods: { one: { '10': one } } })
    expect(text).toContain('one       .500\n')
    expect(text).not.toMatch(/harmed|less that of|all scores were equal/)
  })
})

describe('evaluationMarkdown', () => {
  it('writes tables that a bar in a name does not break', () => {
    const text = evaluationMarkdown(evaluation)
    expect(text).toContain('- 12 raters, 3 trials, seed 7\n')
    expect(text).toContain(
      '| method | K = 10 | K = 100 |\n| --- | ---: | ---: |\n| ensemble-uniform | .431 ±.004 | .433 ±.004 |\n| a\\|b | -.050 ±.004 |',
    )
  })
})
