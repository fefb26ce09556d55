// How well `paper-linear` stands for `paper`: the same raters, draws and steps in one evaluation record.
//
//   palate evaluate DATABASE --methods paper-linear,paper --keep 0,10,50,500 .. --record paper.jsonl
//   node scripts/compare-linear.js paper.jsonl ['adaptive-merge=paper-linear@0']
//
// Prints for each step, over raters, the correlation of the two score lists (least and mean) and the mean SROCC of their orders.

import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { plcc, srocc } from '../dist/index.js'

const [path, ...pairs] = process.argv.slice(2)
if (path === undefined) throw new Error('usage: node scripts/compare-linear.js RECORD.jsonl [LABEL=LABEL ..]')
/** rater, trial and shots -> label -> scores of the test photos */
const draws = new Map()
for await (const line of createInterface({ input: createReadStream(path) })) {
  const entry = JSON.parse(line)
  if (entry.method === undefined) continue // the header
  const key = `${entry.rater} ${entry.trial} ${entry.shots}`
  if (!draws.has(key)) draws.set(key, new Map())
  for (const { label, scores } of entry.outcomes) {
    const bytes = Buffer.from(scores, 'base64')
    draws.get(key).set(
      label,
      Float32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(4 * at)),
    )
  }
}
const labels = new Set([...draws.values()].flatMap((byLabel) => [...byLabel.keys()]))
const steps = [...labels]
  .filter((label) => label.startsWith('paper@'))
  .map((label) => [label, label.replace('paper@', 'paper-linear@')])
for (const [first, second] of [...steps, ...pairs.map((pair) => pair.split('='))]) {
  const both = [...draws.values()].filter((byLabel) => byLabel.has(first) && byLabel.has(second))
  if (both.length === 0) continue
  const scores = both.map((byLabel) => plcc(byLabel.get(first), byLabel.get(second)))
  const orders = both.map((byLabel) => srocc(byLabel.get(first), byLabel.get(second)))
  const mean = (values) => (values.reduce((sum, each) => sum + each, 0) / values.length).toFixed(4)
  console.log(
    `${first} and ${second}, ${both.length} draws: r least ${Math.min(...scores).toFixed(4)}, mean ${mean(scores)}; SROCC least ${Math.min(...orders).toFixed(4)}, mean ${mean(orders)}`,
  )
}
