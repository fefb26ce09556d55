import { useEffect } from 'preact/hooks'
import { connection } from '../store/connection.ts'
import { notice } from '../store/notice.ts'
import './notices.css'

/** What just happened, for some seconds; and, for as long as it lasts, that the server is away. */
export function Notices() {
  const said = notice.value
  useEffect(() => {
    if (said === null) return
    const timer = setTimeout(() => (notice.value = null), said.kind === 'failed' ? 9000 : 4000)
    return () => clearTimeout(timer)
  }, [said])
  return (
    <div class="notices" role="status">
      {connection.value === 'lost' && (
        <p class="notice failed">
          palate is not running. Start it again in the terminal; this page goes on by itself. Nothing that was saved is
          lost.
        </p>
      )}
      {said !== null && <p class={`notice ${said.kind}`}>{said.text}</p>}
    </div>
  )
}
