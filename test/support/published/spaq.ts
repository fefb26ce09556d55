import { basename } from 'node:path'
import { type FixtureOptions, opinions, placePhotos, placeText } from './lay-out.ts'
import { workbook } from './workbook.ts'

/** SPAQ as published: means from 0 to 100 and two of the attributes in an Excel workbook. */
export async function writeSpaq(folder: string, { photos }: FixtureOptions): Promise<void> {
  const [scores, brightness] = opinions({ photos: photos.length, raters: 2, seed: 'spaq' })
  const rows = photos.map((path, at) => [basename(path), 100 * scores![at]!, 100 * brightness![at]!, 50])
  const header = ['Image name', 'MOS', 'Brightness', 'Colorfulness']
  await placeText(folder, 'Annotations/MOS and Image attribute scores.xlsx', workbook([header, ...rows]))
  await placePhotos(
    folder,
    photos.map((from) => ({ from, to: `TestImage/${basename(from)}` })),
  )
}
