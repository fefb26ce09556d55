import { access } from 'node:fs/promises'
import { z } from 'zod'
import { FormatError, messageOf } from '../core/index.ts'
import { openSafetensors, writeSafetensors, type TensorToWrite } from '../weights/index.ts'

export const curvePointSchema = z.strictObject({
  step: z.int().min(0),
  /** Mean training loss since the point before; null at step 0. */
  loss: z.number().nullable(),
  srocc: z.number(),
  plcc: z.number(),
})
/** One measurement on the validation photos. */
export type CurvePoint = z.output<typeof curvePointSchema>

const stateSchema = z.strictObject({
  step: z.int().min(0),
  done: z.boolean(),
  lossSum: z.number(),
  lossCount: z.int().min(0),
  curve: z.array(curvePointSchema),
})
export type PhaseState = z.output<typeof stateSchema>

/** Arrays of a phase by kind and layer: the parameters, the best ones so far, and AdamW's moments. */
export type PhaseArrays = Readonly<Record<'now' | 'best' | 'first' | 'second', ReadonlyMap<string, Float32Array>>>

/** Writes everything a phase needs to go on with the same result after being killed: whole or not at all. */
export async function writeCheckpoint(path: string, state: PhaseState, arrays: Partial<PhaseArrays>): Promise<void> {
  const tensors: TensorToWrite[] = []
  for (const [kind, byLayer] of Object.entries(arrays)) {
    for (const [name, data] of byLayer)
      tensors.push({ name: `${kind}/${name}`, shape: [data.length], type: 'F32', data })
  }
  await writeSafetensors(path, tensors, { metadata: { state: JSON.stringify(state) } })
}

/**
 * Reads a checkpoint into arrays that exist. Returns undefined where there is none.
 * @throws {FormatError} where it is damaged or does not fit these layers.
 */
export async function readCheckpointInto(path: string, arrays: PhaseArrays): Promise<PhaseState | undefined> {
  const exists = await access(path).then(
    () => true,
    () => false,
  )
  if (!exists) return undefined
  try {
    return await readInto(path, arrays)
  } catch (error) {
    throw new FormatError(
      `${path} is no checkpoint of this training (${messageOf(error)}); delete it to begin this part again`,
      { cause: error },
    )
  }
}

async function readInto(path: string, arrays: PhaseArrays): Promise<PhaseState> {
  const file = await openSafetensors(path)
  try {
    const parsed = stateSchema.safeParse(JSON.parse(file.metadata['state'] ?? 'null'))
    if (!parsed.success) throw new FormatError('it does not say at which step it was written')
    const state = parsed.data
    for (const [kind, byLayer] of Object.entries(arrays)) {
      // A finished phase keeps only its result.
      if (state.done && kind !== 'now') continue
      for (const [name, target] of byLayer) {
        const { data } = await file.read(`${kind}/${name}`)
        if (data.length !== target.length)
          throw new FormatError(`${name} has ${data.length} numbers, expected ${target.length}`)
        target.set(data)
      }
    }
    return state
  } finally {
    await file.close()
  }
}
