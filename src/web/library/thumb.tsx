import { useEffect, useRef, useState } from 'preact/hooks'
import { photoAddress } from '../parts/photo-image.tsx'
import { useAttempts } from '../parts/use-attempts.ts'

/** A cell that stays for so long is looked at; those that fly by ask for nothing. Milliseconds. */
const SETTLED = 60

/** A photo in a cell of the grid: asked for when the cell stays, given up with the cell. */
export function Thumb({ id, isScrolling }: { readonly id: number; readonly isScrolling: () => boolean }) {
  const element = useRef<HTMLImageElement>(null)
  const [isWanted, setWanted] = useState(() => !isScrolling())
  const { key, isFailed, onLoad, onError } = useAttempts(id)
  useEffect(() => {
    if (isWanted) return
    const timer = setTimeout(() => setWanted(true), SETTLED)
    return () => clearTimeout(timer)
  }, [isWanted])
  useEffect(() => {
    const shown = element.current
    // A picture that is only taken out of the page is fetched to its end all the same.
    return () => shown?.removeAttribute('src')
  }, [isWanted, key, isFailed])
  if (isFailed) return <span class="thumb-gone">cannot be shown</span>
  if (!isWanted) return null
  return (
    <img
      key={key}
      ref={element}
      class="thumb"
      src={photoAddress(id, 'thumbnail')}
      alt=""
      decoding="async"
      draggable={false}
      onLoad={onLoad}
      onError={onError}
    />
  )
}
