import type { ComponentChildren } from 'preact'
import type { PhotoDetails } from '../../server/messages/index.ts'
import { CopyButton } from '../parts/copy-button.tsx'

/** What its file says: when, with what, how large, where. */
export function PhotoFacts({ details }: { readonly details: PhotoDetails | null }) {
  if (details === null) return null
  const { takenAt, camera, lens, width, height, folder, files } = details
  const megapixels = (width * height) / 1e6
  return (
    <section class="photo-facts" aria-labelledby="facts">
      <h2 id="facts">The photo</h2>
      <dl>
        <Fact name="Taken" of={takenAt === null ? null : dateInWords(takenAt)} />
        <Fact name="Camera" of={camera} />
        <Fact name="Lens" of={lens} />
        <Fact name="Size" of={`${width} \u00d7 ${height}, ${megapixels.toFixed(megapixels < 10 ? 1 : 0)} MP`} />
        <Fact name="Folder" of={folder === '' ? null : folder} />
        {files.map((file, at) => (
          <Fact key={file} name={at === 0 ? (files.length === 1 ? 'File' : 'Files') : ''} of={<Path path={file} />} />
        ))}
      </dl>
    </section>
  )
}

function Fact({ name, of }: { readonly name: string; readonly of: ComponentChildren }) {
  if (of === null) return null
  return (
    <div>
      <dt>{name}</dt>
      <dd>{of}</dd>
    </div>
  )
}

function Path({ path }: { readonly path: string }) {
  return (
    <>
      <code>{path}</code> <CopyButton text={path} what="the path" />
    </>
  )
}

/** `31 May 2024, 18:02`, as the camera's clock showed: no zone is known, so none is applied. */
function dateInWords(takenAt: string): string {
  const date = new Date(`${takenAt.slice(0, 19)}Z`)
  if (Number.isNaN(date.getTime())) return takenAt
  return date.toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })
}
