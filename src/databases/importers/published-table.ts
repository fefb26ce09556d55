import { FormatError } from '../../core/index.ts'
import { columnAt, type Table } from '../csv.ts'

/**
 * Places of the columns that a published file must have.
 * @throws {FormatError} naming the file and what it has instead.
 */
export function columnsOf<const Name extends string>(
  table: Table,
  names: readonly Name[],
): Readonly<Record<Name, number>> {
  const places = names.map((name) => [name, columnAt(table, name)] as const)
  const missing = places.flatMap(([name, at]) => (at === -1 ? [`"${name}"`] : []))
  if (missing.length > 0) {
    const shown = table.header.slice(0, 12).join(', ') + (table.header.length > 12 ? ', ..' : '')
    throw new FormatError(
      `${table.path} is another version than palate reads: it has no column ${missing.join(' and ')}, but ${shown}`,
    )
  }
  return Object.fromEntries(places) as Record<Name, number>
}

/** The published rows with palate's own columns in front; the published ones stay, but for those that go by the same name. */
export function withColumns(
  table: Table,
  added: Readonly<Record<string, (cells: readonly string[]) => string>>,
): Table {
  const names = Object.keys(added)
  const makers = Object.values(added)
  const taken = new Set(names)
  const kept = table.header.flatMap((name, at) => (taken.has(name.toLowerCase()) ? [] : [at]))
  return {
    path: table.path,
    header: [...names, ...kept.map((at) => table.header[at]!)],
    rows: table.rows.map(({ line, cells }) => ({
      line,
      cells: [...makers.map((make) => make(cells)), ...kept.map((at) => cells[at]!)],
    })),
  }
}

/** Where a published file may lie: in the database's folder, or in the one folder that its archive unpacks into. */
export function unpacked(file: string): readonly [string, string] {
  return [file, `*/${file}`]
}
