/** An image as it is looked at: orientation applied, sRGB, 8 bits, no alpha. */
export interface Pixels {
  readonly width: number
  readonly height: number
  /** Red, green, blue of each pixel, row by row from the top left: (height, width, 3). */
  readonly data: Uint8Array
}
