import { useState } from 'preact/hooks'
import { Dialog } from './dialog.tsx'
import './keyboard-help.css'
import { useKeys } from './use-keys.ts'

/** Keys between spaces, and what they do. */
type Line = readonly [keys: string, what: string]

/** Every key that a view answers, and no other: who adds one with `useKeys` adds it here. */
const groups: readonly { readonly title: string; readonly keys: readonly Line[] }[] = [
  {
    title: 'Everywhere',
    keys: [
      ['R', 'rate'],
      ['L', 'library'],
      ['G', 'cull'],
      ['A', 'archive'],
      ['T', 'taste'],
      ['E', 'export'],
      [',', 'settings'],
      ['?', 'these keys'],
      ['Esc', 'close what is open'],
    ],
  },
  {
    title: 'The photo that is large or selected',
    keys: [
      ['1 2 3 4 5', 'stars'],
      ['0', 'no stars'],
      ['P', 'pick'],
      ['X', 'reject'],
      ['U', 'no flag'],
      ['Ctrl Z', 'undo (on a Mac Cmd)'],
    ],
  },
  {
    title: 'Rate',
    keys: [
      ['Space', 'skip'],
      ['Z', 'undo'],
      ['D', 'duel: two photos'],
    ],
  },
  {
    title: 'Duel',
    keys: [
      ['\u2190 \u2192', 'this one is better'],
      ['\u2193', 'a tie'],
      ['Space', 'two others'],
      ['Z', 'undo'],
      ['D', 'one photo at a time'],
    ],
  },
  {
    title: 'Library',
    keys: [
      ['\u2190 \u2192 \u2191 \u2193', 'move'],
      ['PgUp PgDn', 'a page up, down'],
      ['Home End', 'first, last'],
      ['Enter', 'the photo, large'],
      ['C', 'compare near duplicates'],
      ['F', 'filter'],
    ],
  },
  {
    title: 'Photo',
    keys: [
      ['\u2190 \u2192', 'the one before, the next'],
      ['PgUp PgDn', 'the same, zoomed too'],
      ['Z', '100 %, and back'],
      ['+ -', 'closer, further away'],
      ['\u2190 \u2192 \u2191 \u2193', 'zoomed: move over it'],
      ['C', 'compare near duplicates'],
      ['Esc', 'back to the library'],
    ],
  },
  {
    title: 'Cull: shoots',
    keys: [
      ['\u2191 \u2193', 'move'],
      ['Home End', 'first, last'],
      ['Enter', 'cull this one'],
    ],
  },
  {
    title: 'Cull: frames',
    keys: [
      ['K', 'keep (as P: pick)'],
      ['N', 'pass: seen, not kept'],
      ['S', 'keep this one, pass the open rest of its series'],
      ['Backspace', 'undo'],
      ['\u2190 \u2192', 'frame; with Shift: mark some to compare'],
      ['PgUp PgDn', 'the same, zoomed too'],
      ['\u2191 \u2193', 'series'],
      ['[ ]', 'the same, zoomed too'],
      ['Home End', 'first, last frame'],
      ['Z Space', '100 %, and back'],
      ['+ -', 'closer, further away'],
      ['C', 'compare'],
      ['A', 'go on by itself after each frame, or not'],
      ['O', 'your order, or by time'],
      ['D', 'keep so many, diverse'],
      ['W', 'write into sidecars'],
      ['Esc', 'back to the shoots'],
    ],
  },
  {
    title: 'Cull: compare',
    keys: [
      ['1 2 3 4', 'which one the keys are for'],
      ['K P', 'keep'],
      ['N', 'pass'],
      ['X', 'reject'],
      ['U', 'no flag'],
      ['Ctrl Z', 'undo'],
      ['Backspace', 'undo too'],
      ['Z Space', '100 %, and back'],
      ['+ -', 'closer, further away'],
      ['\u2190 \u2192 \u2191 \u2193', 'zoomed: move over them; whole: which one'],
      ['C', 'close'],
    ],
  },
  {
    title: 'Compare',
    keys: [
      ['\u2190 \u2192 \u2191 \u2193', 'which one the keys are for'],
      ['Z', '100 %, and back'],
      ['+ -', 'closer, further away'],
      ['\u2190 \u2192 \u2191 \u2193', 'zoomed: move over them'],
      ['C', 'close'],
    ],
  },
]

/** A button, and the key `?`, that show every key. */
export function KeyboardHelp() {
  const [isOpen, setOpen] = useState(false)
  useKeys({ '?': () => setOpen(true) })
  return (
    <>
      <button
        type="button"
        class="plain"
        aria-label="Keyboard"
        title="Keyboard (?)"
        aria-keyshortcuts="?"
        onClick={() => setOpen(true)}
      >
        ?
      </button>
      {isOpen && (
        <Dialog title="Keyboard" wide onClose={() => setOpen(false)}>
          <div class="key-groups">
            {groups.map(({ title, keys }) => (
              <section key={title}>
                <h3>{title}</h3>
                <dl>
                  {keys.map(([names, what]) => (
                    <div key={what}>
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
