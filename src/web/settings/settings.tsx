import { useState } from 'preact/hooks'
import { Dialog } from '../parts/dialog.tsx'
import { useKeys } from '../parts/use-keys.ts'
import { state } from '../store/connection.ts'
import { Folders } from './folders.tsx'
import { PackChoice } from './pack-choice.tsx'
import { ThemeChoice } from './theme-choice.tsx'
import './settings.css'

/** A button, and the key `,`, that open the settings. */
export function Settings() {
  const [isOpen, setOpen] = useState(false)
  useKeys({ ',': () => setOpen(true) })
  return (
    <>
      <button
        type="button"
        class="plain settings-button"
        aria-label="Settings"
        title="Settings (,)"
        aria-keyshortcuts=","
        onClick={() => setOpen(true)}
      >
        <Gear />
      </button>
      {isOpen && (
        <Dialog title="Settings" onClose={() => setOpen(false)}>
          <div class="settings">
            <Folders />
            <PackChoice />
            <ThemeChoice />
            <p class="quiet">palate {state.value?.version ?? ''}. Nothing leaves this machine.</p>
          </div>
        </Dialog>
      )}
    </>
  )
}

function Gear() {
  const teeth = Array.from({ length: 8 }, (_, at) => at * 45)
  return (
    <svg width="18" height="18" viewBox="-10 -10 20 20" fill="none" stroke="currentColor" aria-hidden="true">
      <circle r="5.6" stroke-width="1.6" />
      <circle r="2" stroke-width="1.6" />
      {teeth.map((angle) => (
        <path key={angle} d="M0 -6v-2.6" stroke-width="2.6" transform={`rotate(${angle})`} />
      ))}
    </svg>
  )
}
