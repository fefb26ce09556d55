export { exportContactSheet } from './contact-sheet.ts'
export { type FolderExport, exportFolder } from './export-folder.ts'
export type { ExportedPhoto } from './exported-photo.ts'
export { exportCsv, exportJson } from './tables.ts'
