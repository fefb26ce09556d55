import { useEffect, useMemo, useState } from 'preact/hooks'
import type { ShootFrames } from '../../server/messages/index.ts'
import { ready } from '../parts/ready-photos.ts'
import { useIsPhone } from '../parts/use-media.ts'
import { cards } from '../store/cards.ts'
import { notice } from '../store/notice.ts'
import { person } from '../store/person.ts'
import type { CullActs } from './cull-keys.ts'
import { likelyOf, lineupOf } from './lineup.ts'
import {
  type Flag,
  type FlagOf,
  frameBeside,
  type Lineup,
  nextOpen,
  placeOf,
  seriesBeside,
  startAt,
  type Tally,
  tallyOf,
} from './next-open.ts'
import { cullOrder, goesOn, keepLastFrame, lastFrame, turnGoingOn, turnOrder } from './page-settings.ts'
import { flagsOf, isSaidHere, saidHere } from './said-here.ts'
import { beginSteps } from './steps.ts'
import { useFramesAhead } from './use-frames-ahead.ts'
import { clear, giveStars, judge, undo } from './verdicts.ts'
import { said as saidWords } from './words.ts'

/** A dialog over the shoot. */
export type Opened = 'compare' | 'diverse' | 'write' | null

/** Where somebody is in a shoot, what was said of its frames, and what can be done. */
export interface CullingState {
  readonly order: 'time' | 'learnt'
  readonly lineup: Lineup
  /** Null where the order is that of time. */
  readonly likely: ReadonlyMap<number, 0 | 1 | 2 | 3> | null
  /** All frames, one after the other. */
  readonly frames: readonly number[]
  /** The frame that is shown; null at the end of the shoot. */
  readonly photo: number | null
  /** The series of that frame. */
  readonly series: readonly number[]
  /** Whether it is there to be seen: nobody should judge what they have not seen. */
  readonly isReady: boolean
  readonly flagOf: FlagOf
  readonly nameOf: (photo: number) => string
  readonly tally: Tally
  /** Frames marked to be compared, and how many may be. */
  readonly marked: readonly number[]
  readonly most: number
  readonly open: Opened
  readonly setOpen: (open: Opened) => void
  readonly show: (photo: number | null) => void
  readonly mark: (photo: number) => void
  readonly give: (photo: number, flag: Flag) => void
  readonly keepAll: (photos: readonly number[]) => void
  readonly clearFlag: (photo: number) => void
  readonly takeBack: (then: (photo: number) => void) => void
  readonly acts: CullActs
}

export function useCulling(shoot: ShootFrames, onBack: () => void): CullingState {
  const mine = person.value
  const order = shoot.offered === 'archive' ? cullOrder.value : 'time'
  const lineup = useMemo(() => lineupOf(shoot.frameSeries, order), [shoot, order])
  const likely = useMemo(() => (order === 'learnt' ? likelyOf(shoot.frameSeries) : null), [shoot, order])
  const said = saidHere.value
  const flagOf = useMemo(() => {
    void said // what is said here
    return flagsOf(shoot, mine)
  }, [shoot, said, mine])
  const frames = useMemo(() => lineup.flat(), [lineup])
  const tally = tallyOf(frames, flagOf)
  /** Null at the end of the shoot. */
  const [shown, setShown] = useState(() => startAt(lineup, { last: lastFrame(mine, shoot.key), flagOf }))
  const [marked, setMarked] = useState<readonly number[]>([])
  const [open, setOpen] = useState<Opened>(null)
  const most = useIsPhone() ? 2 : 4

  // A frame may go while it is looked at.
  const place = shown === null ? null : placeOf(lineup, shown)
  const photo = place === null && shown !== null ? startAt(lineup, { last: null, flagOf }) : shown
  const series = lineup[(photo === null ? null : placeOf(lineup, photo))?.series ?? -1] ?? none
  const isReady = photo !== null && ready.value.has(photo)
  const nameOf = (id: number): string => cards.value.get(id)?.card.name ?? `frame ${frames.indexOf(id) + 1}`

  useEffect(() => beginSteps(), [])
  useEffect(() => {
    if (photo !== null) keepLastFrame(mine, shoot.key, photo)
  }, [mine, shoot, photo])
  useFramesAhead({ photo, lineup, frames, series, flagOf, marked })

  const show = (to: number | null): void => {
    setShown(to)
    setMarked([])
  }
  const goOn = (after: number, judged: readonly number[]): void => {
    if (!goesOn.value) return
    const next = nextOpen(lineup, { after, flagOf: (id) => (judged.includes(id) ? 'pass' : flagOf(id)) })
    show(next)
  }
  const give = (to: number, flag: Flag): void => {
    // What an answer told may have changed elsewhere since: only what was said here is not said again.
    if (!isSaidHere(to, { flag, by: mine }))
      judge([{ photo: to, flag }], { words: saidWords(flag, nameOf(to)), onLost: show })
  }
  const verdict = (flag: Flag): void => {
    if (photo === null || !isReady) return
    give(photo, flag)
    goOn(photo, [photo])
  }
  const keepOnly = (): void => {
    if (photo === null || !isReady) return
    const rest = series.filter((id) => id !== photo && flagOf(id) === null)
    const verdicts = [
      ...(isSaidHere(photo, { flag: 'pick', by: mine }) ? [] : [{ photo, flag: 'pick' as const }]),
      ...rest.map((id) => ({ photo: id, flag: 'pass' as const })),
    ]
    const words =
      rest.length === 0 ? saidWords('pick', nameOf(photo)) : `Kept ${nameOf(photo)}, passed ${rest.length} more`
    if (verdicts.length > 0) judge(verdicts, { words, onLost: show })
    goOn(
      photo,
      series.filter((id) => id === photo || rest.includes(id)),
    )
  }
  const keepAll = (photos: readonly number[]): void => {
    const verdicts = photos.filter((id) => flagOf(id) !== 'pick').map((id) => ({ photo: id, flag: 'pick' as const }))
    if (verdicts.length > 0) judge(verdicts, { words: `Kept ${verdicts.length} chosen frames`, onLost: show })
    setOpen(null)
  }
  const clearFlag = (of: number): void => {
    if (flagOf(of) === null) notice.value = { kind: 'done', text: 'There is no flag to clear.' }
    else clear(of, { what: 'flag', words: `No flag for ${nameOf(of)}` })
  }
  const stars = (score: number): void => {
    if (photo === null || !isReady) return
    const name = nameOf(photo)
    if (score > 0) giveStars(photo, { score, words: `Gave ${name} ${score === 1 ? '1 star' : `${score} stars`}` })
    else if (cards.value.get(photo)?.card.given?.score === undefined)
      notice.value = { kind: 'done', text: 'There are no stars to clear.' }
    else clear(photo, { what: 'score', words: `No stars for ${name}` })
  }
  const takeBack = (then: (id: number) => void): void =>
    void undo({ onBack: (id) => placeOf(lineup, id) !== null && then(id) })

  const step = (by: number, isMarking: boolean): void => {
    const last = frames.at(-1) ?? null
    if (photo === null) return by < 0 ? show(last) : undefined
    const next = frameBeside(lineup, { photo, by })
    if (!isMarking) return next === null && by < 0 ? undefined : show(next)
    if (next === null || !series.includes(next)) return
    setMarked([...marked.filter((id) => id !== photo && id !== next), photo, next].slice(-most))
    setShown(next)
  }
  const stepSeries = (by: number): void => {
    const next = photo === null ? null : seriesBeside(lineup, { photo, by, flagOf })
    if (photo === null && by < 0) show(frames.at(-1) ?? null)
    else if (next !== null) show(next)
  }
  const mark = (id: number): void => {
    if (photo === null || !series.includes(id)) return show(id)
    const chosen = marked.length === 0 ? [photo] : marked
    setMarked((chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]).slice(-most))
  }
  const compare = (): void => {
    if (photo === null) return
    if (series.length > 1) setOpen('compare')
    else notice.value = { kind: 'done', text: 'This frame has no others in its series to compare it with.' }
  }
  const turn = (): void => {
    if (shoot.offered !== 'archive') {
      notice.value = { kind: 'done', text: shoot.why }
      return
    }
    turnOrder()
    if (cullOrder.value !== 'learnt') return
    // The likeliest frames stand first now, and are looked at first.
    const first = nextOpen(lineupOf(shoot.frameSeries, 'learnt'), { after: null, flagOf })
    if (first !== null) show(first)
  }
  const acts = {
    verdict,
    keepOnly,
    clearFlag: () => photo !== null && clearFlag(photo),
    stars,
    undo: () => takeBack(show),
    step,
    stepSeries,
    toEnd: (end: 'first' | 'last') => show(frames.at(end === 'first' ? 0 : -1) ?? null),
    compare,
    advance: turnGoingOn,
    order: turn,
    diverse: () => setOpen('diverse'),
    write: () => setOpen('write'),
    back: onBack,
  }
  return {
    order,
    lineup,
    likely,
    frames,
    photo,
    series,
    isReady,
    flagOf,
    nameOf,
    tally,
    marked,
    most,
    open,
    setOpen,
    show,
    mark,
    give,
    keepAll,
    clearFlag,
    takeBack,
    acts,
  }
}

const none: readonly number[] = []
