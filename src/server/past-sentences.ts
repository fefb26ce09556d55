import type { SourceReport } from '../archive/index.ts'

const NAMES: Readonly<Record<SourceReport['source'], string>> = {
  lightroom: 'Lightroom',
  darktable: 'darktable',
  xmp: 'Files and sidecars',
  keepers: 'The folder of keepers',
}

/** What was taken over from one source, in sentences for the page. */
export function pastSentences(report: SourceReport): string[] {
  const { source, matched, stars, picks, rejects, passes, contradictions, odd, skipped, notFound, ambiguous, log } =
    report
  const name = NAMES[source]
  const meaningless = report.labels.filter(({ means }) => means === null)
  return [
    `${name}: ${counted(matched, 'photo')} of the opened folders, ${stars} with stars, ${picks} picked, ${rejects} rejected, ${passes} passed over.`,
    `In the log: ${log.added} new, ${log.changed} changed, ${log.withdrawn} taken back, ${log.unchanged} as before.`,
    ...(log.left > 0
      ? [
          `The marks of ${counted(log.left, 'photo')} that ${source === 'xmp' ? 'could not be read' : 'it does not mention now'} are left as they are.`,
        ]
      : []),
    ...meaningless.map(
      ({ label, photos }) =>
        `${counted(photos, 'photo')} with the label ${shown(label)}: it means nothing until you say what.`,
    ),
    ...(contradictions > 0
      ? [`${counted(contradictions, 'photo')} both kept and turned down: nothing is learnt from these.`]
      : []),
    ...(notFound.count > 0
      ? [`${counted(notFound.count, 'photo')} not in the opened folders, such as ${examples(notFound.examples)}.`]
      : []),
    ...(ambiguous.count > 0
      ? [
          `${counted(ambiguous.count, 'photo')} could be one of several, such as ${examples(ambiguous.examples)}; they were left out.`,
        ]
      : []),
    ...(odd > 0 ? [`${counted(odd, 'value')} that cannot be meant, such as seven stars, were left out.`] : []),
    ...(skipped.length > 0
      ? [
          `${counted(skipped.length, 'file')} could not be read: ${shown(skipped[0]!.reason)}${skipped.length > 1 ? ', and others' : ''}.`,
        ]
      : []),
    ...report.notes.map(shown),
  ]
}

function counted(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
}

function examples(names: readonly string[]): string {
  return names.map(shown).join(', ')
}

/** Names of other programs' databases may hold anything. */
function shown(text: string): string {
  return text.replaceAll(/\p{C}/gu, '').slice(0, 400)
}
