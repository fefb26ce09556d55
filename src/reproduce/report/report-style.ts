/** The looks of the report: system fonts, no address, light and dark, and plain on paper. */
export const reportStyle = `
:root {
  color-scheme: light dark;
  --paper: #fdfdfc; --panel: #ffffff; --ink: #23262a; --soft: #6a7078; --line: #e3e4e2; --tint: #f4f5f3;
  --accent: #1f5f99; --good: #1c7048; --bad: #b2452c; --own: #eef4fa;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16181b; --panel: #1d2024; --ink: #e4e6e8; --soft: #979ea6; --line: #33373c; --tint: #212529;
    --accent: #7db4e3; --good: #6fc79b; --bad: #f09578; --own: #1c2a38;
  }
}
* { box-sizing: border-box }
html { scroll-behavior: smooth; scroll-padding-top: 1.5rem }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
.page { display: grid; grid-template-columns: 14rem minmax(0, 70rem); gap: 2.5rem; max-width: 90rem; margin: 0 auto; padding: 2.5rem 2rem 6rem }
nav { position: sticky; top: 2rem; align-self: start; max-height: calc(100vh - 4rem); overflow: auto; font-size: .84rem; line-height: 1.4 }
nav h2 { margin: 1.1rem 0 .35rem; padding: 0; border: 0; font-size: .74rem; letter-spacing: .06em; text-transform: uppercase; color: var(--soft) }
nav ul { list-style: none; margin: 0; padding: 0 }
nav a { display: block; padding: .16rem 0 .16rem .7rem; border-left: 2px solid var(--line); color: inherit; text-decoration: none }
nav a:hover, nav a:focus-visible { border-color: var(--accent); color: var(--accent) }
nav a.absent { color: var(--soft) }
h1 { margin: 0 0 1.2rem; font-size: 1.9rem; line-height: 1.2; letter-spacing: -.01em; text-wrap: balance }
h2 { margin: 3.2rem 0 1rem; padding-bottom: .4rem; border-bottom: 1px solid var(--line); font-size: 1.3rem }
h3 { margin: 2.2rem 0 .7rem; font-size: 1.02rem }
p, li, td, th, h1, h3, figcaption, nav a { overflow-wrap: anywhere }
.notes { margin: .7rem 0; padding-left: 1.1rem; color: var(--soft); font-size: .87rem }
main > .notes { color: inherit; font-size: .95rem }
.wide { overflow-x: auto }
table { border-collapse: collapse; font-size: .85rem; line-height: 1.35; font-variant-numeric: tabular-nums }
th, td { padding: .34rem .8rem; border-bottom: 1px solid var(--line); text-align: left; font-weight: 400; vertical-align: baseline }
thead th { color: var(--soft); font-size: .8rem; border-bottom-color: var(--soft) }
thead tr.group th { border-bottom: 0; padding-bottom: 0; color: var(--ink); font-weight: 600; font-size: .84rem }
.results td, .results thead th.part { text-align: right; white-space: nowrap }
.results th, .results td { padding-left: .55rem; padding-right: .55rem }
.results thead th.group { text-align: center }
.results thead td { border-bottom: 0 }
.results tbody th { min-width: 11rem }
.results .first { border-left: 1px solid var(--line) }
tr.own > * { background: var(--own) }
tr.own > th, tr.own > .measured { font-weight: 600 }
.absent { color: var(--soft); font-style: italic; font-weight: 400 }
tr.own > .absent { font-weight: 400; white-space: normal; min-width: 7rem }
.above { color: var(--good) }
.below { color: var(--bad) }
.pairs th { color: var(--soft); white-space: nowrap }
.pairs td, .hash { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .8rem }
figure { margin: 0 0 1rem }
.chart { padding: .4rem; border: 1px solid var(--line); border-radius: 6px; background: #ffffff; overflow-x: auto }
.chart svg { display: block; max-width: 100%; height: auto; margin: 0 auto }
figcaption { margin-top: .6rem; color: var(--soft); font-size: .87rem; max-width: 52rem }
.missing { padding: .7rem 1rem; border: 1px dashed var(--line); border-radius: 6px; background: var(--tint) }
.badge { padding: .05rem .5rem; border-radius: 1rem; border: 1px solid currentColor; font-size: .78rem; white-space: nowrap }
.badge.clean { color: var(--good) } .badge.seen { color: var(--bad) } .badge.unknown { color: var(--soft) }
@media (max-width: 60rem) {
  .page { grid-template-columns: minmax(0, 1fr); gap: 1.5rem; padding: 1.5rem 1rem 4rem }
  nav { position: static; max-height: none; columns: 14rem }
  nav section { break-inside: avoid }
}
@media print {
  :root {
    --paper: #ffffff; --panel: #ffffff; --ink: #000000; --soft: #555555; --line: #cccccc; --tint: #ffffff;
    --accent: #000000; --good: #1c7048; --bad: #b2452c; --own: #f2f2f2;
  }
  body { font-size: 10pt }
  .page { display: block; max-width: none; padding: 0 }
  nav { display: none }
  .wide { overflow: visible }
  figure, table, .missing { break-inside: avoid }
  h2, h3 { break-after: avoid }
  tr.own > * { -webkit-print-color-adjust: exact; print-color-adjust: exact }
}
`
