import { type Keys, once } from '../parts/use-keys.ts'
import type { Flag } from './next-open.ts'

/** What can be done while a shoot is culled, by keys and by buttons. */
export interface CullActs {
  readonly verdict: (flag: Flag) => void
  readonly keepOnly: () => void
  readonly clearFlag: () => void
  /** 0 takes them away. */
  readonly stars: (score: number) => void
  readonly undo: () => void
  /** To the frame so many places on; `isMarking` marks both to be compared. */
  readonly step: (by: number, isMarking: boolean) => void
  readonly stepSeries: (by: number) => void
  /** To the first or the last frame of the shoot. */
  readonly toEnd: (end: 'first' | 'last') => void
  readonly compare: () => void
  readonly advance: () => void
  readonly order: () => void
  readonly diverse: () => void
  readonly write: () => void
  readonly back: () => void
}

/** The keys of one shoot. Of a zoomed frame the arrows are its own. */
export function cullKeys(acts: CullActs, { isZoomed }: { readonly isZoomed: boolean }): Keys {
  const stars = [0, 1, 2, 3, 4, 5].map((score) => [String(score), once(() => acts.stars(score))] as const)
  return {
    ...Object.fromEntries(stars),
    k: once(() => acts.verdict('pick')),
    p: once(() => acts.verdict('pick')),
    n: once(() => acts.verdict('pass')),
    x: once(() => acts.verdict('reject')),
    s: once(acts.keepOnly),
    u: once(acts.clearFlag),
    'ctrl+z': once(acts.undo),
    backspace: once(acts.undo),
    pageup: () => acts.step(-1, false),
    pagedown: () => acts.step(1, false),
    home: () => acts.toEnd('first'),
    end: () => acts.toEnd('last'),
    '[': () => acts.stepSeries(-1),
    ']': () => acts.stepSeries(1),
    ...(!isZoomed && {
      arrowleft: ({ shiftKey }) => acts.step(-1, shiftKey),
      arrowright: ({ shiftKey }) => acts.step(1, shiftKey),
      arrowup: () => acts.stepSeries(-1),
      arrowdown: () => acts.stepSeries(1),
    }),
    c: once(acts.compare),
    a: once(acts.advance),
    o: once(acts.order),
    d: once(acts.diverse),
    w: once(acts.write),
    escape: acts.back,
  }
}
