import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { MissingError } from '../core/index.ts'
import type { Need, PublishedDatabase } from './importer.ts'

/** Which of a database's needs `folder` does not meet; none where it can be opened. Only names are looked at. */
export async function lacking({ needs }: Pick<PublishedDatabase, 'needs'>, folder: string): Promise<readonly Need[]> {
  const met = await Promise.all(needs.map(async ({ anyOf }) => (await firstOf(folder, anyOf)) !== undefined))
  return needs.filter((_, at) => !met[at])
}

/** `AVA.txt, ava_labels_*.json or .. (ten counts of votes)`, for sentences: three ways are enough to know what is meant. */
export function inWords({ anyOf, what }: Need): string {
  const shown = anyOf.length > 3 ? [...anyOf.slice(0, 3), '..'] : anyOf
  const [last = '', ...others] = shown.toReversed()
  return `${others.length === 0 ? last : `${others.toReversed().join(', ')} or ${last}`} (${what})`
}

/** Absolute path of the first of `patterns` that is in `folder`; undefined where none is. */
export async function firstOf(folder: string, patterns: readonly string[]): Promise<string | undefined> {
  for (const pattern of patterns) {
    const [path] = await allOf(folder, [pattern])
    if (path !== undefined) return path
  }
  return undefined
}

/**
 * Absolute paths in `folder` that any of `patterns` means, those of one pattern sorted; `*` stands for any letters of one
 * name that does not start with a dot.
 */
export async function allOf(folder: string, patterns: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(patterns.map((pattern) => pathsOf(folder, pattern)))
  return [...new Set(found.flat())]
}

async function pathsOf(folder: string, pattern: string): Promise<readonly string[]> {
  const parts = pattern.split('/').filter((part) => part !== '.')
  let paths: readonly string[] = [folder]
  for (const [index, part] of parts.entries()) {
    const next = await Promise.all(
      paths.map(async (path) => {
        // Folders of a hundred thousand photos are not listed to find one name.
        if (!part.includes('*')) return existsSync(join(path, part)) ? [join(path, part)] : []
        const names = await namesIn(path, { onlyFolders: index < parts.length - 1 })
        return names.filter(matcher(part)).map((name) => join(path, name))
      }),
    )
    paths = next.flat().sort()
  }
  return paths
}

function matcher(part: string): (name: string) => boolean {
  const texts = part.split('*').map((text) => text.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
  const pattern = new RegExp(`^${texts.join('.*')}$`, 'i')
  return (name) => !name.startsWith('.') && pattern.test(name)
}

/** A folder that is not there, or is a file, holds no names. */
async function namesIn(folder: string, of: { readonly onlyFolders: boolean }): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const kept = of.onlyFolders ? entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()) : entries
  return kept.map(({ name }) => name)
}

/**
 * Absolute path of the first of `anyOf` in a database's folder.
 * @throws {MissingError} where none is there.
 */
export async function requireFile(
  { title }: Pick<PublishedDatabase, 'title'>,
  { folder, anyOf }: { readonly folder: string; readonly anyOf: readonly string[] },
): Promise<string> {
  const path = await firstOf(folder, anyOf)
  if (path !== undefined) return path
  throw new MissingError(`${folder} has no ${anyOf.join(' or ')}, which ${title} is published with`)
}
