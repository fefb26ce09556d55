import { useEffect, useRef } from 'preact/hooks'

/** By the key's name in lower case: `1`, `p`, `arrowleft`, ` `, `escape`; with Ctrl or Cmd `ctrl+z`. */
export type Keys = Readonly<Record<string, (event: KeyboardEvent) => void>>

/** For what a held key must not repeat: it would judge photos that nobody has seen. */
export function once(act: () => unknown): (event: KeyboardEvent) => void {
  return (event) => {
    if (!event.repeat) act()
  }
}

/**
 * Answers keys while the component stands, wherever the focus is; but not while somebody types or a dialog is open, for
 * which `inDialog` asks. Of what came into the page together the deepest answers first, and a key that was answered goes
 * no further. `ifFree` leaves a key to all others that know it, whenever they came: a view may have another use for one
 * that leads to other views.
 */
export function useKeys(
  keys: Keys,
  { inDialog = false, ifFree = false }: { readonly inDialog?: boolean; readonly ifFree?: boolean } = {},
): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    const answer = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.altKey || isTyping(event)) return
      if (!inDialog && document.querySelector('dialog[open]') !== null) return
      const isCommand = event.ctrlKey || event.metaKey
      // The shift key is part of a character such as `?`, and of a command of its own.
      const name = `${isCommand ? (event.shiftKey ? 'ctrl+shift+' : 'ctrl+') : ''}${event.key.toLowerCase()}`
      // Enter and space belong to the button that has the focus.
      if ((name === 'enter' || name === ' ') && isControl(event.target)) return
      const act = Object.hasOwn(latest.current, name) ? latest.current[name] : undefined
      if (act === undefined) return
      event.preventDefault()
      act(event)
    }
    // A key reaches the document first, and then the window.
    const heardBy = ifFree ? window : document
    heardBy.addEventListener('keydown', answer as EventListener)
    return () => heardBy.removeEventListener('keydown', answer as EventListener)
  }, [inDialog, ifFree])
}

/** Whether the key is for what has the focus: all of them for text and lists, those that move for sliders and choices. */
function isTyping({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) {
    if (['range', 'radio'].includes(target.type)) return /^(?:Arrow|Page|Home|End)/u.test(key)
    return !['checkbox', 'button'].includes(target.type)
  }
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('button, a, summary, input, [role="button"]') !== null
}
