export { openPictures, type PictureRequest, type Pictures } from './pictures.ts'
export type { Picture, PictureSize } from './kept-pictures.ts'
