import type { ExportedPhoto } from '../catalog/index.ts'
import type { AppContext } from './app-context.ts'
import type { OrderQuery } from './messages/index.ts'

/** Rows asked for together. */
const PAGE = 1000

/** A photo of an export, with its number in the catalog. */
export type NumberedRow = ExportedPhoto & { readonly id: number }

/** The first photos of an order, with all that exports say of them. */
export async function orderedRows(
  { libraries }: Pick<AppContext, 'libraries'>,
  { order, top = Number.POSITIVE_INFINITY }: { readonly order: OrderQuery; readonly top?: number | undefined },
): Promise<readonly NumberedRow[]> {
  const { person, with: other } = order
  const viewer = { person, ...(other === undefined ? {} : { with: other }) }
  const { ids } = await libraries.quick((library) => library.order(order))
  const wanted = [...ids.subarray(0, Math.min(ids.length, top))]
  const rows: NumberedRow[] = []
  for (let start = 0; start < wanted.length; start += PAGE) {
    const page = await libraries.quick((library) => library.rows(wanted.slice(start, start + PAGE), viewer))
    rows.push(
      ...page.map(({ id, path, place, name, takenAt, given, expected }) => ({
        id,
        path,
        place,
        name,
        takenAt,
        given,
        ...expected,
      })),
    )
  }
  return rows
}
