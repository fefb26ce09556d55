import { type NamedTensors, type Tensor } from '../core/index.ts'
import { requireSameLayers } from './source.ts'

/**
 * The task vector of one database, tau^l = theta_ft^l - theta_pre^l (Eq. 1), layer by layer in the order of `pretrained`.
 * @throws {FormatError} that lists every layer which is missing, extra or of another shape in `fineTuned`.
 */
export function subtract(fineTuned: NamedTensors, pretrained: NamedTensors): NamedTensors {
  requireSameLayers({ what: 'the fine-tuned network', found: fineTuned, expected: pretrained })
  const taskVector = new Map<string, Tensor>()
  for (const [name, before] of pretrained) {
    const after = fineTuned.get(name)!.data
    taskVector.set(name, {
      shape: before.shape,
      data: before.data.map((value, at) => after[at]! - value),
    })
  }
  return taskVector
}
