import type { ShootSummary } from '../../server/messages/index.ts'
import { counted } from '../parts/names.ts'
import type { Flag, Tally } from './next-open.ts'

/** `31 May 2024, 10:00 to 16:30`, `31 May to 2 June 2024`; a sentence where no time is known. */
export function whenTaken({ from, to }: Pick<ShootSummary, 'from' | 'to'>): string {
  if (from === null || to === null) return 'no time that can be right'
  const [first, last] = [new Date(from), new Date(to)]
  const [day, lastDay] = [date.format(first), date.format(last)]
  if (day !== lastDay) return `${day} to ${lastDay}`
  const [start, end] = [time.format(first), time.format(last)]
  return start === end ? `${day}, ${start}` : `${day}, ${start} to ${end}`
}

// ISO 8601 without a zone is read as local time and shown as such: what the camera's clock showed.
const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

/** `5 kept, 20 passed, 1 rejected, 314 open`; what there is none of is left out. */
export function tallyWords({ pick, pass, reject, open }: Tally): string {
  const parts = [
    [pick, 'kept'],
    [pass, 'passed'],
    [reject, 'rejected'],
    [open, 'open'],
  ] as const
  return parts.flatMap(([count, word]) => (count === 0 ? [] : [`${count.toLocaleString('en')} ${word}`])).join(', ')
}

/** `340 frames in 92 series`. */
export function sizeWords({ frames, series }: Pick<ShootSummary, 'frames' | 'series'>): string {
  return series === frames
    ? counted(frames, 'frame')
    : `${counted(frames, 'frame')} in ${counted(series, 'series', 'series')}`
}

const verdicts: Readonly<Record<Flag, string>> = { pick: 'Kept', pass: 'Passed', reject: 'Rejected' }

/** `Kept IMG_1.jpg`. */
export function said(flag: Flag, name: string): string {
  return `${verdicts[flag]} ${name}`
}

/** `kept`, `open`. */
export function flagWords(flag: Flag | null): string {
  return flag === null ? 'open' : verdicts[flag].toLowerCase()
}
