import type { RefObject } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** Which of the children of a strip are in sight, or within its own width of it. */
export function useNear(strip: RefObject<HTMLElement>, count: number): ReadonlySet<number> {
  const [near, setNear] = useState<ReadonlySet<number>>(new Set())
  useEffect(() => {
    const { current } = strip
    if (current === null) return
    const children = [...current.children]
    const numbers = new Map(children.map((child, at) => [child, at]))
    const observer = new IntersectionObserver(
      (entries) =>
        setNear((before) => {
          const next = new Set(before)
          for (const { target, isIntersecting } of entries) {
            if (isIntersecting) next.add(numbers.get(target)!)
            else next.delete(numbers.get(target)!)
          }
          return next
        }),
      { root: current, rootMargin: '0px 100%' },
    )
    for (const child of children) observer.observe(child)
    return () => observer.disconnect()
  }, [strip, count])
  return near
}
