import { PALATE, RDF } from './namespaces.ts'

/** An XMP that says nothing yet, to be filled by `editXmp`. */
export const EMPTY_SIDECAR = `<?xml version="1.0" encoding="UTF-8"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="palate">
 <rdf:RDF xmlns:rdf="${RDF}">
  <rdf:Description rdf:about=""
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:palate="${PALATE}"/>
 </rdf:RDF>
</x:xmpmeta>
`
