import { crc32, deflateRawSync } from 'node:zlib'

/** A zip archive of compressed text files, by their paths in it. */
export function zip(files: Readonly<Record<string, string>>): Uint8Array {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, text] of Object.entries(files)) {
    const [plain, packed] = [Buffer.from(text), Buffer.from(name)]
    const body = deflateRawSync(plain)
    const common = Buffer.alloc(26) // version, flags, method, time, date, checksum, sizes, lengths
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(8, 4)
    common.writeUInt16LE(0x21, 8) // 1 January 1980
    common.writeUInt32LE(crc32(plain), 10)
    common.writeUInt32LE(body.length, 14)
    common.writeUInt32LE(plain.length, 18)
    common.writeUInt16LE(packed.length, 22)
    const entry = Buffer.alloc(14) // comment, disk, attributes, offset
    entry.writeUInt32LE(offset, 10)
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), common, packed, body)
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, entry, packed)
    offset += 4 + common.length + packed.length + body.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(directory.length / 4, 8)
  end.writeUInt16LE(directory.length / 4, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, list, end])
}
