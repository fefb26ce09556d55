/** A property of XMP: its namespace, the prefix that is usual for it, and its name there. */
export interface XmpName {
  readonly namespace: string
  readonly prefix: string
  readonly local: string
}

export const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'

/** Ours. A URN, because no domain belongs to palate; XMP wants a namespace to end in a separator. */
export const PALATE = 'urn:palate:xmp#'

const XMP = { namespace: 'http://ns.adobe.com/xap/1.0/', prefix: 'xmp' }
const OURS = { namespace: PALATE, prefix: 'palate' }

export const rating: XmpName = { ...XMP, local: 'Rating' }
export const metadataDate: XmpName = { ...XMP, local: 'MetadataDate' }
export const modifyDate: XmpName = { ...XMP, local: 'ModifyDate' }
/** A colour by its name, in the language of the program, or any other text. */
export const label: XmpName = { ...XMP, local: 'Label' }
/** Programs differ in the last slash. */
export const percents: readonly XmpName[] = [
  'http://ns.microsoft.com/photo/1.0/',
  'http://ns.microsoft.com/photo/1.0',
].map((namespace) => ({ namespace, prefix: 'MicrosoftPhoto', local: 'Rating' }))
/** The file that a sidecar is of, by its ending: `IMG.xmp` with CR2 belongs to `IMG.CR2`. */
export const sidecarForExtension: XmpName = {
  namespace: 'http://ns.adobe.com/photoshop/1.0/',
  prefix: 'photoshop',
  local: 'SidecarForExtension',
}
/** 1 picked, 0 neither, -1 rejected: Lightroom, since it writes flags into files. */
export const pick: XmpName = { namespace: 'http://ns.adobe.com/xmp/1.0/DynamicMedia/', prefix: 'xmpDM', local: 'pick' }
/** True or False. */
export const good: XmpName = { ...pick, local: 'good' }
const DIGIKAM = { namespace: 'http://www.digikam.org/ns/1.0/', prefix: 'digiKam' }
/** 0 none, 1 rejected, 2 pending, 3 accepted. */
export const pickLabel: XmpName = { ...DIGIKAM, local: 'PickLabel' }
/** 0 none, 1 to 9 a colour. */
export const colorLabel: XmpName = { ...DIGIKAM, local: 'ColorLabel' }
/** A list of 0 to 4, each a colour. */
export const colorLabels: XmpName = {
  namespace: 'http://darktable.sf.net/',
  prefix: 'darktable',
  local: 'colorlabels',
}
/** Names a second packet, where the XMP of a JPEG did not fit into one. */
export const hasExtendedXmp: XmpName = {
  namespace: 'http://ns.adobe.com/xmp/note/',
  prefix: 'xmpNote',
  local: 'HasExtendedXMP',
}

/** Stars that palate expects the person to give, 1 to 5. */
export const predictedRating: XmpName = { ...OURS, local: 'PredictedRating' }
/** "True" where xmp:Rating too was written by palate; it counts only while both say the same number. */
export const ratingIsPredicted: XmpName = { ...OURS, local: 'RatingIsPredicted' }
