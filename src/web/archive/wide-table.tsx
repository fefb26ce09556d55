import type { ComponentChildren } from 'preact'

/** A table that may be wider than a phone: it is pushed by itself, and by the keys once it has the focus. */
export function WideTable({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div class="archive-table" role="group" aria-label={name} tabIndex={0}>
      <table aria-label={name}>{children}</table>
    </div>
  )
}
