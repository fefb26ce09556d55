/** The looks of the page: system fonts, no address, light and dark, and plain on paper. */
export const pageStyle = `
:root { color-scheme: light dark; --paper: #fdfdfc; --ink: #23262a; --soft: #5f656d; --line: #e3e4e2 }
@media (prefers-color-scheme: dark) { :root { --paper: #16181b; --ink: #e4e6e8; --soft: #a2a8b0; --line: #33373c } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif }
main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.5rem 5rem }
h1 { margin: 0 0 1rem; font-size: 1.7rem; line-height: 1.2; text-wrap: balance }
h2 { margin: 2.4rem 0 .6rem; font-size: 1.1rem }
p, li { max-width: 46rem; overflow-wrap: anywhere }
.verdict { font-size: 1.15rem }
.faint, li { color: var(--soft); font-size: .9rem }
.chart { margin: 1.5rem 0; padding: .4rem; border: 1px solid var(--line); border-radius: 6px; background: #ffffff; overflow-x: auto }
.chart svg { display: block; max-width: 100%; height: auto; margin: 0 auto }
.wide { overflow-x: auto }
table { border-collapse: collapse; font-size: .87rem; line-height: 1.35; font-variant-numeric: tabular-nums }
th, td { padding: .34rem .8rem; border-bottom: 1px solid var(--line); text-align: right; font-weight: 400; vertical-align: baseline }
th:first-child { text-align: left; padding-left: 0; overflow-wrap: anywhere }
thead th { color: var(--soft); border-bottom-color: var(--soft) }
@media print { :root { --paper: #ffffff; --ink: #000000; --soft: #444444 } main { max-width: none; padding: 0 } body { font-size: 10pt } }
`
