import { effect, signal } from '@preact/signals'

const KEY = 'palate-theme'

/** `system` follows what the machine says. */
export type Theme = 'system' | 'dark' | 'light'

function remembered(): Theme {
  const kept = localStorage.getItem(KEY)
  return kept === 'dark' || kept === 'light' ? kept : 'system'
}

/** How this browser shows the page; kept in it. */
export const theme = signal<Theme>(remembered())

effect(() => {
  const chosen = theme.value
  const root = document.documentElement
  if (chosen === 'system') {
    delete root.dataset['theme']
    localStorage.removeItem(KEY)
  } else {
    root.dataset['theme'] = chosen
    localStorage.setItem(KEY, chosen)
  }
})

// Another window of this browser chose.
addEventListener('storage', ({ key }) => {
  if (key === KEY) theme.value = remembered()
})
