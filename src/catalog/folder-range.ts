import { sep } from 'node:path'

/** Paths in a folder, at any depth: those from `start` up to before `end`, compared byte by byte as SQLite does. */
export interface FolderRange {
  readonly start: string
  readonly end: string
}

/** The range of an absolute path's folder. */
export function folderRange(folder: string): FolderRange {
  const start = folder.endsWith(sep) ? folder : `${folder}${sep}`
  // All that begin so stand before the same with the next character.
  return { start, end: `${start.slice(0, -1)}${String.fromCharCode(sep.charCodeAt(0) + 1)}` }
}

/** Folders without those that lie in another of them, and each once. */
export function outermost(folders: readonly string[]): readonly string[] {
  const starts = new Map(folders.map((folder) => [folderRange(folder).start, folder]))
  return [...starts].flatMap(([start, folder]) =>
    [...starts.keys()].some((other) => other !== start && start.startsWith(other)) ? [] : [folder],
  )
}

/** Whether an absolute path lies in one of the folders. */
export function isInFolders(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path.startsWith(folderRange(folder).start))
}
