import { useState } from 'preact/hooks'
import { notice } from '../store/notice.ts'

/** Puts a text on the clipboard. `what` names it: `the path`. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const [copied, setCopied] = useState<string | null>(null)
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(text)
    } catch {
      notice.value = { kind: 'failed', text: 'The browser does not let palate copy; select the text instead.' }
    }
  }
  return (
    <button type="button" onClick={() => void copy()}>
      {copied === text ? 'Copied' : 'Copy'}
      <span class="unseen"> {what}</span>
    </button>
  )
}
