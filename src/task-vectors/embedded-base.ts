import { FormatError, type NamedTensors } from '../core/index.ts'
import { hashTensors, type TowerConfig, towerLayers } from '../model/index.ts'
import { openSafetensors } from '../weights/index.ts'
import { readAll, requireSameLayers } from './source.ts'
import { storedSource } from './stored-source.ts'
import { byName } from './vector-file.ts'

/**
 * The parameters of a base that lies in a pack, stored as a task vector is. In the order of `towerLayers`.
 * @throws {FormatError} where the file holds other layers, or another base than its hash says.
 */
export async function readEmbeddedBase(
  path: string,
  base: { readonly name: string; readonly hash: string; readonly tower: TowerConfig },
): Promise<NamedTensors> {
  const file = await openSafetensors(path)
  try {
    const layers = byName(towerLayers(base.tower))
    const stored = storedSource(file)
    requireSameLayers({ what: path, found: stored.tensors, expected: layers })
    const parameters = await readAll(stored, layers.keys())
    const hash = hashTensors(parameters)
    if (hash === base.hash) return parameters
    throw new FormatError(
      `${path} is another base than ${base.name}: expected hash ${base.hash.slice(0, 12)}.., got ${hash.slice(0, 12)}..; get the pack again`,
    )
  } finally {
    await file.close()
  }
}
