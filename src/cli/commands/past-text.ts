import type { Examples, PastSource, SourceReport } from '../../archive/index.ts'

const NAMES: Readonly<Record<PastSource, string>> = {
  lightroom: 'Lightroom',
  darktable: 'darktable',
  xmp: 'Files and sidecars',
  keepers: 'Exported photos',
}

interface PastTextOptions {
  readonly tense: 'was' | 'would be'
  /** Whether marks of photos that a source does not mention were asked to be taken back. */
  readonly replaces: boolean
}

/** What was found in each source and taken over, in plain lines. */
export function pastText(sources: readonly SourceReport[], options: PastTextOptions): string {
  return sources.map((source) => linesOf(source, options).join('\n')).join('\n\n')
}

function linesOf(report: SourceReport, { tense, replaces }: PastTextOptions): readonly string[] {
  const { source, read, matched, stars, picks, rejects, passes, contradictions, odd, log } = report
  const heading = `${NAMES[source]}${read.length === 0 ? '' : ` (${read.map(shown).join(', ')})`}`
  const written = tense === 'was' ? '' : ' would be'
  const lines = [
    `${photos(matched)} of the library: ${stars} with stars, ${picks} picked, ${rejects} rejected, ${passes} passed over`,
    ...report.labels.map(({ label, photos: count, means }) =>
      means === null
        ? `${photos(count, 'has', 'have')} a ${shown(label)} label; say what it means with --label ${quoted(label)}=keep`
        : `${photos(count, 'has', 'have')} a ${shown(label)} label, which means ${means}`,
    ),
    ...(contradictions > 0
      ? [`${photos(contradictions, 'was', 'were')} both kept and turned down, such as rejected with stars`]
      : []),
    ...examplesLine(report.notFound, ['is not in the library', 'are not in the library']),
    ...examplesLine(report.ambiguous, [
      'could be one of several in the library, and was left out',
      'could be one of several in the library, and were left out',
    ]),
    ...(odd > 0
      ? [`left out ${odd === 1 ? 'one value' : `${odd} values`} that cannot be meant, such as seven stars`]
      : []),
    ...report.notes.map(shown),
    `in the log:${written} ${log.added} new, ${log.changed} changed, ${log.withdrawn} taken back, ${log.unchanged} as before`,
    ...(log.left > 0 ? [leftLine(source, log.left, replaces ? '' : '; --replace takes them back')] : []),
  ]
  return [heading, ...lines.map((line) => `  ${line}`)]
}

/** Files are all asked: of those alone that could not be read is nothing known now. */
function leftLine(source: PastSource, left: number, hint: string): string {
  return source === 'xmp'
    ? `the marks of ${photos(left)} that could not be read are left as they are`
    : `the marks of ${photos(left)} that it does not mention now are left as they are${hint}`
}

function examplesLine({ count, examples }: Examples, [one, many]: readonly [string, string]): readonly string[] {
  return count === 0 ? [] : [`${photos(count, one, many)}, such as ${examples.map(shown).join(', ')}`]
}

/** `1 photo has`, `2 photos have`. */
function photos(count: number, one = '', many = one): string {
  return `${count} ${count === 1 ? 'photo' : 'photos'}${one === '' ? '' : ` ${count === 1 ? one : many}`}`
}

/** Names of other programs' databases may hold anything; what no terminal should print is left out. */
function shown(text: string): string {
  return text.replaceAll(/\p{C}/gu, '').slice(0, 400)
}

function quoted(label: string): string {
  return /^[\p{L}\p{N}]+$/u.test(label) ? label : `"${shown(label)}"`
}
