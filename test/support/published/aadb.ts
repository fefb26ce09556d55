import { basename } from 'node:path'
import { type FixtureOptions, lines, mean, opinions, placePhotos, placeText } from './lay-out.ts'
import { matFile } from './mat.ts'
import { splitOf } from './splits.ts'

const attributes = [
  'BalacingElements',
  'ColorHarmony',
  'Content',
  'DoF',
  'Light',
  'MotionBlur',
  'Object',
  'Repetition',
  'RuleOfThirds',
  'Symmetry',
  'VividColor',
]
const answers = [
  'ColorHarmony',
  'Content',
  'DoF',
  'MotionBlur',
  'ObjectEmphasis',
  'Repetition',
  'RuleOfThirds',
  'StrongColor',
  'Symmetry',
  'VisualBalance',
  'choiceLight',
]
const places = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

/** AADB as published: the MAT-file, the attributes with some test photos twice, and the assignments of ten photos each. */
export async function writeAadb(folder: string, { photos, raters = 4 }: FixtureOptions): Promise<void> {
  const marks = opinions({ photos: photos.length, raters, seed: 'aadb' }).map((row) =>
    row.map((opinion) => 1 + Math.round(4 * opinion)),
  )
  const placed = photos.map((from, at) => ({
    from,
    at,
    name: `farm1_${300 + at}_${basename(from)}`,
    url: `https://farm1.staticflickr.com/${300 + at}/${basename(from)}`,
    score: mean(marks.map((row) => (row[at]! - 1) / 4)),
  }))
  const part = (split: string) => placed.filter(({ at }) => splitOf(at) === split)
  const [train, test] = [part('train'), part('test')]
  const info = {
    testNameList: test.map(({ name }) => name),
    testScore: test.map(({ score }) => score),
    trainNameList: train.map(({ name }) => name),
    trainScore: train.map(({ score }) => score),
  }
  const described = [...test, ...train, ...part('validation'), ...test.slice(0, 1)].map(({ name, score, at }) => [
    `AADB/datasetImages_originalSize/${name}`,
    'image_natural',
    score,
    ...attributes.map((_, index) => ((at + index) % 3) - 1),
  ])
  await placeText(folder, 'AADBinfo.mat', matFile(info))
  await placeText(
    folder,
    'AADB_icbcbicc.txt',
    lines([['dis_img_path', 'dis_type', 'score', ...attributes], ...described]),
  )
  await placeText(
    folder,
    'AllinAll.csv',
    assignments(
      placed.map(({ url }) => url),
      marks,
    ),
  )
  await placePhotos(
    folder,
    placed.map(({ from, name }) => ({ from, to: `datasetImages_originalSize/${name}` })),
  )
}

/** As Amazon Mechanical Turk exports them, but for columns that say nothing of photos; all cells in quotes. */
function assignments(urls: readonly string[], marks: readonly (readonly number[])[]): string {
  const header = [
    'HITId',
    'Description',
    'WorkerId',
    ...places.map((place) => `Input.image_url${place}`),
    ...answers.flatMap((answer) => places.map((place) => `Answer.${answer}${place}`)),
    ...places.map((place) => `Answer.overallScore${place}`),
  ]
  const rows = marks.flatMap((row, rater) =>
    Array.from({ length: Math.ceil(urls.length / 10) }, (_, assignment) => {
      const shown = places.map((place) => 10 * assignment + place - 1)
      return [
        `hit${assignment}`,
        'rate the photo, and select attributes',
        `A${rater}WORKER`,
        ...shown.map((at) => urls[at] ?? ''),
        ...answers.flatMap(() => shown.map((at) => ['Negative', 'Neutral', 'Positive'][at % 3]!)),
        ...shown.map((at) => row[at] ?? ''),
      ]
    }),
  )
  return lines([header, ...rows].map((row) => row.map((cell) => `"${cell}"`)))
}
