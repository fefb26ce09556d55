import { useEffect, useState } from 'preact/hooks'

/** Whether a media query holds, such as `(width < 640px)`. */
export function useMedia(query: string): boolean {
  const [holds, setHolds] = useState(() => matchMedia(query).matches)
  useEffect(() => {
    const list = matchMedia(query)
    const hear = (): void => setHolds(list.matches)
    hear()
    list.addEventListener('change', hear)
    return () => list.removeEventListener('change', hear)
  }, [query])
  return holds
}

/** The width from which the views stand at the bottom of the page. */
export function useIsPhone(): boolean {
  return useMedia('(width < 640px)')
}
