import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { miniTraining, writeMiniTraining } from '../../test/support/mini-training.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { CancelledError, FormatError, sha256OfFile } from '../core/index.ts'
import { trainVector } from './index.ts'

const support = (name: string): string => fileURLToPath(new URL(`../../test/support/${name}`, import.meta.url))

/** The task vector's bytes and the measurements on the way. */
async function resultOf(vector: string) {
  const { head, backbone } = JSON.parse(await readFile(`${vector}.run.json`, 'utf8')) as Record<string, unknown>
  return { sha256: await sha256OfFile(vector), head, backbone }
}

describe('training that was stopped goes on with the same result', { timeout: 60_000 }, () => {
  const folder = temporaryFolder()
  let uninterrupted: Awaited<ReturnType<typeof resultOf>>
  beforeAll(async () => {
    await writeMiniTraining(folder)
    const { vector } = await trainVector(await miniTraining(folder, { work: join(folder, 'whole') }))
    uninterrupted = await resultOf(vector)
  }, 60_000)

  /** Trains in `work` until step `step` of what `label` says, or to the end. The steps that were done, by label. */
  async function train(work: string, until?: { readonly label: string; readonly step: number }) {
    const stop = new AbortController()
    const steps = new Map<string, number[]>()
    const options = await miniTraining(folder, { work })
    const training = trainVector({
      ...options,
      signal: stop.signal,
      progress: {
        report({ label, done }) {
          steps.set(label, [...(steps.get(label) ?? []), done])
          if (label === until?.label && done === until.step) stop.abort()
        },
      },
    })
    return { error: await training.then(() => undefined).catch((thrown: unknown) => thrown), steps, out: options.out }
  }

  it.each([
    { label: 'reading photos', step: 8, message: 'stopped after 8 of 60 photos' },
    { label: 'embedding photos', step: 60, message: 'stopped after embedding 0 of 60 photos' },
    { label: 'head on brightness', step: 13, message: 'stopped head on brightness at step 13 of 30' },
    { label: 'backbone on brightness', step: 3, message: 'stopped backbone on brightness at step 3 of 24' },
    { label: 'backbone on brightness', step: 16, message: 'stopped backbone on brightness at step 16 of 24' },
  ])('stopped at step $step of $label', async ({ label, step, message }) => {
    const work = join(folder, `${label} ${step}`)
    const stopped = await train(work, { label, step })
    expect(stopped.error).toBeInstanceOf(CancelledError)
    expect(String(stopped.error)).toContain(message)
    const resumed = await train(work)
    expect(resumed.error).toBeUndefined()
    // What a checkpoint holds is not done again.
    if (label.includes('on brightness')) expect(resumed.steps.get(label)![0]).toBe(step + 1)
    if (label.startsWith('backbone')) expect(resumed.steps.has('head on brightness')).toBe(false)
    expect(await resultOf(resumed.out)).toEqual(uninterrupted)
  })

  it.each([
    { phase: 'head on brightness', step: 7 },
    { phase: 'backbone on brightness', step: 11 },
  ])('killed without notice at step $step of $phase', async ({ phase, step }) => {
    const work = join(folder, `killed in ${phase}`)
    const script = ['--import', support('typescript/register.js'), support('killed-training.ts')]
    const child = spawn(process.execPath, [...script, folder, work, phase, String(step)], { stdio: 'inherit' })
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
    const resumed = await train(work)
    expect(resumed.error).toBeUndefined()
    // The checkpoint after the step before is the last: step `step` was done and lost.
    expect(resumed.steps.get(phase)![0]).toBe(step)
    expect(await resultOf(resumed.out)).toEqual(uninterrupted)
    expect((await readdir(work)).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('says what to do about a checkpoint that is cut off', async () => {
    const work = join(folder, 'cut off')
    await train(work, { label: 'head on brightness', step: 5 })
    const checkpoint = join(
      work,
      (await readdir(work)).find((name) => name.endsWith('-head.safetensors'))!,
    )
    await truncate(checkpoint, 3000)
    const { error } = await train(work)
    expect(error).toBeInstanceOf(FormatError)
    expect(String(error)).toContain(`${checkpoint} is no checkpoint of this training (`)
    expect(String(error)).toContain('is truncated')
    expect(String(error)).toContain('; delete it to begin this part again')
  })
})
