import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { toyDatabase } from '../../../test/support/toy-judged.ts'
import { MissingError, UsageError } from '../../core/index.ts'
import { readDraws, writeDraws } from './draws-file.ts'
import { takeDraws } from './take-draws.ts'
import { ratersOf } from '../judged-photos.ts'
import { type PlanOptions, planTrials } from '../plan.ts'

const folder = temporaryFolder()
const database = toyDatabase(6)
const paths = database.images
const places = new Map(paths.map((path, place) => [path, place]))
const raters = ratersOf(database, places)
let made = 0

function fileOf(...lines: readonly string[]): string {
  const path = join(folder, `draws-${made++}.csv`)
  writeFileSync(path, lines.join('\n'))
  return path
}

async function refused(...lines: readonly string[]): Promise<string> {
  const error: unknown = await readDraws(fileOf(...lines), database).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(UsageError)
  return (error as Error).message
}

/** Writes the draws of these options, reads them, and plans the trials from the file. */
async function thereAndBack(options: Partial<PlanOptions>) {
  const planned = { raters, shots: [2, 3], trials: 2, seed: 5, ...options }
  const plan = planTrials(planned)
  const path = join(folder, `written-${made++}.csv`)
  await writeDraws(path, { trials: plan.trials, paths, database })
  const given = takeDraws(await readDraws(path, database), { raters, places, shots: undefined })
  return { plan, path, given, again: planTrials({ ...planned, draws: given.draws, seed: 99 }) }
}

describe('a file of draws', () => {
  it('names the support alone where the rest is tested, and gives the same trials again, whatever the seed', async () => {
    const { plan, path, given, again } = await thereAndBack({})
    expect(again).toEqual(plan)
    expect(given).toMatchObject({ shots: [2, 3], trials: 2, report: { draws: 8, otherRaters: 0, leftOut: 0 } })
    const [header, first] = readFileSync(path, 'utf8').split('\n')
    const [one] = plan.trials
    expect(header).toBe('rater,trial,shots,image')
    expect(first).toBe(`ann,0,2,images/p${one!.draw.support.photos[0]}.jpg`)
  })

  it('names what is tested where that is not the rest, or nothing is rated before', async () => {
    for (const change of [{ shots: [0, 2] }, { supportFrom: new Set([0, 2, 4]) }]) {
      const { plan, path, again } = await thereAndBack(change)
      expect(again).toEqual(plan)
      expect(readFileSync(path, 'utf8')).toMatch(/^rater,trial,shots,image,role\n.*,test$/ms)
    }
  })

  it('names what is tested where photos were left out, so that they are no test where they are there', async () => {
    const left = new Map([...places].filter(([, place]) => place !== 3))
    const { plan, path, again } = await thereAndBack({ raters: ratersOf(database, left) })
    expect(readFileSync(path, 'utf8')).not.toContain('p3.jpg')
    expect(again.trials.map(({ draw }) => draw)).toEqual(plan.trials.map(({ draw }) => draw))
  })

  it('keeps its own numbers of trials, takes columns in any order, and roles that only some draws have', async () => {
    const { draws } = await readDraws(
      fileOf(
        'image;Role;shots;trial;rater;note',
        'p1.jpg;support;1;7;ann;x',
        'p1.jpg;support;1;3;bob;',
        'p4.jpg;TEST;1;3;bob;',
        'images/p0.jpg;test;1;3;bob;',
      ),
      database,
    )
    expect(draws).toEqual([
      { rater: 'ann', trial: 7, shots: 1, support: [paths[1]], test: undefined },
      { rater: 'bob', trial: 3, shots: 1, support: [paths[1]], test: [paths[4], paths[0]] },
    ])
  })

  it('takes the ratings of a database without raters for those of one', async () => {
    const nobody = { ...database, rows: database.rows.slice(0, 6).map((row) => ({ ...row, rater: null })) }
    const { draws } = await readDraws(fileOf('trial,shots,image', '0,1,p3.jpg'), nobody)
    expect(draws).toEqual([{ rater: 'everyone', trial: 0, shots: 1, support: [paths[3]], test: undefined }])
  })

  it('is refused as a whole for rows that cannot be meant, which are counted with the first of each kind', async () => {
    const head = 'rater,trial,shots,image'
    const message = await refused(
      head,
      'cleo,0,1,p0.jpg',
      'dora,0,1,p0.jpg',
      'ann,0,1,p9.jpg',
      'ann,one,1,p0.jpg',
      'ann,1,-1,p0.jpg',
      'ann,2,2,p1.jpg',
      'ann,2,2,images/p1.jpg',
    )
    expect(message).toContain('no rating of the rater in toy (2; the first: "cleo", line 2)')
    expect(message).toContain('photo not rated by the rater (1; the first: "p9.jpg" by ann, line 4)')
    expect(message).toContain('trial or shots is no whole number (2; the first: line 5)')
    expect(message).toContain('photo named twice in a draw (1; the first: "images/p1.jpg", line 8)')
    expect(await refused(`${head},role`, 'ann,0,1,p0.jpg,query')).toContain('role is not support or test (1; ')
  })

  it('is refused where a draw has another number of photos than its shots, or leaves fewer than two to test', async () => {
    const head = 'rater,trial,shots,image,role'
    const five = [0, 1, 2, 3, 4].map((at) => `bob,0,5,p${at}.jpg,support`)
    const message = await refused(
      head,
      'ann,0,2,p0.jpg,support',
      ...five,
      'bob,1,1,p0.jpg,support',
      'bob,1,1,p1.jpg,test',
    )
    expect(message).toContain('another number of support photos than shots (1; the first: rater ann, trial 0, 2 shots)')
    expect(message).toContain('fewer than two photos left to test (2; the first: rater bob, trial 0, 5 shots)')
  })

  it('is refused without the columns, without rows, or where it is not there', async () => {
    expect(await refused('rater,image', 'ann,p0.jpg')).toMatch(/has the columns rater, image; a file of draws has/)
    expect(await refused('rater,trial,shots,image')).toMatch(/has no draws/)
    await expect(readDraws(join(folder, 'none.csv'), database)).rejects.toThrow(MissingError)
  })
})

describe('taking draws from a file', () => {
  const head = 'rater,trial,shots,image'

  it('counts raters who are not judged, and draws that lack photos that were left out', async () => {
    const file = await readDraws(
      fileOf(
        head,
        'ann,0,1,p0.jpg',
        'ann,1,1,p1.jpg',
        'ann,0,3,p0.jpg',
        'ann,0,3,p2.jpg',
        'ann,0,3,p3.jpg',
        'bob,0,1,p0.jpg',
      ),
      database,
    )
    const left = new Map([...places].filter(([, place]) => place !== 1 && place !== 5))
    const given = takeDraws(file, { raters: ratersOf(database, left).slice(0, 1), places: left, shots: undefined })
    // One draw has lost its support photo, the one of three has but one photo left to test.
    expect(given.draws).toEqual([{ rater: 'ann', trial: 0, shots: 1, support: [0], test: [2, 3, 4] }])
    expect(given).toMatchObject({ shots: [1], trials: 1, report: { draws: 1, otherRaters: 1, leftOut: 2 } })
  })

  it('takes only the shots that are asked for, which must be there', async () => {
    const file = await readDraws(fileOf(head, 'ann,0,1,p0.jpg', 'ann,0,2,p0.jpg', 'ann,0,2,p1.jpg'), database)
    expect(takeDraws(file, { raters, places, shots: [2] }).draws.map(({ shots }) => shots)).toEqual([2])
    expect(() => takeDraws(file, { raters, places, shots: [2, 4] })).toThrow(/no draw at 4 shots; it has some at 1, 2/)
    const options = { raters: raters.slice(1), places, shots: undefined }
    expect(() => takeDraws(file, options)).toThrow(/none of the 2 draws .* is of a rater and photos that are judged/)
  })
})
