import { PALATE, RDF } from './namespaces.ts'

const EMPTY = `<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="palate">
 <rdf:RDF xmlns:rdf="${RDF}">
  <rdf:Description rdf:about=""
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:palate="${PALATE}"/>
 </rdf:RDF>
</x:xmpmeta>
`

/** An XMP that says nothing yet, to be filled by `editXmp`. */
export const EMPTY_SIDECAR = `<?xml version="1.0" encoding="UTF-8"?>\n${EMPTY}`

/** The same as it stands inside of a photo, where programs look for the wrapper (XMP part 1, 7.3.2). */
export const EMPTY_PACKET = `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n${EMPTY}<?xpacket end="w"?>`
