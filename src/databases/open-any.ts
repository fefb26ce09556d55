import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { MissingError, UsageError } from '../core/index.ts'
import type { Database } from './contract.ts'
import { type DatabaseOptions, openDatabase } from './database-folder.ts'
import type { Importer } from './importer.ts'
import { importerNamed, importers } from './importers.ts'
import { inWords, lacking } from './needs.ts'
import { openPublished, type PublishedOptions } from './open-published.ts'

export interface AnyDatabaseOptions extends DatabaseOptions, PublishedOptions {
  /** Name of an importer, or `folder` for a database folder; default: what the folder looks like. */
  readonly format?: string
}

/**
 * The importer whose needs `folder` meets; undefined where there is none.
 * @throws {UsageError} where there are several: label files of more than one database lie there.
 */
export async function detectImporter(folder: string): Promise<Importer | undefined> {
  const [first, ...others] = (await compared(folder)).filter(({ missing }) => missing.length === 0)
  if (first === undefined || others.length === 0) return first?.importer
  const names = [first, ...others].map(({ importer }) => importer.name)
  throw new UsageError(`${folder} holds the labels of several databases; name the format: ${names.join(', ')}`)
}

/**
 * Opens a database folder or a published database. A folder with `ratings.csv`, or whose ratings file is named, is a
 * database folder.
 * @throws {MissingError} where it is neither; says which formats there are and what the nearest one lacks. Else as
 * `openDatabase` and `openPublished`.
 */
export async function openAnyDatabase(folder: string, options: AnyDatabaseOptions = {}): Promise<Database> {
  const { format, labels, ratings, ...columns } = options
  const named = ratings !== undefined
  if (format === 'folder' || (format === undefined && (named || existsSync(join(folder, 'ratings.csv'))))) {
    if (labels !== undefined)
      throw new UsageError(`a database folder has no labels "${labels}"; only published databases do`)
    return openDatabase(folder, { ...columns, ...(named ? { ratings } : {}) })
  }
  if (named) throw new UsageError(`the ratings file of a published database has its own name; leave "${ratings}" out`)
  if (format === undefined && !existsSync(folder))
    throw new MissingError(
      `there is no folder ${resolve(folder)}; a database is a folder with ratings.csv, or a published one as it was unpacked`,
    )
  const importer = format === undefined ? await detectImporter(folder) : importerNamed(format)
  if (importer === undefined) throw await unknown(folder)
  return openPublished(importer, folder, { ...columns, ...(labels === undefined ? {} : { labels }) })
}

async function compared(folder: string) {
  return Promise.all(importers.map(async (importer) => ({ importer, missing: await lacking(importer, folder) })))
}

async function unknown(folder: string): Promise<MissingError> {
  const all = await compared(folder)
  const begun = all.filter(({ importer, missing }) => missing.length < importer.needs.length)
  const nearest = begun.toSorted((a, b) => a.missing.length - b.missing.length)[0]
  const hint =
    nearest === undefined ? '' : `; to be ${nearest.importer.title} it lacks ${nearest.missing.map(inWords).join(', ')}`
  return new MissingError(
    `${resolve(folder)} is no database: it has no ratings.csv, and no published format is complete there ` +
      `(${importers.map(({ name }) => name).join(', ')})${hint}`,
  )
}
