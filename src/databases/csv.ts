import { readFile } from 'node:fs/promises'
import { CsvError, type Info } from 'csv-parse'
import { parse } from 'csv-parse/sync'
import { FormatError, MissingError, reasonOf } from '../core/index.ts'

/** A file of separated values with a header. */
export interface Table {
  readonly path: string
  readonly header: readonly string[]
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[]
}

export interface TableOptions {
  /** What parts the cells; default: comma, semicolon or tab, whichever the header has most of. */
  readonly delimiter?: string
}

/**
 * Reads a CSV file: UTF-8, or UTF-16 with its mark as Excel writes it; quotes, blank lines and any line ends are fine.
 * @throws {MissingError} where it cannot be read. @throws {FormatError} where it is not text, has no header, a column
 * twice, or a row of another length than the header.
 */
export async function readTable(path: string, options: TableOptions = {}): Promise<Table> {
  return tableOf(path, await readText(path), options)
}

/** The same from the text of a CSV file; `path` stands for it in errors. @throws {FormatError} as `readTable`. */
export function tableOf(path: string, text: string, options: TableOptions = {}): Table {
  const firstLine = text.slice(0, text.search(/[\r\n]|$/))
  let records: readonly { readonly record: readonly string[]; readonly info: Info }[]
  try {
    records = parse(text, {
      delimiter: options.delimiter ?? delimiterOf(firstLine),
      info: true,
      trim: true,
      skip_empty_lines: true,
    }) as never
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new FormatError(`${path} is not a CSV file: ${error.message}`, { cause: error })
  }
  const [first, ...rest] = records
  if (first === undefined) throw new FormatError(`${path} is empty; its first line must name the columns`)
  const twice = first.record.find((name, at) => first.record.findIndex((other) => sameName(name, other)) < at)
  if (twice !== undefined) throw new FormatError(`${path} has two columns "${twice}"; rename one`)
  return { path, header: first.record, rows: rest.map(({ record, info }) => ({ line: info.lines, cells: record })) }
}

/** Place of a column by its name in any case; -1 where there is none. */
export function columnAt(table: Pick<Table, 'header'>, name: string): number {
  return table.header.findIndex((other) => sameName(name, other))
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

function delimiterOf(line: string): string {
  const unquoted = line.replace(/"[^"]*"/g, '')
  const counts = [',', ';', '\t'].map((delimiter) => ({ delimiter, count: unquoted.split(delimiter).length }))
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).delimiter
}

async function readText(path: string): Promise<string> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch (error) {
    throw new MissingError(`cannot read ${path}: ${reasonOf(error)}`, { cause: error })
  }
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes) // takes the byte order mark off
  } catch (error) {
    throw new FormatError(`${path} is not UTF-8 text; save it as "CSV UTF-8"`, { cause: error })
  }
}
