import type { DifferenceReport, OrderReport } from './report.ts'
import { PAIRS_NEEDED, type Plan, TESTED_NEEDED, TRAINING_SHOOTS_NEEDED } from './blocks.ts'
import type { OrderName } from './orders.ts'

/** How an order is named in tables and pictures. */
export const ORDER_LABELS: { readonly [name in OrderName]: string } = {
  chronological: 'chronological',
  sharpness: 'sharpness alone',
  pack: 'the pack without your taste',
  ten: 'ten of your ratings',
  archive: 'your archive',
  'archive-measures': 'your archive, with measures',
}

/** How it is named within a sentence. */
const IN_SENTENCES: { readonly [name in OrderName]: string } = {
  chronological: 'in chronological order',
  sharpness: 'by sharpness alone',
  pack: 'by the pack without your taste',
  ten: 'by ten of your ratings',
  archive: 'by your archive',
  'archive-measures': 'by your archive with measures',
}

export interface Found {
  readonly shoots: number
  readonly lookedAt: number
  readonly judged: OrderReport
  readonly orders: readonly OrderReport[]
  readonly differences: readonly DifferenceReport[]
}

/** "On your last 12 shoots, looking at 35 % of the frames would have shown 94 % of your keepers (..)." */
export function helpsSentence({ shoots, lookedAt, judged, orders }: Found): string {
  const { value, low, high } = judged.recall
  const others = orders
    .filter(({ name }) => ['chronological', 'sharpness', 'pack'].includes(name))
    .map(({ name, recall }) => `${IN_SENTENCES[name]} ${percent(recall.value)}`)
  return (
    `On your last ${shoots} shoots, looking at ${percent(lookedAt)} of the frames would have shown ${percent(value)} of your ` +
    `keepers (between ${points(low)} and ${percent(high)}); ${others.join(', ')}.`
  )
}

export function noHelpSentence({ shoots, lookedAt, judged, orders, differences }: Found): string {
  const chronological = orders.find(({ name }) => name === 'chronological')!
  const { recall, area } = differences.find(({ against }) => against === 'chronological')!
  const found =
    recall.low > 0
      ? `over the whole of them the area under its curve differs by between ${points(area.low)} and ${points(area.high)} hundredths`
      : `${percent(lookedAt)} of the frames showed ${percent(judged.recall.value)} of them against ` +
        `${percent(chronological.recall.value)}, a difference between ${points(recall.low)} and ${points(recall.high)} points`
  return (
    `On your last ${shoots} shoots it is not shown that the order learnt from your archive finds more of your keepers than ` +
    `chronological order does (${found}); palate offers chronological order.`
  )
}

export function tooFewSentence({ tested, trainingShoots, pairs }: Pick<Plan, 'tested' | 'trainingShoots' | 'pairs'>) {
  const parts = [
    ...(tested.length < TESTED_NEEDED
      ? [`${counted(tested.length, 'shoot')} can be tested, and ${TESTED_NEEDED} are needed`]
      : []),
    ...(trainingShoots < TRAINING_SHOOTS_NEEDED
      ? [`${counted(trainingShoots, 'earlier shoot')} can be learnt from, and ${TRAINING_SHOOTS_NEEDED} are needed`]
      : []),
    ...(pairs < PAIRS_NEEDED ? [`they give ${counted(pairs, 'pair')}, and ${PAIRS_NEEDED} are needed`] : []),
  ]
  return `There is too little in your archive to tell: ${parts.join('; ')}. palate offers chronological order.`
}

/** What the archive adds to what a person who starts would say. */
export function tenSentence({ judged, orders, lookedAt }: Found): string | undefined {
  const ten = orders.find(({ name }) => name === 'ten')
  if (ten === undefined) return undefined
  return (
    `Ten ratings alone, five frames that you kept and five that you passed over, would have shown ${percent(ten.recall.value)} ` +
    `at ${percent(lookedAt)} of the frames; the whole archive ${percent(judged.recall.value)}.`
  )
}

/** `94 %` */
export function percent(share: number): string {
  return `${points(share)} %`
}

/** `94` */
export function points(share: number): string {
  return (100 * share).toFixed(0).replace(/^-0$/, '0')
}

/** `1 shoot`, `2 shoots` */
export function counted(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
}
