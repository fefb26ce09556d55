import { extname } from 'node:path'

/** Bytes of UTF-8: file systems take 255, and a number or an ending may come to it. */
const MOST_BYTES = 200

/** Names of devices in Windows, with any ending. */
const devices = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i

/**
 * The name of a file or folder as every system takes it: no path, nothing hidden, nothing that turns the direction of
 * writing, at most 200 bytes with its ending kept. Empty where nothing is left of it.
 */
export function portableName(name: string): string {
  const plain = name
    .replaceAll(/[/\\:*?"<>|\p{Cc}\p{Cs}\p{Bidi_Control}]/gu, '_')
    .replace(/^[\s.]+/u, '')
    .replace(/[\s.]+$/u, '')
  const safe = devices.test(plain) ? `_${plain}` : plain
  const ending = Buffer.byteLength(extname(safe)) < 20 ? extname(safe) : ''
  return cut(safe.slice(0, safe.length - ending.length), MOST_BYTES - Buffer.byteLength(ending)) + ending
}

function cut(text: string, mostBytes: number): string {
  let bytes = 0
  let kept = ''
  for (const character of text) {
    bytes += Buffer.byteLength(character)
    if (bytes > mostBytes) return kept
    kept += character
  }
  return text
}
