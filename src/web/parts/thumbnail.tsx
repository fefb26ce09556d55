import { Link } from 'wouter-preact'
import { cards } from '../store/cards.ts'
import { PhotoImage } from './photo-image.tsx'
import './thumbnail.css'

/** A small photo that leads to its own page; its name is known once its card is (`wantCards`). */
export function Thumbnail({
  id,
  name,
  caption,
}: {
  readonly id: number
  readonly name?: string
  readonly caption?: string
}) {
  return (
    <Link href={`/photo/${id}`} class="thumbnail">
      <span class="frame">
        <PhotoImage id={id} name={name ?? cards.value.get(id)?.card.name ?? `photo ${id}`} size="thumbnail" />
      </span>
      {caption !== undefined && <span class="quiet">{caption}</span>}
    </Link>
  )
}
