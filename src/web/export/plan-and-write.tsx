import { HowFar } from '../parts/long-work.tsx'
import { counted } from '../parts/names.ts'
import './export.css'
import { LeftOut } from './left-out.tsx'
import { PlannedStars } from './planned-stars.tsx'
import './stars.css'
import type { Writing } from './use-writing.ts'

/** What would be written on a press, what was, and what came of it; each step with what leads to the next. */
export function PlanAndWrite({
  writing: { plan, written, outcome, wrong, isBusy, stop, look, write, takeBack, drop },
  kind,
  file,
}: {
  readonly writing: Writing
  readonly kind: 'given' | 'predicted' | 'flags'
  /** What is written into. */
  readonly file: 'sidecar' | 'JPEG file'
}) {
  return (
    <>
      <p class="export-row">
        <button type="button" disabled={isBusy} onClick={() => void look()}>
          {isBusy && plan === null ? 'Looking...' : 'Show what would be written'}
        </button>
        {isBusy && <HowFar name="write" onStop={stop ?? undefined} />}
        <span role="status">{outcome}</span>
        {written?.journal != null && (
          <button type="button" disabled={isBusy} onClick={() => void takeBack()}>
            Undo
          </button>
        )}
      </p>
      {wrong !== null && (
        <p class="export-error" role="alert">
          {wrong}
        </p>
      )}
      {written !== null && written.skipped.length > 0 && <LeftOut reasons={written.skipped} />}
      {plan !== null && (
        <div class="export-plan">
          <PlannedStars plan={plan} kind={kind} file={file} />
          {plan.skipped.length > 0 && <LeftOut reasons={plan.skipped} />}
          {plan.count > 0 && (
            <p class="export-row">
              <button type="button" class="primary" disabled={isBusy} onClick={() => void write()}>
                {isBusy ? 'Writing...' : `Write ${counted(plan.count, file)}`}
              </button>
              <button type="button" class="plain" disabled={isBusy} onClick={drop}>
                Leave it
              </button>
            </p>
          )}
        </div>
      )}
    </>
  )
}
