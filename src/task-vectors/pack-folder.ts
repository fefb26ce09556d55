import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { PalateError, reasonOf, UsageError } from '../core/index.ts'

/**
 * Makes a pack's folder so that it is whole or not there: `fill` writes into a temporary folder beside it, which then takes
 * its name. With `overwrite` a pack that is there is replaced; a folder that holds anything else never is.
 * @throws {UsageError} where the folder is taken. @throws {PalateError} where it cannot be written.
 */
export async function writePackFolder(
  path: string,
  options: { readonly overwrite: boolean },
  fill: (folder: string) => Promise<void>,
): Promise<void> {
  const out = resolve(path)
  await requireFree(out, options.overwrite)
  const temporary = `${out}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`
  try {
    await makeFolder(temporary)
    await fill(temporary)
    await moveInto(temporary, out)
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

async function requireFree(out: string, overwrite: boolean): Promise<void> {
  const entries = await entriesOf(out)
  if (entries === undefined || entries.length === 0) return
  if (!overwrite)
    throw new UsageError(`${out} is there already; choose another folder, or say that it may be overwritten`)
  const foreign = entries.find((entry) => !/\.(json|safetensors|md)$/.test(entry))
  if (entries.includes('pack.json') && foreign === undefined) return
  const what = foreign === undefined ? 'has no pack.json' : `holds ${foreign}`
  throw new UsageError(`${out} is not just a pack (it ${what}) and is left alone; choose another folder`)
}

async function entriesOf(folder: string): Promise<readonly string[] | undefined> {
  try {
    return await readdir(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new PalateError(`cannot read ${folder}: ${reasonOf(error)}`, { cause: error })
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(dirname(folder), { recursive: true })
    await mkdir(folder)
  } catch (error) {
    throw new PalateError(`cannot write ${folder}: ${reasonOf(error)}`, { cause: error })
  }
}

/** A folder that was there is kept aside until the new one stands in its place. */
async function moveInto(folder: string, out: string): Promise<void> {
  const aside = `${folder}.old`
  const replaces = (await entriesOf(out)) !== undefined
  try {
    if (replaces) await rename(out, aside)
    await rename(folder, out)
  } catch (error) {
    if (replaces && (await entriesOf(out)) === undefined) await rename(aside, out)
    throw new PalateError(`cannot write ${out}: ${reasonOf(error)}`, { cause: error })
  }
  await rm(aside, { recursive: true, force: true })
}
