import type { ComponentChildren } from 'preact'
import './empty.css'

/** What a view shows in place of photos: why there are none, and what to do. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) {
  return (
    <div class="empty">
      <h1>{title}</h1>
      {children}
    </div>
  )
}
