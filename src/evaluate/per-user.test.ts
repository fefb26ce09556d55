import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../test/support/picture.ts'
import { evaluate } from './evaluate.ts'
import { writePerUser } from './per-user.ts'

const folder = temporaryFolder()

it('writes a row a rater, method and K with the means over trials, and one a trial', async () => {
  const photos = [0, 1, 2, 3, 4, 5]
  const path = join(folder, 'users.csv')
  const evaluation = await evaluate({
    raters: [
      { id: 'ann, "the first"', photos, scores: photos },
      { id: 'bob', photos: photos.slice(1), scores: [5, 4, 3, 2, 1] },
    ],
    methods: [{ name: 'up', learn: async () => [{ label: 'up', scores: photos, seconds: 0 }] }],
    shots: [1, 2],
    trials: 2,
    seed: 1,
  })
  await writePerUser(path, evaluation)
  const ann = '"ann, ""the first"""'
  expect(readFileSync(path, 'utf8').split('\n')).toEqual([
    'rater,method,shots,trial,trials,photos,srocc,pairwise_accuracy',
    `${ann},up,1,,2,5,1,1`,
    `${ann},up,1,0,1,5,1,1`,
    `${ann},up,1,1,1,5,1,1`,
    'bob,up,1,,2,4,-1,0',
    'bob,up,1,0,1,4,-1,0',
    'bob,up,1,1,1,4,-1,0',
    `${ann},up,2,,2,4,1,1`,
    `${ann},up,2,0,1,4,1,1`,
    `${ann},up,2,1,1,4,1,1`,
    'bob,up,2,,2,3,-1,0',
    'bob,up,2,0,1,3,-1,0',
    'bob,up,2,1,1,3,-1,0',
    '',
  ])
})
