import type { TopLevelSpec } from 'vega-lite'

/** Okabe and Ito's colours, told apart by all kinds of colour vision; yellow, invisible on white, is left out. */
export const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#444444', '#8a6d3b']

const theme = {
  background: '#ffffff',
  padding: 14,
  font: 'Helvetica, Arial, "DejaVu Sans", sans-serif',
  view: { stroke: null },
  title: { anchor: 'start', fontSize: 15, fontWeight: 600, color: '#222222', offset: 14 },
  axis: {
    labelColor: '#444444',
    titleColor: '#444444',
    labelFontSize: 11,
    titleFontSize: 12,
    titleFontWeight: 400,
    titlePadding: 10,
    domainColor: '#888888',
    tickColor: '#888888',
    gridColor: '#e8e8e8',
  },
  legend: {
    labelColor: '#333333',
    labelFontSize: 11,
    labelLimit: 260,
    symbolType: 'stroke',
    symbolStrokeWidth: 2.5,
    symbolSize: 260,
  },
  line: { strokeWidth: 2 },
} as const

/** SVG of a chart in vega-lite's words. `theme` gives it the looks of all our charts. */
export async function draw(spec: TopLevelSpec): Promise<string> {
  const [{ parse, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')])
  const view = new View(parse(compile(spec, { config: theme }).spec), { renderer: 'none' })
  try {
    // Nothing in it uses xlink; without the namespace no address stands in the text but SVG's own name. Names may come from
    // files of others: characters that XML forbids would make the picture unreadable.
    return (await view.toSVG())
      .replace(/ xmlns:xlink="[^"]*"/, '')
      .replace(/[^\t\n\r\P{Cc}]|\p{Surrogate}|[\ufffe\uffff]/gu, '\ufffd')
  } finally {
    view.finalize()
  }
}

/** A value as a literal in an expression of Vega, which reads JSON but for two line ends. */
export function literal(value: unknown): string {
  return JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}
