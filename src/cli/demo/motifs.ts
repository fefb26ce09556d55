import type { Random } from '../../core/index.ts'

/** A colour as hue in degrees, saturation and lightness in percent. */
type Colour = readonly [hue: number, saturation: number, lightness: number]

/** What a picture is painted with. */
export interface Paint {
  /** 0 the coldest (blue), 1 the warmest (red and gold). */
  readonly warmth: number
  /** 0 full of things, 1 wide and empty. */
  readonly openness: number
  readonly random: Random
}

export const WIDTH = 480
export const HEIGHT = 360

/** Draws one motif as the inside of an SVG of `WIDTH` x `HEIGHT`. */
export type Motif = (paint: Paint) => string

export const motifs: Readonly<Record<string, Motif>> = { sea, hills, city, flowers, trees, shapes }

/** A horizon with the sun above its reflection; cliffs close in from both sides. */
function sea(paint: Paint): string {
  const { openness, random } = paint
  const horizon = 190 + 40 * random.uniform()
  const sun = { x: 160 + 160 * random.uniform(), y: horizon - 30 - 50 * random.uniform() }
  const waves = times(26, (at) => {
    const y = horizon + 6 + at * 6
    const half = 16 + at * 3 * random.uniform()
    return rect(sun.x - half, y, 2 * half, 2, light(paint, 88), 0.5)
  })
  const cliff = (side: number): string => {
    const reach = (1 - openness) * (150 + 50 * random.uniform())
    const x = (step: number) => (side === 0 ? 1 : -1) * (reach * (1 - step / 6) + 10 * random.uniform()) + side * WIDTH
    const edge = times(6, (step) => `${x(step)},${60 + (1 - openness) * -50 + step * 55}`)
    return `<polygon points="${side * WIDTH},0 ${edge.join(' ')} ${side * WIDTH},${HEIGHT}" fill="${dark(paint, 20)}"/>`
  }
  return [
    sky(paint),
    clouds(paint, 3),
    circle(sun.x, sun.y, 26, light(paint, 90), 1),
    rect(0, horizon, WIDTH, HEIGHT - horizon, css(tone(paint, [205, 55, 34], [16, 55, 40])), 1),
    ...waves,
    ...(openness < 0.5 ? [cliff(0), cliff(1)] : []),
  ].join('')
}

/** Ridges behind each other, paler with distance; firs in front where it is crowded. */
function hills(paint: Paint): string {
  const { openness, random } = paint
  const ridges = times(4, (at) => {
    const base = 150 + at * 48 + 40 * openness
    const points = times(13, (step) => `${step * 40},${base - (46 - 6 * at) * random.uniform()}`)
    const colour = css(tone(paint, [215, 35, 66 - 13 * at], [24 + 8 * at, 50, 66 - 12 * at]))
    return `<polygon points="0,${HEIGHT} ${points.join(' ')} ${WIDTH},${HEIGHT}" fill="${colour}"/>`
  })
  const firs = times(Math.round(26 * (1 - openness)), () =>
    fir(paint, WIDTH * random.uniform(), 120 + 120 * random.uniform()),
  )
  return [sky(paint), clouds(paint, 3), circle(380, 70, 20, light(paint, 92), 0.9), ...ridges, ...firs].join('')
}

/** A skyline far away under a wide sky, or walls of windows that fill the frame. */
function city(paint: Paint): string {
  const { openness, random } = paint
  const towers: string[] = []
  for (let x = -10; x < WIDTH;) {
    const width = (18 + 26 * random.uniform()) * (1.9 - openness)
    const height = (40 + 70 * random.uniform()) * (3.4 - 2.5 * openness)
    towers.push(rect(x, HEIGHT - 30 - height, width, height + 30, dark(paint, 18 + 16 * random.uniform()), 1))
    for (let wx = x + 5; wx < x + width - 6; wx += 11)
      for (let wy = HEIGHT - 22 - height; wy < HEIGHT - 40; wy += 15)
        if (random.uniform() < 0.55) towers.push(rect(wx, wy, 5, 8, light(paint, 78), 0.85))
    x += width + 2
  }
  return [sky(paint), clouds(paint, 2), ...towers, rect(0, HEIGHT - 30, WIDTH, 30, dark(paint, 14), 1)].join('')
}

/** A meadow under the sky, or blossoms from edge to edge. */
function flowers(paint: Paint): string {
  const { openness, random } = paint
  const horizon = openness * 220
  const field = rect(0, horizon, WIDTH, HEIGHT - horizon, css(tone(paint, [165, 35, 30], [75, 45, 38])), 1)
  const blossoms = times(Math.round(150 - 60 * openness), (at) => {
    const depth = at / 150
    const y = horizon + 6 + (HEIGHT - horizon) * depth
    return blossom(paint, WIDTH * random.uniform(), y, (3 + 16 * depth) * (1.5 - 0.7 * openness))
  })
  return [sky(paint), clouds(paint, 3), field, ...blossoms].join('')
}

/** One tree on a plain, or trunk beside trunk. */
function trees(paint: Paint): string {
  const { openness, random } = paint
  const ground = 250 + 30 * openness
  const plain = rect(0, ground, WIDTH, HEIGHT - ground, css(tone(paint, [190, 25, 32], [38, 50, 42])), 1)
  const count = openness > 0.5 ? 1 : 22
  const each = times(count, (at) => {
    const x = count === 1 ? 150 + 180 * random.uniform() : (at + random.uniform()) * (WIDTH / count)
    const size = count === 1 ? 34 : 46 + 20 * random.uniform()
    const foot = ground + 40 * random.uniform() + (count === 1 ? 8 : 20)
    const leaves = times(9, () =>
      circle(
        x + size * 1.6 * (random.uniform() - 0.5),
        foot - size * (1.9 + 1.2 * random.uniform()),
        size * (0.35 + 0.25 * random.uniform()),
        css(tone(paint, [175 + 30 * random.uniform(), 32, 28], [18 + 30 * random.uniform(), 70, 44])),
        0.9,
      ),
    )
    return rect(x - size / 10, foot - 2 * size, size / 5, 2 * size, dark(paint, 16), 1) + leaves.join('')
  })
  return [sky(paint), clouds(paint, 2), plain, ...each].join('')
}

/** A few large soft shapes, or many small hard ones. */
function shapes(paint: Paint): string {
  const { openness, random } = paint
  const count = openness > 0.5 ? 4 : 90
  const size = openness > 0.5 ? 130 : 26
  const marks = times(count, (at) => {
    const colour = css(
      tone(
        paint,
        [185 + 75 * random.uniform(), 60, 30 + 45 * random.uniform()],
        [345 + 75 * random.uniform(), 75, 40 + 35 * random.uniform()],
      ),
    )
    const [x, y, extent] = [WIDTH * random.uniform(), HEIGHT * random.uniform(), size * (0.5 + random.uniform())]
    if (openness > 0.5) return `<g filter="url(#soft)">${circle(x, y, extent, colour, 0.8)}</g>`
    const turn = Math.round(90 * random.uniform())
    return at % 2 === 0
      ? circle(x, y, extent / 2, colour, 0.95)
      : `<g transform="rotate(${turn} ${x} ${y})">${rect(x, y, extent, extent / 2, colour, 0.95)}</g>`
  })
  return rect(0, 0, WIDTH, HEIGHT, css(tone(paint, [215, 40, 82], [36, 75, 84])), 1) + marks.join('')
}

function sky(paint: Paint): string {
  const top = css(tone(paint, [214, 55, 52], [12, 62, 52]))
  const bottom = css(tone(paint, [200, 45, 84], [42, 90, 76]))
  return (
    `<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${top}"/>` +
    `<stop offset=".75" stop-color="${bottom}"/></linearGradient>${rect(0, 0, WIDTH, HEIGHT, 'url(#sky)', 1)}`
  )
}

function clouds(paint: Paint, count: number): string {
  const { random } = paint
  const puffs = times(count * 5, (at) => {
    const x = (Math.floor(at / 5) + 0.5) * (WIDTH / count) + 110 * (random.uniform() - 0.5)
    const y = 50 + 60 * random.uniform()
    return `<ellipse cx="${x}" cy="${y}" rx="${26 + 30 * random.uniform()}" ry="${7 + 6 * random.uniform()}"/>`
  })
  return `<g fill="${light(paint, 94)}" opacity=".55" filter="url(#soft)">${puffs.join('')}</g>`
}

function fir(paint: Paint, x: number, height: number): string {
  const foot = HEIGHT + 10
  const colour = dark(paint, 13 + 8 * paint.random.uniform())
  return `<polygon points="${x - height / 5},${foot} ${x},${foot - height} ${x + height / 5},${foot}" fill="${colour}"/>`
}

function blossom(paint: Paint, x: number, y: number, size: number): string {
  const { random } = paint
  const colour = css(tone(paint, [215 + 65 * random.uniform(), 62, 66], [345 + 65 * random.uniform(), 88, 58]))
  const petals = times(5, (at) => {
    const angle = (2 * Math.PI * at) / 5
    return circle(x + size * 0.6 * Math.cos(angle), y + size * 0.45 * Math.sin(angle), size * 0.5, colour, 0.95)
  })
  return petals.join('') + circle(x, y, size * 0.32, light(paint, 70), 1)
}

/** Between a cold and a warm colour, by the picture's warmth. Hues go the short way round. */
function tone({ warmth }: Paint, cold: Colour, warm: Colour): Colour {
  // Between blue and orange lies grey, not green: the picture would look ill.
  const nearer = warmth > 0.5 ? warm : cold
  const vivid = Math.abs(2 * warmth - 1)
  return [nearer[0], nearer[1] * (0.35 + 0.65 * vivid), cold[2] + (warm[2] - cold[2]) * warmth]
}

function light(paint: Paint, lightness: number): string {
  return css(tone(paint, [205, 40, lightness], [46, 95, lightness]))
}

function dark(paint: Paint, lightness: number): string {
  return css(tone(paint, [222, 35, lightness], [14, 45, lightness]))
}

function css([hue, saturation, lightness]: Colour): string {
  return `hsl(${hue % 360},${saturation}%,${lightness}%)`
}

function rect(x: number, y: number, width: number, height: number, fill: string, opacity: number): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}" opacity="${opacity}"/>`
}

function circle(x: number, y: number, radius: number, fill: string, opacity: number): string {
  return `<circle cx="${x}" cy="${y}" r="${radius}" fill="${fill}" opacity="${opacity}"/>`
}

function times<T>(count: number, make: (at: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => make(at))
}
