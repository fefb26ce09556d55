import { signal } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import { type MeasuresOfPhoto, measures } from '../../server/messages/index.ts'
import { get, sentenceOf } from '../server.ts'
import { connection } from './connection.ts'

export type Measures = NonNullable<MeasuresOfPhoto['measures']>

/** Photos kept: some series' worth. */
const KEPT = 1000
/** Who walks along photos asks for no measures on the way, ms. */
const SETTLED = 300

/** By photo: what was measured; null of one that could not be. */
const measured = signal<ReadonlyMap<number, Measures | null>>(new Map())

/** Measures of these photos, as they come, one photo after the other. Nothing is asked for until they are `wanted`. */
export function useMeasures(
  photos: readonly number[],
  { wanted }: { readonly wanted: boolean },
): { readonly known: ReadonlyMap<number, Measures | null>; readonly error: string | null } {
  const [error, setError] = useState<string | null>(null)
  const list = photos.join(',')
  const isAway = connection.value === 'lost'
  useEffect(() => {
    if (!wanted || isAway || list === '') return
    const mine = new AbortController()
    setError(null)
    const timer = setTimeout(() => {
      fetchMissing(list.split(',').map(Number), mine.signal).catch((reason: unknown) => {
        if (!mine.signal.aborted) setError(sentenceOf(reason))
      })
    }, SETTLED)
    return () => {
      clearTimeout(timer)
      mine.abort()
    }
  }, [list, wanted, isAway])
  return { known: measured.value, error }
}

/** One at a time: a photo that was never measured takes a while, and pictures are asked for meanwhile. */
async function fetchMissing(photos: readonly number[], stop: AbortSignal): Promise<void> {
  for (const photo of photos) {
    if (measured.peek().has(photo)) continue
    const { measures: found } = await get(`/api/photos/${photo}/measures`, { schema: measures, signal: stop })
    const next = new Map(measured.peek()).set(photo, found)
    for (const id of next.keys()) {
      if (next.size <= KEPT) break
      next.delete(id)
    }
    measured.value = next
  }
}
