import type { BacktestReportMessage } from '../../server/messages/index.ts'

export type JudgedOrder = BacktestReportMessage['orders'][number]

/** What a way to look through a shoot is called, at the start of a line. The order is that in which they are listed. */
const names: Readonly<Record<JudgedOrder['name'], string>> = {
  'archive-and-measures': 'Your archive, with measures',
  archive: 'Your archive',
  'ten-ratings': 'Ten ratings',
  pack: 'The pack without your taste',
  sharpness: 'Sharpness alone',
  chronological: 'Chronological order',
}

export function orderName(name: JudgedOrder['name']): string {
  return names[name]
}

/** The same inside a sentence: `78 % by your archive, 31 % by chronological order`. */
export function orderInSentence(name: JudgedOrder['name']): string {
  return names[name][0]!.toLowerCase() + names[name].slice(1)
}

/** Orders as they are listed: what was learnt from the most first, what needs no learning last. */
export function inTurn(orders: readonly JudgedOrder[]): readonly JudgedOrder[] {
  const turn = Object.keys(names)
  return [...orders].sort((a, b) => turn.indexOf(a.name) - turn.indexOf(b.name))
}

/** The order that the report is about: the most that was learnt from the archive. Undefined where nothing was. */
export function judgedOf(orders: readonly JudgedOrder[]): JudgedOrder | undefined {
  return inTurn(orders).find(({ name }) => name === 'archive-and-measures' || name === 'archive')
}

/** `31 %`. */
export function percent(share: number): string {
  return unbroken(`${Math.round(share * 100)} %`)
}

/** `31 % (25 to 38)`. */
export function percentWithin({ mean, low, high }: JudgedOrder['atLook']): string {
  return `${percent(mean)} (${Math.round(low * 100)} to ${Math.round(high * 100)})`
}

/** With no line end before a percent sign. */
export function unbroken(sentence: string): string {
  return sentence.replaceAll(' %', '\u00a0%')
}
