// Times what palate does: prints one JSON line with the median seconds of a step and the peak memory of this process.
//
//     node bench/palate.js --task forward --arch openclip-vit-b-16 --batch 8 --threads 2 --repeat 5
//
// The counterpart of pytorch.py: the same tasks, random weights, options and fields. One process per measurement.

import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { openEngine } from '../dist/graph/index.js'
import { architectures } from '../dist/model/index.js'
import { steps } from './steps.js'

const WARM_UP = 2
const CLOCK_TICKS = 100 // a second: the unit of /proc/stat

/** CPU seconds since boot that did not go to this process: other processes', and what the host stole. */
function cpuOfOthers() {
  try {
    const fields = readFileSync('/proc/stat', 'utf8').split('\n')[0].trim().split(/\s+/).slice(1, 9).map(Number)
    const [user, nice, system, , , interrupt, softInterrupt, stolen] = fields
    const own = process.cpuUsage()
    return (user + nice + system + interrupt + softInterrupt + stolen) / CLOCK_TICKS - (own.user + own.system) / 1e6
  } catch {
    return undefined
  }
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2
}

const { values: options } = parseArgs({
  options: {
    task: { type: 'string' },
    arch: { type: 'string' },
    batch: { type: 'string', default: '8' },
    micro: { type: 'string' },
    vectors: { type: 'string', default: 'float32' },
    memory: { type: 'string', default: 'keep' },
    threads: { type: 'string', default: String(availableParallelism()) },
    repeat: { type: 'string', default: '5' },
    'warm-up': { type: 'string', default: String(WARM_UP) },
  },
})
const engine = openEngine({ threads: Number(options.threads), memory: options.memory })
const step = await steps[options.task](engine, architectures[options.arch].tower, {
  batch: Number(options.batch),
  micro: Number(options.micro ?? options.batch),
  type: options.vectors,
})
for (let round = 0; round < Number(options['warm-up']); round++) await step()
const before = cpuOfOthers()
const times = []
for (let round = 0; round < Number(options.repeat); round++) {
  const start = performance.now()
  await step()
  times.push((performance.now() - start) / 1000)
}
const others = before === undefined ? undefined : cpuOfOthers() - before
const total = times.reduce((sum, each) => sum + each, 0)
const rounded = (value, digits) => Number(value.toFixed(digits))
console.log(
  JSON.stringify({
    engine: 'palate',
    task: options.task,
    arch: options.arch,
    batch: Number(options.batch),
    threads: Number(options.threads),
    repeat: times.length,
    seconds: rounded(median(times), 4),
    fastest: rounded(Math.min(...times), 4),
    othersCpu: others === undefined ? null : rounded(Math.max(0, others) / total, 3),
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
)
