import type { WrittenStars } from '../../server/messages/index.ts'
import { counted } from '../parts/names.ts'

/** What would be written: how many files, and the first of them one by one. */
export function PlannedStars({
  plan: { count, same, rated, planned },
  kind,
  file: noun,
}: {
  readonly plan: WrittenStars
  readonly kind: 'given' | 'predicted' | 'flags'
  readonly file: 'sidecar' | 'JPEG file'
}) {
  const rest = [
    same === 0 ? undefined : `${same.toLocaleString('en')} say it already`,
    rated === 0 ? undefined : `${rated.toLocaleString('en')} you rated in the file yourself, which stays`,
  ].filter((part) => part !== undefined)
  return (
    <>
      <p role="status">
        {count === 0 ? 'There is nothing to write' : `${counted(count, noun)} would be written; nothing is changed yet`}
        {rest.length === 0 ? '' : `; ${rest.join('; ')}`}.
      </p>
      {planned.length > 0 && (
        // Scrolls by keyboard too.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div class="export-planned" tabIndex={0} role="region" aria-label="What would be written">
          <table>
            <thead>
              <tr>
                <th scope="col">Photo</th>
                <th scope="col">Now</th>
                <th scope="col">Then</th>
                <th scope="col">File</th>
              </tr>
            </thead>
            <tbody>
              {planned.map(({ name, file, isNew, before, stars, becomes }) => (
                <tr key={file}>
                  <td title={name}>{baseName(name)}</td>
                  <td class="quiet">{before}</td>
                  <td>
                    {becomes ?? (
                      <span class={kind} role="img" aria-label={counted(stars, 'star')}>
                        {(kind === 'given' ? '\u2605' : '\u2606').repeat(stars)}
                      </span>
                    )}
                  </td>
                  <td class="quiet" title={file}>
                    {isNew ? 'new' : 'changed'}: {baseName(file)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {count > planned.length && <p class="quiet">and {(count - planned.length).toLocaleString('en')} more</p>}
        </div>
      )}
    </>
  )
}

function baseName(path: string): string {
  return path.replace(/^.*[/\\]/u, '')
}
