/** `My taste`, `Ann's taste`. */
export function tasteOf(person: string): string {
  return person === 'me' ? 'My taste' : `${person}'s taste`
}

/** `You`, `Ann`: at the start of a sentence or alone. */
export function nameOf(person: string): string {
  return person === 'me' ? 'You' : person
}

const known: Readonly<Record<string, string>> = {
  'oasis-beauty': 'Beautiful',
  'oasis-valence': 'Pleasant',
  'oasis-arousal': 'Exciting',
  'street-preference': 'Inviting streets',
  'street-humanscale': 'Human scale of streets',
  'bsds-quality': 'Technical quality',
  'people in general': 'What people in general like',
}

/** A database's name for people: those of the packs that come with palate by what their raters judged, others with spaces. */
export function databaseName(name: string): string {
  const found = Object.hasOwn(known, name) ? known[name] : undefined
  if (found !== undefined) return found
  const words = name.replaceAll(/[-_]+/gu, ' ').trim()
  return words === '' ? name : words[0]!.toUpperCase() + words.slice(1)
}

/** `1 photo`, `1,200 photos`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}

/** Two decimals; what rounds to nothing has no sign. */
export function decimals(value: number): string {
  return (Math.round(value * 100) / 100 || 0).toFixed(2)
}

/** `about 45 s`, `about 3 min`, `about 2.5 h`. */
function duration(seconds: number): string {
  if (seconds < 90) return `about ${Math.max(1, Math.round(seconds))} s`
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} min`
  return `about ${(seconds / 3600).toFixed(1)} h`
}

/** `indexing photos 1,200 of 5,000, about 40 s left`. */
export function howFarWords(
  { label, done, total }: { readonly label: string; readonly done: number; readonly total: number },
  secondsLeft: number | null,
): string {
  const count = total > 0 ? ` ${done.toLocaleString('en')} of ${total.toLocaleString('en')}` : ''
  return `${label}${count}${secondsLeft === null ? '' : `, ${duration(secondsLeft)} left`}`
}
