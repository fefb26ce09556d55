import { useState } from 'preact/hooks'
import { Dialog } from './dialog.tsx'
import './keyboard-help.css'
import { useKeys } from './use-keys.ts'

const groups: readonly { readonly title: string; readonly keys: readonly (readonly [keys: string, what: string])[] }[] =
  [
    {
      title: 'Everywhere',
      keys: [
        ['R L T E', 'rate, library, taste, export'],
        ['?', 'these keys'],
        [',', 'settings'],
        ['Esc', 'close, or back to the library'],
      ],
    },
    {
      title: 'Any photo that is large or selected',
      keys: [
        ['1 2 3 4 5', 'stars'],
        ['0', 'no stars'],
        ['P', 'pick'],
        ['X', 'reject'],
        ['U', 'no flag'],
        ['Ctrl Z', 'undo'],
      ],
    },
    {
      title: 'Rate',
      keys: [
        ['Space', 'skip'],
        ['D', 'duel: two photos, left and right arrow, down for a tie'],
      ],
    },
    {
      title: 'Library',
      keys: [
        ['Arrows', 'move'],
        ['Enter', 'the photo, large'],
        ['C', 'compare near duplicates at 100 %'],
        ['F', 'filter'],
      ],
    },
    {
      title: 'Photo',
      keys: [
        ['\u2190 \u2192', 'the one before, the next'],
        ['Z', 'zoom to 100 %'],
        ['C', 'compare near duplicates'],
      ],
    },
  ]

/** A button, and the key `?`, that show every key. */
export function KeyboardHelp() {
  const [isOpen, setOpen] = useState(false)
  useKeys({ '?': () => setOpen(true) })
  return (
    <>
      <button type="button" class="plain" aria-label="Keyboard" title="Keyboard (?)" onClick={() => setOpen(true)}>
        ?
      </button>
      {isOpen && (
        <Dialog title="Keyboard" onClose={() => setOpen(false)}>
          <div class="key-groups">
            {groups.map(({ title, keys }) => (
              <section key={title}>
                <h3>{title}</h3>
                <dl>
                  {keys.map(([names, what]) => (
                    <div key={names}>
                      <dt>
                        {names.split(' ').map((name) => (
                          <kbd key={name}>{name}</kbd>
                        ))}
                      </dt>
                      <dd>{what}</dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
          </div>
        </Dialog>
      )}
    </>
  )
}
