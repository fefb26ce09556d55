import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** All that can be seen of a folder: names, bytes and times of change, those of the folder itself too. */
export async function everythingIn(folder: string): Promise<unknown> {
  const names = (await readdir(folder)).sort()
  const { mtimeNs } = await stat(folder, { bigint: true })
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name)
      const {
        mtimeNs: changed,
        size,
        isFile,
      } = await stat(path, { bigint: true }).then((found) => ({
        mtimeNs: found.mtimeNs,
        size: found.size,
        isFile: found.isFile(),
      }))
      return { name, changed, size, bytes: isFile ? (await readFile(path)).toString('base64') : '' }
    }),
  )
  return { mtimeNs, files }
}
