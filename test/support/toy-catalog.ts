import { type Catalog, type DescriptorKind, openCatalog } from '../../src/catalog/index.ts'
import type { TasteModel } from '../../src/personalize/index.ts'
import { toyPhotos } from './toy-taste.ts'

/** What descriptors of a toy pack are kept as. */
export function toyKind(model: TasteModel): DescriptorKind {
  return { key: `${model.pack.hash}/fast`, shape: model.shape }
}

/** A catalog of `count` photos that no file holds, each at a path of its own, with random descriptors of the model's pack. */
export async function toyCatalog(path: string, model: TasteModel, count: number, seed = 0) {
  const photos = toyPhotos(model, count, seed)
  const catalog = await openCatalog(path)
  await writeToyPhotos(catalog, model, photos)
  return { catalog, ...photos }
}

export async function writeToyPhotos(
  catalog: Catalog,
  model: TasteModel,
  { hashes, stored }: Pick<ReturnType<typeof toyPhotos>, 'hashes' | 'stored'>,
): Promise<void> {
  for (let start = 0; start < hashes.length; start += 200) {
    const some = hashes.slice(start, start + 200)
    await catalog.write({
      kind: toyKind(model),
      photos: some.map((contentHash) => ({
        contentHash,
        perceptualHash: contentHash.slice(0, 32),
        width: 30,
        height: 20,
        descriptor: stored.get(contentHash)!,
      })),
      files: some.map((contentHash) => ({ path: `/toys/${contentHash}.jpg`, size: 1, mtimeMs: 0, contentHash })),
    })
  }
}
