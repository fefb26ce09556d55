import { basename } from 'node:path'
import { type FixtureOptions, opinions, placePhotos, placeText } from './lay-out.ts'

const parts = ['train', 'val_seen', 'test_seen'] as const

/**
 * PAMELA as published. The last rater of three and more is in no training part: the first half of that one's photos is
 * validation, the second test. The others' photos are train, but for every sixth (validation) and the next one (test).
 */
export async function writePamela(folder: string, { photos, raters = 3 }: FixtureOptions): Promise<void> {
  const ratings = opinions({ photos: photos.length, raters, seed: 'pamela' }).flatMap((row, rater) =>
    row.map((opinion, at) => {
      const isNew = raters > 2 && rater === raters - 1
      const known = parts[Math.max(0, (at % 6) - 3)]!
      return {
        part: isNew ? (at < photos.length / 2 ? 'val_unseen' : 'test_unseen') : known,
        rating: {
          image_id: at,
          image_path: `./images/${basename(photos[at]!)}`,
          participant_id: `p${rater}`,
          original_score: 1 + Math.round(4 * opinion),
          image_metadata: { group: at % 2 === 0 ? 'animal' : 'food', style: null, type: 'Photorealism' },
        },
      }
    }),
  )
  for (const part of [...parts, 'val_unseen', 'test_unseen']) {
    const own = ratings.flatMap((each) => (each.part === part ? [each.rating] : []))
    await placeText(folder, `annotations/pamela_${part}.json`, JSON.stringify(own, null, 1))
  }
  await placePhotos(
    folder,
    photos.map((from) => ({ from, to: `images/${basename(from)}` })),
  )
}
