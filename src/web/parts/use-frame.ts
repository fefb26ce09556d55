import { type RefObject } from 'preact'
import { useLayoutEffect, useState } from 'preact/hooks'
import type { Frame } from './zoom.ts'

/** Size of an element's inside, in CSS pixels, kept up to date; null until it stands. */
export function useFrame(element: RefObject<HTMLElement>): Frame | null {
  const [frame, setFrame] = useState<Frame | null>(null)
  useLayoutEffect(() => {
    const measured = element.current
    if (measured === null) return
    const measure = (): void => {
      const { clientWidth: width, clientHeight: height } = measured
      setFrame((old) => (old?.width === width && old.height === height ? old : { width, height }))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(measured)
    return () => observer.disconnect()
  }, [element])
  return frame
}
