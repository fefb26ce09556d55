import './empty.css'

/** Instead of the app, where this page was opened without the token. */
export function Refused() {
  return (
    <main class="empty">
      <h1>Open palate by the address in the terminal</h1>
      <p>
        palate answers only to pages that were opened by the address it prints when it starts, which ends in{' '}
        <code>?token=...</code>. So no other page that you visit can read your photos.
      </p>
    </main>
  )
}
