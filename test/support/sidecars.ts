import sharp from 'sharp'

// Small sidecars in the style of three programs, in words of our own: how they part, quote and order things differs.

export const lightroomSidecar = `<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Adobe XMP Core 7.0-c000">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
    xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
    xmlns:stEvt="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"
   xmp:ModifyDate="2024-03-02T10:20:30.45+02:00"
   xmp:Rating="3"
   xmp:MetadataDate="2024-05-06T07:08:09+02:00"
   photoshop:SidecarForExtension="CR2"
   crs:Temperature="5150"
   crs:Exposure2012="+0.35">
   <xmpMM:History>
    <rdf:Seq>
     <rdf:li
      stEvt:action="saved"
      stEvt:changed="/metadata"/>
    </rdf:Seq>
   </xmpMM:History>
   <dc:subject>
    <rdf:Bag>
     <rdf:li>harbour &amp; boats</rdf:li>
    </rdf:Bag>
   </dc:subject>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
`

export const darktableSidecar = `<?xml version="1.0" encoding="UTF-8"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 4.4.0-Exiv2">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:exif="http://ns.adobe.com/exif/1.0/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:darktable="http://darktable.sf.net/"
   exif:DateTimeOriginal="2023:11:05 16:01:59.000"
   xmp:Rating="-1"
   darktable:auto_presets_applied="1"
   darktable:history_end="2">
   <darktable:masks_history>
    <rdf:Seq/>
   </darktable:masks_history>
   <darktable:history>
    <rdf:Seq>
     <rdf:li
      darktable:operation="exposure"
      darktable:params="00000000000080b9000000000000fa42"/>
    </rdf:Seq>
   </darktable:history>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
`

export const digikamSidecar = `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 5.6.0">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:digiKam="http://www.digikam.org/ns/1.0/"
    xmlns:MicrosoftPhoto="http://ns.microsoft.com/photo/1.0/">
   <!-- the order of these is digiKam's -->
   <digiKam:PickLabel>3</digiKam:PickLabel>
   <xmp:Rating>5</xmp:Rating>
   <MicrosoftPhoto:Rating>99</MicrosoftPhoto:Rating>
   <digiKam:TagsList>
    <rdf:Seq>
     <rdf:li>Orte/Küste</rdf:li>
    </rdf:Seq>
   </digiKam:TagsList>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
                                        
<?xpacket end="w"?>`

const usualPrefixes = `xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:MicrosoftPhoto="http://ns.microsoft.com/photo/1.0/"
  xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:palate="urn:palate:xmp#"`

/** The shortest XMP with these attributes, such as `xmp:Rating="3"`. */
export function xmpWith(attributes: string): string {
  return `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" ${usualPrefixes} ${attributes}/></rdf:RDF></x:xmpmeta>`
}

/** A small photo, with an XMP in it where one is given; the ending says its kind. */
export async function writeStarredPhoto(path: string, xmp?: string): Promise<string> {
  const photo = sharp({ create: { width: 12, height: 9, channels: 3, background: '#456789' } })
  await (xmp === undefined ? photo : photo.withXmp(xmp)).toFile(path)
  return path
}
