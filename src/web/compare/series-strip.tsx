import type { Card } from '../../server/messages/index.ts'
import { PhotoImage } from '../parts/photo-image.tsx'
import { choose } from './choose-compared.ts'

/** All of a series, small: which of them stand side by side. */
export function SeriesStrip({
  series,
  chosen,
  most,
  onChoose,
}: {
  readonly series: readonly Card[]
  readonly chosen: readonly number[]
  readonly most: number
  readonly onChoose: (chosen: readonly number[]) => void
}) {
  return (
    <div class="series-strip" role="group" aria-label="Which are compared">
      {series.map(({ id, name }) => {
        const isChosen = chosen.includes(id)
        return (
          <button
            key={id}
            type="button"
            class="plain"
            aria-label={`Compare ${name}`}
            aria-pressed={isChosen}
            disabled={isChosen && chosen.length <= 2}
            onClick={() => onChoose(choose(chosen, { photo: id, most }))}
          >
            <PhotoImage id={id} name="" size="thumbnail" />
          </button>
        )
      })}
    </div>
  )
}
