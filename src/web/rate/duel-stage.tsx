import { Empty } from '../parts/empty.tsx'
import { keepFocus } from '../parts/keep-focus.ts'
import { PhotoImage } from '../parts/photo-image.tsx'
import { useIsPhone } from '../parts/use-media.ts'
import { ready } from '../parts/ready-photos.ts'
import { once, useKeys } from '../parts/use-keys.ts'
import { anotherPair, askPair, type Duel, duels } from './duels.ts'
import { choose, undo } from './judge.ts'
import { LastDone } from './last-done.tsx'
import { mode } from './mode.ts'
import { SaidCount } from './rate-buttons.tsx'

const sides = ['left', 'right'] as const

/** Two photos, of which one is liked more. */
export function DuelStage() {
  const { shown, state, error } = duels.value
  // On a phone they stand one above the other.
  const names = useIsPhone() ? (['Upper', 'Lower'] as const) : (['Left', 'Right'] as const)
  const isReady = shown !== null && state === 'answered' && sides.every((side) => ready.value.has(shown[side].id))
  const judged = (act: (duel: Duel) => unknown) => once(() => isReady && act(shown))
  const back = () => (mode.value = 'one')
  useKeys({
    arrowleft: judged((duel) => choose(duel, 'left')),
    arrowright: judged((duel) => choose(duel, 'right')),
    arrowdown: judged((duel) => choose(duel, 'tie')),
    ' ': judged(anotherPair),
    'ctrl+z': once(undo),
    z: once(undo),
    d: once(back),
  })
  return (
    <>
      <div class="rate-stage">
        {shown !== null ? (
          <Pair duel={shown} isReady={isReady} names={names} />
        ) : state === 'asking' ? (
          <p class="rate-late quiet">Choosing two photos</p>
        ) : (
          <Empty title={state === 'failed' ? 'No duel' : 'A duel needs two photos'}>
            {state === 'failed' && <p role="alert">{error}</p>}
            <div class="rate-ways">
              <button type="button" onClick={() => void askPair()}>
                Try again
              </button>
              <button type="button" onClick={back}>
                One photo at a time
              </button>
            </div>
          </Empty>
        )}
      </div>
      <div class="rate-strip">
        <LastDone />
        <div class="rate-buttons" role="group" aria-label="Which do you like more?">
          <DuelButton act={() => shown && choose(shown, 'left')} disabled={!isReady} name={names[0]} hint={'\u2190'} />
          <DuelButton act={() => shown && choose(shown, 'tie')} disabled={!isReady} name="Tie" hint={'\u2193'} />
          <DuelButton act={() => shown && choose(shown, 'right')} disabled={!isReady} name={names[1]} hint={'\u2192'} />
        </div>
        <div class="rate-more">
          <button
            type="button"
            class="plain other"
            disabled={!isReady}
            aria-keyshortcuts="Space"
            onClick={() => shown && anotherPair(shown)}
            {...keepFocus}
          >
            Other two <kbd aria-hidden="true">Space</kbd>
          </button>
          <button type="button" class="plain other" aria-keyshortcuts="d" onClick={back} {...keepFocus}>
            One <kbd aria-hidden="true">D</kbd>
          </button>
          <SaidCount />
        </div>
      </div>
    </>
  )
}

function Pair({
  duel,
  isReady,
  names,
}: {
  readonly duel: Duel
  readonly isReady: boolean
  readonly names: readonly [string, string]
}) {
  return (
    <div class="rate-pair">
      {sides.map((side, at) => (
        <button
          key={duel[side].id}
          type="button"
          class="rate-side"
          disabled={!isReady}
          aria-label={`${names[at]}: ${duel[side].name}`}
          onClick={() => void choose(duel, side)}
          {...keepFocus}
        >
          {ready.value.has(duel[side].id) && (
            <PhotoImage id={duel[side].id} name={duel[side].name} size="preview" eager />
          )}
        </button>
      ))}
    </div>
  )
}

function DuelButton({
  act,
  disabled,
  name,
  hint,
}: {
  readonly act: () => unknown
  readonly disabled: boolean
  readonly name: string
  readonly hint: string
}) {
  return (
    <button type="button" disabled={disabled} onClick={() => void act()} {...keepFocus}>
      {name} <kbd aria-hidden="true">{hint}</kbd>
    </button>
  )
}
