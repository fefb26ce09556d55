import { latestEvidence, photoId, type TasteEvidence } from '../personalize/index.ts'
import type { LoggedEvent } from './events.ts'

type Judgement = Exclude<LoggedEvent, { kind: 'undo' }>

/** Events that count, in order: neither undone nor undos. An undo that was undone itself takes nothing back. */
export function eventsInForce(events: readonly LoggedEvent[]): readonly Judgement[] {
  const undone = new Set<number>()
  // From the last to the first: when an event is met, all that could take it back have been.
  for (let at = events.length - 1; at >= 0; at--) {
    const event = events[at]!
    if (event.kind === 'undo' && !undone.has(event.id)) undone.add(event.undoes)
  }
  return events.filter((event): event is Judgement => event.kind !== 'undo' && !undone.has(event.id))
}

/**
 * What one person's events say, for a taste to be learnt from: of the scores of a photo the last, of its stars and its
 * flags too, and every duel. Scores and stars are scales of their own: how somebody starred years ago in another program
 * need not be how they score here, and a taste learns the thresholds of both. A photo that was passed over
 * was only not the best of its series: that is a comparison, and evidence of no level.
 */
export function evidenceOf(events: readonly LoggedEvent[]): readonly TasteEvidence[] {
  return latestEvidence(eventsInForce(events).flatMap(saidBy)) as readonly TasteEvidence[]
}

function saidBy(event: Judgement): TasteEvidence | readonly TasteEvidence[] {
  const { time } = event
  switch (event.kind) {
    case 'score':
      return { kind: 'score', photo: photoId(event.photo), value: event.score, time }
    case 'star':
      return { kind: 'star', photo: photoId(event.photo), stars: event.stars, time }
    case 'pick':
    case 'reject':
      return { kind: 'flag', photo: photoId(event.photo), flag: event.kind, time }
    case 'pass':
      return []
    case 'duel':
      return { kind: 'duel', left: photoId(event.left), right: photoId(event.right), winner: event.winner, time }
  }
}
