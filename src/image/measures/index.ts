export { measurePhoto } from './measure-photo.ts'
export { MEASURES_VERSION, type PhotoMeasures } from './photo-measures.ts'
