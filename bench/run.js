// npm run bench: palate and PyTorch on the same tasks, on this machine, by turns. See README.md beside this file.

import { execFile } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { measurements, taskNames } from './measurements.js'

const run = promisify(execFile)
const QUIET = 0.05 // cores: what others may take before a measurement is marked

const usage = `Usage: npm run bench -- [options]

Times palate against PyTorch on this machine and prints a table. Let nothing else run meanwhile.

  --task NAMES     of ${taskNames.join(', ')}; default all
  --arch NAMES     of openclip-vit-b-16, dinov2-small; default both
  --rounds N       processes of each side, by turns; default 3
  --repeat N       steps timed in each process; default 5
  --threads N      default: as many as there are cores
  --quick          --rounds 1 --repeat 2: does it run?
  --json           one JSON document instead of the table
  --help

PALATE_PYTHON names the Python that has PyTorch; default python3.
Example: npm run bench -- --task forward --arch dinov2-small`

/** One process, one measurement, one JSON line. A failure is told with the process's last words. */
async function measure(program, script, options) {
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
  try {
    const { stdout } = await run(program, [fileURLToPath(new URL(script, import.meta.url)), ...flags])
    return JSON.parse(stdout)
  } catch (error) {
    const words = error.stderr?.trim().split('\n').at(-1) ?? error.message
    throw new Error(`${script} ${flags.join(' ')} failed: ${words}`, { cause: error })
  }
}

async function hasTorch(python) {
  return run(python, ['-c', 'import torch']).then(
    () => true,
    () => false,
  )
}

/** A whole number of at least 1. */
function count(name, text) {
  if (/^[1-9]\d*$/.test(text)) return Number(text)
  throw Object.assign(new Error(`bench: --${name} must be a whole number of at least 1, got ${text}`), {
    code: 'USAGE',
  })
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2
}

/** Of several processes: the median of their medians, the worst peak and the worst disturbance. */
function summary(runs) {
  if (runs.length === 0) return null
  const others = runs.map(({ othersCpu }) => othersCpu)
  return {
    engine: runs[0].engine,
    seconds: median(runs.map(({ seconds }) => seconds)),
    fastest: Math.min(...runs.map(({ fastest }) => fastest)),
    peakMegabytes: Math.max(...runs.map(({ peakMegabytes }) => peakMegabytes)),
    othersCpu: others.includes(null) ? null : Math.max(...others),
  }
}

/** Both sides by turns, so that a machine that slows down or speeds up meanwhile does so for both. */
async function compare(measurement, options) {
  const { label, task, arch, batch, micro, vectors, memory, versus, warmUp } = measurement
  const { rounds, repeat } = { ...options, ...measurement }
  const common = { task, arch, batch, repeat, threads: options.threads }
  const ours = []
  const theirs = []
  for (let round = 1; round <= rounds; round++) {
    console.error(`${label}, ${arch}, round ${round} of ${rounds}`)
    ours.push(await measure(process.execPath, 'palate.js', { ...common, micro, vectors, memory, 'warm-up': warmUp }))
    if (versus && options.torch) theirs.push(await measure(options.python, 'pytorch.py', common))
  }
  const [palate, pytorch] = [summary(ours), summary(theirs)]
  const ratio = pytorch === null ? null : Number((pytorch.seconds / palate.seconds).toFixed(2))
  return { label, task, arch, batch, micro, vectors, memory, threads: options.threads, palate, pytorch, ratio }
}

function table(results) {
  const header = ['task', 'architecture', 'batch', 'palate', 'PyTorch', 'ratio', 'palate peak', 'PyTorch peak']
  const seconds = (side) => (side === null ? '-' : `${side.seconds.toFixed(3)} s${side.othersCpu > QUIET ? ' *' : ''}`)
  const peak = (side) => (side === null ? '-' : `${(side.peakMegabytes / 1024).toFixed(2)} GiB`)
  const rows = results.map(({ label, arch, batch, palate, pytorch, ratio }) => [
    label,
    arch,
    String(batch),
    seconds(palate),
    seconds(pytorch),
    ratio === null ? '-' : `${ratio.toFixed(2)}x`,
    peak(palate),
    peak(pytorch),
  ])
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => row[column].length)))
  const line = (row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  ')
  return [header, ...rows].map(line).join('\n')
}

async function main() {
  const { values } = parseArgs({
    options: {
      task: { type: 'string' },
      arch: { type: 'string' },
      rounds: { type: 'string' },
      repeat: { type: 'string' },
      threads: { type: 'string', default: String(availableParallelism()) },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.log(usage)
  const chosen = measurements({ tasks: values.task?.split(','), architectures: values.arch?.split(',') })
  const python = process.env.PALATE_PYTHON ?? 'python3'
  const torch = await hasTorch(python)
  if (!torch)
    console.error(`PyTorch is not installed for ${python} (PALATE_PYTHON names another): only palate is timed.`)
  const options = {
    threads: count('threads', values.threads),
    rounds: count('rounds', values.rounds ?? (values.quick ? '1' : '3')),
    repeat: count('repeat', values.repeat ?? (values.quick ? '2' : '5')),
    python,
    torch,
  }
  const results = []
  for (const measurement of chosen) results.push(await compare(measurement, options))
  if (values.json) return console.log(JSON.stringify({ threads: options.threads, results }, undefined, 2))
  console.log(`\n${table(results)}\n`)
  console.log('Seconds a step: median of the processes, each the median of its steps. Ratio: PyTorch / palate.')
  if (results.some(({ palate, pytorch }) => Math.max(palate.othersCpu, pytorch?.othersCpu ?? 0) > QUIET))
    console.log(`* Void: meanwhile other processes took more than ${QUIET} cores.`)
}

main().catch((error) => {
  console.error(error.message)
  process.exitCode = error.code === 'USAGE' || String(error.code).startsWith('ERR_PARSE_ARGS') ? 2 : 1
})
