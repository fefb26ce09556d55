import { type Theme, theme } from '../store/theme.ts'

const themes: readonly (readonly [Theme, string])[] = [
  ['system', 'As the system'],
  ['dark', 'Dark'],
  ['light', 'Light'],
]

/** Dark or light, kept in this browser. */
export function ThemeChoice() {
  return (
    <section aria-labelledby="settings-theme">
      <h3 id="settings-theme">Dark or light</h3>
      <div class="settings-themes">
        {themes.map(([value, name]) => (
          <button key={value} type="button" aria-pressed={theme.value === value} onClick={() => (theme.value = value)}>
            {name}
          </button>
        ))}
      </div>
    </section>
  )
}
