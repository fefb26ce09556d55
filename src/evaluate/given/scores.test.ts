import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { toyJudged } from '../../../test/support/toy-judged.ts'
import { createRandom, UsageError } from '../../core/index.ts'
import { openAllScores, openScores } from './scores.ts'

const folder = temporaryFolder()
const judged = toyJudged(5)
let made = 0

function fileOf(name: string, ...lines: readonly string[]): string {
  const path = join(folder, `${made++}-${name}`)
  writeFileSync(path, lines.join('\n'))
  return path
}

async function refused(...lines: readonly string[]): Promise<string> {
  const error: unknown = await openScores(fileOf('scores.csv', ...lines), judged).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(UsageError)
  return (error as Error).message
}

const nobody = { rater: 'ann', trial: 0, shots: 1, random: createRandom(0) }

async function learnt(path: string, of = judged, context: Partial<typeof nobody> = {}) {
  const { methods } = await openScores(path, of)
  const support = { photos: [0], scores: [1] }
  const outcomes = await Promise.all(methods.map((method) => method.learn(support, { ...nobody, ...context })))
  return outcomes.flat().map(({ label, scores }) => [label, Array.from(scores)])
}

describe('scores of photos by another program', () => {
  const rows = ['p4.jpg,4,-1e2', 'images/p0.jpg,0,5', 'p1.jpg,1,6', 'p2.jpg,2,7', 'p3.jpg,.5,8', 'else.jpg,9,bad']

  it('are one method a column, for photos by name; rows about other photos are counted', async () => {
    const path = fileOf('scores.csv', 'image,mine,Theirs', ...rows)
    expect(await learnt(path)).toEqual([
      ['scores:mine', [0, 1, 2, 0.5, 4]],
      ['scores:Theirs', [5, 6, 7, 8, -100]],
    ])
    const { report } = await openScores(path, judged)
    expect(report).toMatchObject({ labels: ['scores:mine', 'scores:Theirs'], used: 5, elsewhere: 1 })
  })

  it('are needed of judged photos alone', async () => {
    const two = { ...judged, places: new Map([...judged.places].filter(([, place]) => place > 2)) }
    expect(await learnt(fileOf('two.csv', 'image,mine', 'p4.jpg,4', 'p3.jpg,3'), two)).toEqual([
      ['scores:mine', [0, 0, 0, 3, 4]],
    ])
  })

  it('are another method under the same label once the file is another', async () => {
    const nameOf = async (...lines: readonly string[]) =>
      (await openScores(fileOf('scores.csv', 'image,mine', ...lines), judged)).methods[0]!.name
    const all = (value: number) => [0, 1, 2, 3, 4].map((at) => `p${at}.jpg,${at * value}`)
    expect(await nameOf(...all(1))).toBe(await nameOf(...all(1)))
    expect(await nameOf(...all(1))).not.toBe(await nameOf(...all(2)))
  })

  it('are refused with counts: missing photos, photos named twice, scores that are no numbers', async () => {
    expect(await refused('image,mine', 'p1.jpg,1')).toMatch(/says nothing of 4 of the 5 photos .*first is .*p0.jpg/)
    const message = await refused('image,mine,by', ...rows.slice(0, 5), 'p1.jpg,nan,0x1')
    expect(message).toContain('photo named twice (1; the first: "p1.jpg", line 7)')
    expect(message).toContain('mine is no finite number (1; the first: "nan", line 7)')
    expect(message).toContain('by is no finite number (1; the first: "0x1", line 7)')
    expect(await refused('image', 'p1.jpg')).toMatch(/has the columns image; expected image and at least one column/)
    expect(await refused('photo,mine', 'p1.jpg,1')).toMatch(/has the columns photo, mine; expected image/)
  })
})

describe('scores of draws by another program', () => {
  const header = 'rater,trial,shots,image,score'
  const scoreOf = (rater: string, trial: number, shots: number, photo: number) =>
    `${(rater === 'ann' ? 1000 : 2000) + 100 * trial + 10 * shots + photo}`
  const rows = judged.trials.flatMap(({ rater, trial, shots, draw }) =>
    draw.test.photos.map(
      (photo) => `${rater.id},${trial},${shots},p${photo}.jpg,${scoreOf(rater.id, trial, shots, photo)}`,
    ),
  )

  it('are those of the draw at hand', async () => {
    const path = fileOf('draws.csv', header, ...rows, 'ann,9,1,p0.jpg,1', 'zoe,0,1,p0.jpg,1')
    expect((await openScores(path, judged)).report).toMatchObject({ used: rows.length, elsewhere: 2 })
    for (const { rater, trial, shots, draw } of judged.trials) {
      const [[label, scores] = []] = await learnt(path, judged, { rater: rater.id, trial, shots })
      expect(label).toBe('scores:score')
      for (const photo of draw.test.photos)
        expect((scores as number[])[photo]).toBe(Number(scoreOf(rater.id, trial, shots, photo)))
    }
  })

  it('are refused where a tested photo has none, or rows cannot be meant', async () => {
    expect(await refused(header, ...rows.slice(2))).toMatch(
      /test photo without a score \(2; the first: .*, rater ann, trial 0, 1 shots\); .* must be of the same draws/,
    )
    const message = await refused(header, ...rows, rows[0]!, 'ann,0,1.5,p0.jpg,1', rows[1]!.replace(/\d+$/, 'inf'))
    expect(message).toContain('photo named twice in a draw (2; ')
    expect(message).toContain('trial or shots is no whole number (1; ')
    expect(message).toContain('score is no finite number (1; the first: "inf", line')
    expect(await refused('rater,image,score', 'ann,p0.jpg,1')).toMatch(/scores that depend on what was rated have/)
  })
})

describe('several files', () => {
  it('may not give the same label', async () => {
    const rows = [0, 1, 2, 3, 4].map((at) => `p${at}.jpg,${at}`)
    const [one, two] = [fileOf('one.csv', 'image,mine', ...rows), fileOf('two.csv', 'image,mine', ...rows)]
    await expect(openAllScores([one, two], judged)).rejects.toThrow(/one.csv and .*two.csv both give scores:mine/)
    const three = fileOf('three.csv', 'image,other', ...rows)
    expect((await openAllScores([one, three], judged)).flatMap(({ report }) => report.labels)).toHaveLength(2)
  })
})
