import { useEffect, useState } from 'preact/hooks'
import type { ShootFrames } from '../../server/messages/index.ts'
import { chosenFirst } from '../compare/choose-compared.ts'
import { useKeys } from '../parts/use-keys.ts'
import { WHOLE, type Zoom } from '../parts/zoom.ts'
import { isSaying } from '../store/say.ts'
import { AllCulled } from './all-culled.tsx'
import { CompareFrames } from './compare-frames.tsx'
import { cullKeys } from './cull-keys.ts'
import { DiverseDialog } from './diverse-dialog.tsx'
import { FrameStage } from './frame-stage.tsx'
import { nextOpen } from './next-open.ts'
import { ShootBar } from './shoot-bar.tsx'
import { ShootStrip } from './shoot-strip.tsx'
import { useCulling } from './use-culling.ts'
import { VerdictButtons } from './verdict-buttons.tsx'
import { WriteDialog } from './write-dialog.tsx'

/** One frame large, its series and the whole shoot below it, and what is said of it by keys. */
export function Culling({ shoot, onBack }: { readonly shoot: ShootFrames; readonly onBack: () => void }) {
  const culling = useCulling(shoot, onBack)
  const { lineup, frames, photo, series, flagOf, nameOf, tally, marked, likely, acts, open, setOpen, show } = culling
  // Kept from frame to frame: who looks for the sharpest one looks at the same place of each.
  const [zoom, setZoom] = useState<Zoom>(WHOLE)
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      if (isSaying()) event.preventDefault() // verdicts would be lost with the page
    }
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [])
  useKeys(cullKeys(acts, { isZoomed: culling.isReady && zoom.scale !== null }))

  return (
    <div class="cull">
      <ShootBar
        shoot={shoot}
        at={photo === null ? null : frames.indexOf(photo)}
        tally={tally}
        order={culling.order}
        acts={acts}
      >
        {photo !== null && (
          <button
            type="button"
            class="plain"
            aria-pressed={zoom.scale !== null}
            title={zoom.scale === null ? 'One photo pixel on each screen pixel (Z)' : 'The whole photo (Z)'}
            onClick={() => setZoom(zoom.scale === null ? { ...WHOLE, scale: 1 / devicePixelRatio } : WHOLE)}
          >
            100 %
          </button>
        )}
      </ShootBar>
      {photo === null ? (
        <AllCulled
          shoot={shoot}
          tally={tally}
          acts={acts}
          onGoOn={() => show(nextOpen(lineup, { after: null, flagOf }))}
          onAgain={() => show(frames[0] ?? null)}
        />
      ) : (
        <FrameStage
          photo={photo}
          name={nameOf(photo)}
          flag={flagOf(photo)}
          series={series}
          likely={likely?.get(photo) ?? null}
          zoom={zoom}
          onZoom={setZoom}
          isReady={culling.isReady}
        />
      )}
      <VerdictButtons
        flag={photo === null ? null : flagOf(photo)}
        isDisabled={!culling.isReady}
        seriesLength={series.length}
        acts={acts}
      />
      <ShootStrip
        lineup={lineup}
        photo={photo}
        flagOf={flagOf}
        nameOf={nameOf}
        marked={marked}
        likely={likely}
        onShow={show}
        onMark={culling.mark}
      />
      {open === 'compare' && photo !== null && (
        <CompareFrames
          photos={
            marked.length > 1
              ? series.filter((id) => marked.includes(id))
              : chosenFirst(series, { photo, most: culling.most })
          }
          photo={photo}
          flagOf={flagOf}
          onJudge={culling.give}
          onClear={culling.clearFlag}
          onUndo={() => culling.takeBack(() => {})}
          onClose={() => setOpen(null)}
        />
      )}
      {open === 'diverse' && (
        <DiverseDialog shoot={shoot} flagOf={flagOf} onKeep={culling.keepAll} onClose={() => setOpen(null)} />
      )}
      {open === 'write' && <WriteDialog shoot={shoot} tally={tally} onClose={() => setOpen(null)} />}
    </div>
  )
}
