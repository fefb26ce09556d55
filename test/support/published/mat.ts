import { deflateSync } from 'node:zlib'

/** Numbers or texts, as a row. */
export type MatRow = readonly number[] | readonly string[]

/** A MATLAB 5 file, little-endian, each variable compressed or not: doubles as they are, texts as cells of 16-bit letters. */
export function matFile(variables: Readonly<Record<string, MatRow>>, { compressed = true } = {}): Uint8Array {
  const intro = Buffer.alloc(128, ' ')
  intro.write('MATLAB 5.0 MAT-file, made by a test', 'latin1')
  intro.writeUInt16LE(0x0100, 124)
  intro.write('IM', 126, 'latin1')
  const parts = Object.entries(variables).map(([name, row]) => {
    if (!compressed) return variable(name, row)
    const packed = deflateSync(variable(name, row))
    return Buffer.concat([tag(15, packed.length), packed]) // miCOMPRESSED, without padding
  })
  return Buffer.concat([intro, ...parts])
}

function variable(name: string, row: MatRow): Buffer {
  const texts = row.filter((value) => typeof value === 'string')
  if (texts.length > 0) {
    const cells = texts.map((text) =>
      matrix({ class: 4, dims: [1, text.length], data: [element(4, Buffer.from(text, 'utf16le'))] }),
    )
    return matrix({ class: 1, name, dims: [1, texts.length], data: cells })
  }
  const doubles = Buffer.from(new Float64Array(row as readonly number[]).buffer)
  return matrix({ class: 6, name, dims: [1, row.length], data: [element(9, doubles)] })
}

function matrix(of: {
  readonly class: number
  readonly name?: string
  readonly dims: readonly number[]
  readonly data: readonly Buffer[]
}): Buffer {
  const flags = Buffer.alloc(8)
  flags.writeUInt32LE(of.class, 0)
  const dims = Buffer.from(new Int32Array(of.dims).buffer)
  return element(
    14,
    Buffer.concat([element(6, flags), element(5, dims), element(1, Buffer.from(of.name ?? '', 'latin1')), ...of.data]),
  )
}

/** A tagged element, padded to eight bytes. */
function element(type: number, data: Buffer): Buffer {
  return Buffer.concat([tag(type, data.length), data, Buffer.alloc((8 - (data.length % 8)) % 8)])
}

function tag(type: number, length: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt32LE(type, 0)
  bytes.writeUInt32LE(length, 4)
  return bytes
}
