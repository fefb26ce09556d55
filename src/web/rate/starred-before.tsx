import { useEffect, useState } from 'preact/hooks'
import { importedStars, starCounts, tasteSummary } from '../../server/messages/index.ts'
import { counted } from '../parts/names.ts'
import { get, post, sentenceOf } from '../server.ts'
import { state } from '../store/connection.ts'
import { refreshOrder } from '../store/order.ts'
import { person } from '../store/person.ts'
import { notice } from '../store/notice.ts'
import { queue, refill } from './next-photos.ts'

/** Where stars stand in files already: a way to begin with them. */
export function StarredBefore() {
  const name = person.value
  const [count, setCount] = useState(0)
  const [isTaking, setTaking] = useState(false)
  // Looking into every sidecar takes a while: the first photo comes first, and the scan that finds them.
  const mayAsk = queue.value.shown !== null && state.value?.indexing.state === 'idle'
  useEffect(() => {
    if (!mayAsk) return
    const question = new AbortController()
    void starsNotTaken(name, question.signal)
      .then(setCount)
      .catch(() => {}) // then there is no offer
    return () => question.abort()
  }, [name, mayAsk])
  if (count === 0) return null
  const take = async (): Promise<void> => {
    setTaking(true)
    try {
      const { added, changed } = await post('/api/stars/import', { person: name }, importedStars)
      notice.value = {
        kind: 'done',
        text: `Took the stars of ${counted(added + changed, 'photo')}. Your order follows them.`,
      }
      setCount(0)
      refreshOrder()
      refill()
    } catch (error) {
      notice.value = { kind: 'failed', text: sentenceOf(error) }
    } finally {
      setTaking(false)
    }
  }
  return (
    <span class="first-steps-offer">
      You have starred {counted(count, 'photo')} already:{' '}
      <button type="button" disabled={isTaking} onClick={() => void take()}>
        Start from those
      </button>
    </span>
  )
}

async function starsNotTaken(name: string, signal: AbortSignal): Promise<number> {
  const { stars } = await get('/api/stars', { schema: starCounts, signal })
  const inFiles = stars.reduce((sum, count) => sum + count, 0)
  if (inFiles === 0) return 0
  const { said } = await get('/api/taste', { schema: tasteSummary, query: { person: name }, signal })
  return said.stars > 0 ? 0 : inFiles
}
