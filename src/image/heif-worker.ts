// oxlint-disable no-underscore-dangle -- Emscripten names the functions of C so
import { createRequire } from 'node:module'
import { parentPort } from 'node:worker_threads'
import { tiffHeader } from './tiff-header.ts'

// One thread that decodes: a damaged or hostile file can stop or occupy it, and nothing else. See heif.ts.

/** A file to decode; larger pictures than `mostPixels` are not. */
export interface HeifQuestion {
  readonly bytes: Uint8Array
  readonly mostPixels: number
}

/** The primary picture as a TIFF file, or why there is none. */
export type HeifAnswer =
  | { readonly tiff: Uint8Array }
  | { readonly size: { readonly width: number; readonly height: number } }
  | { readonly damage: string }

/** What we use of libheif's C interface (heif.h), as libheif-js has it. Pointers are numbers; structures come by `result`. */
interface LibHeif {
  readonly HEAPU8: Uint8Array
  _malloc(size: number): number
  _free(place: number): void
  _heif_context_alloc(): number
  _heif_context_free(context: number): void
  _heif_context_read_from_memory_without_copy(
    result: number,
    context: number,
    bytes: number,
    size: number,
    options: 0,
  ): void
  _heif_context_get_primary_image_handle(result: number, context: number, handle: number): void
  _heif_image_handle_get_width(handle: number): number
  _heif_image_handle_get_height(handle: number): number
  _heif_image_handle_has_alpha_channel(handle: number): number
  _heif_image_handle_get_raw_color_profile_size(handle: number): number
  _heif_image_handle_get_raw_color_profile(result: number, handle: number, profile: number): void
  _heif_image_handle_release(handle: number): void
  _heif_decode_image(result: number, handle: number, image: number, colours: number, chroma: number, options: 0): void
  _heif_image_get_width(image: number, channel: number): number
  _heif_image_get_height(image: number, channel: number): number
  _heif_image_get_plane_readonly(image: number, channel: number, stride: number): number
  _heif_image_release(image: number): void
}

/** Of heif.h: heif_colorspace_RGB; heif_chroma_interleaved_RGB and .._RGBA, both of 8 bits; heif_channel_interleaved. */
const [RGB, INTERLEAVED_RGB, INTERLEAVED_RGBA, INTERLEAVED] = [1, 10, 11, 10]

const heif = createRequire(import.meta.url)('libheif-js/wasm-bundle.js') as LibHeif

function decodeHeif({ bytes, mostPixels }: HeifQuestion): HeifAnswer {
  const freed: (() => void)[] = []
  const allocate = (size: number): number => {
    const place = heif._malloc(Math.max(1, size))
    if (place === 0) throw new Error('it does not fit in memory')
    freed.push(() => heif._free(place))
    return place
  }
  const result = allocate(12) // heif_error: code, subcode, message
  const out = allocate(4)
  const number = (place: number): number => new DataView(heif.HEAPU8.buffer).getUint32(place, true)
  const checked = (): number => {
    if (number(result) !== 0) throw new Error(text(number(result + 8)))
    return number(out)
  }
  try {
    const context = heif._heif_context_alloc()
    freed.push(() => heif._heif_context_free(context))
    const file = allocate(bytes.length)
    heif.HEAPU8.set(bytes, file)
    heif._heif_context_read_from_memory_without_copy(result, context, file, bytes.length, 0)
    checked()
    heif._heif_context_get_primary_image_handle(result, context, out)
    const handle = checked()
    freed.push(() => heif._heif_image_handle_release(handle))
    const size = {
      width: heif._heif_image_handle_get_width(handle),
      height: heif._heif_image_handle_get_height(handle),
    }
    if (size.width * size.height > mostPixels) return { size }

    const profile = heif._heif_image_handle_get_raw_color_profile_size(handle)
    const profileAt = allocate(profile)
    if (profile > 0) heif._heif_image_handle_get_raw_color_profile(result, handle, profileAt)
    const channels = heif._heif_image_handle_has_alpha_channel(handle) === 0 ? 3 : 4
    const chroma = channels === 3 ? INTERLEAVED_RGB : INTERLEAVED_RGBA
    heif._heif_decode_image(result, handle, out, RGB, chroma, 0)
    const image = checked()
    freed.push(() => heif._heif_image_release(image))
    const width = heif._heif_image_get_width(image, INTERLEAVED)
    const height = heif._heif_image_get_height(image, INTERLEAVED)
    const plane = heif._heif_image_get_plane_readonly(image, INTERLEAVED, out)
    const stride = number(out)

    const icc = heif.HEAPU8.slice(profileAt, profileAt + profile)
    const header = tiffHeader({ width, height, channels, icc })
    const tiff = new Uint8Array(header.length + width * height * channels)
    tiff.set(header)
    for (let row = 0; row < height; row++) {
      const start = plane + row * stride
      tiff.set(heif.HEAPU8.subarray(start, start + width * channels), header.length + row * width * channels)
    }
    return { tiff }
  } catch (error) {
    return { damage: error instanceof Error ? error.message : String(error) }
  } finally {
    for (const free of freed.reverse()) free()
  }
}

/** The text up to the byte 0 that ends it. */
function text(place: number): string {
  return Buffer.from(heif.HEAPU8.subarray(place, heif.HEAPU8.indexOf(0, place))).toString('utf8')
}

parentPort!.on('message', (question: HeifQuestion) => {
  const answer = decodeHeif(question)
  parentPort!.postMessage(answer, 'tiff' in answer ? [answer.tiff.buffer as ArrayBuffer] : [])
})
