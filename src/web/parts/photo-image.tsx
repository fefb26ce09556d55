import './photo-image.css'
import { useAttempts } from './use-attempts.ts'

/** A photo as a picture, or a plain word where its file cannot be shown. `alt` is its name. */
export function PhotoImage({
  id,
  name,
  size,
  eager = false,
}: {
  readonly id: number
  readonly name: string
  readonly size: 'thumbnail' | 'preview' | 'full'
  /** Loads it although it may be out of sight. */
  readonly eager?: boolean
}) {
  const { key, isFailed, onLoad, onError } = useAttempts(id)
  if (isFailed) {
    return (
      <span class="photo-gone" role="img" aria-label={`${name}: cannot be shown`}>
        cannot be shown
      </span>
    )
  }
  return (
    <img
      key={key}
      class="photo-image"
      src={photoAddress(id, size)}
      alt={name}
      loading={eager ? 'eager' : 'lazy'}
      decoding="async"
      draggable={false}
      onLoad={onLoad}
      onError={onError}
    />
  )
}

/** Where the server gives a picture of a photo. */
export function photoAddress(id: number, size: 'thumbnail' | 'preview' | 'full'): string {
  return `/api/photos/${id}/${size}`
}

/** Has the browser fetch a photo before it is looked at; `then` hears whether it came. */
export function preload(id: number, then: (isThere: boolean) => void = () => {}): void {
  const image = new Image()
  image.addEventListener('load', () => then(true))
  image.addEventListener('error', () => then(false))
  image.src = photoAddress(id, 'preview')
}
