import type { Table } from './csv.ts'

/** Which labels of a published database are read: mean scores of photos, or each rater's own. */
export type Labels = 'means' | 'raters'

/** What an importer says of a published database without opening it. */
export interface PublishedDatabase {
  /** Short name, such as `flickr-aes`. */
  readonly name: string
  readonly title: string
  /** Who made it and where it is described. */
  readonly source: string
  /** Lowest and highest score that the scale of the usual labels has. */
  readonly scale: readonly [lowest: number, highest: number]
  /** Scale of the head (Sec. D): `five` for databases scored from 1 to 5. */
  readonly template: 'ten' | 'five'
  /** Which labels it has, the usual one first. */
  readonly labels: readonly [Labels, ...Labels[]]
  /** What must lie in its folder. */
  readonly needs: readonly Need[]
  /**
   * Where its photos lie, best first, for databases that are published in several sizes: of two photos of one name the
   * one in the earlier of these folders is meant.
   */
  readonly photoFolders?: readonly string[]
  /** Whether the reader was tried on a published file, or built from a description of it. */
  readonly basis: 'a published file' | 'its published description'
}

export interface Need {
  /** Any of these paths, relative to the database's folder; `*` stands for any name or a part of it. */
  readonly anyOf: readonly [string, ...string[]]
  /** What it is, for people: `10 votes a photo`. */
  readonly what: string
}

/** Reads the published files of one database as they are. */
export interface Importer extends PublishedDatabase {
  /**
   * The published labels as one table with the columns `image`, `score`, `split` where the database has an official one
   * (`train`, `validation`, `test`), `rater` with `labels: 'raters'`, and what else is worth choosing by.
   * Photos are not looked at.
   * @throws {MissingError} where a file is not there. @throws {FormatError} where it is of another version.
   */
  table(folder: string, options: { readonly labels: Labels }): Promise<Table>
}
