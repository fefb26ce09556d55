// What the app feels like with a large library: the real server as a process, the real page in Chromium.
//
//   npm run build && npm run bench:app [-- --photos 100000 --ratings 40 --folder DIR --keep --json]
//
// The library is generated (bench/app-library.js) in a folder that is removed afterwards, unless it is kept for the next time.
// It should lie on the disk that is to be measured, for a rating waits for it. Times of a rating are taken in the page,
// from the key to the picture: `acknowledged` until the server has answered that it is on disk, `order` until the new order was
// asked for, has come, and is drawn. Chromium and the server share this machine's cores.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { createRandom } from '../dist/core/index.js'
import { writeLibrary } from './app-library.js'

const { values: flags } = parseArgs({
  options: {
    photos: { type: 'string', default: '100000' },
    ratings: { type: 'string', default: '40' },
    folder: { type: 'string' },
    keep: { type: 'boolean' },
    json: { type: 'boolean' },
  },
})
const [photos, ratings] = [Number(flags.photos), Number(flags.ratings)]
const note = (text) => process.stderr.write(`${text}\n`)

/** Photos of a first page at 1440 x 900 that must show their thumbnails. */
const FIRST_PAGE = 12

async function startServer({ home, folder }) {
  const started = performance.now()
  const child = spawn(process.execPath, ['bin/palate.js', 'serve', folder, '--json'], {
    env: { ...process.env, PALATE_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface(child.stdout), 'line')
  const listening = performance.now() - started
  return { child, listening, ...JSON.parse(line) }
}

/** Most memory that a process has held, in bytes; Linux only. */
async function peakMemory(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kilobytes = /VmHWM:\s+(\d+)/.exec(status)?.[1]
  return kilobytes === undefined ? null : 1024 * Number(kilobytes)
}

/** Installed before the page's own script: what is measured, the page measures. */
function watchPage() {
  const seen = (globalThis.bench = { longTasks: [] })
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) seen.longTasks.push({ startTime, duration })
  }).observe({ type: 'longtask', buffered: true })
  seen.thumbnails = () =>
    [...document.querySelectorAll('[data-photo] img')].filter(
      ({ complete, naturalWidth }) => complete && naturalWidth > 0,
    ).length
  seen.firstPage = (count) =>
    new Promise((resolve) => {
      const look = () => (seen.thumbnails() >= count ? resolve(performance.now()) : requestAnimationFrame(look))
      look()
    })
  /** Milliseconds from now until the grid shows another order. */
  seen.nextOrder = () => {
    const grid = document.querySelector('[data-event]')
    const [before, started] = [grid.dataset.event, performance.now()]
    return new Promise((resolve) => {
      const look = () =>
        document.querySelector('[data-event]').dataset.event === before
          ? requestAnimationFrame(look)
          : resolve(performance.now() - started)
      look()
    })
  }
}

function row(what, times) {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share) => sorted[Math.floor(share * (sorted.length - 1))]
  return { what, median: at(0.5), p95: at(0.95), longest: sorted.at(-1) }
}

async function measureRatings(page) {
  const [acknowledged, ordered] = [[], []]
  for (let at = 0; at < ratings; at++) {
    await page.keyboard.press('ArrowRight')
    await page.evaluate(() => performance.clearResourceTimings())
    const order = page.evaluate(() => bench.nextOrder())
    await page.keyboard.press(String(1 + (at % 5)))
    ordered.push(await order)
    acknowledged.push(
      await page.evaluate(() => {
        const [said] = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/api/say'))
        return said.responseEnd - said.startTime
      }),
    )
  }
  return [row('rating acknowledged, on disk', acknowledged), row('new order on the page', ordered)]
}

/** Turns the wheel for some seconds, then jumps about, and gives the long tasks of that time. */
async function measureScrolling(page) {
  await page.evaluate(() => (bench.longTasks.length = 0))
  await page.mouse.move(700, 500)
  for (let turn = 0; turn < 150; turn++) {
    await page.mouse.wheel(0, turn % 50 < 40 ? 240 : -400)
    await page.waitForTimeout(30)
  }
  for (let jump = 1; jump <= 20; jump++) {
    await page.evaluate(
      (share) => {
        const scroller = document.querySelector('[data-event]')
        scroller.scrollTop = share * (scroller.scrollHeight - scroller.clientHeight)
      },
      (jump * 0.37) % 1,
    )
    await page.waitForTimeout(120)
  }
  const tasks = await page.evaluate(() => bench.longTasks.map(({ duration }) => duration))
  return { count: tasks.length, longest: Math.max(0, ...tasks) }
}

const root = flags.folder === undefined ? await mkdtemp(join(tmpdir(), 'palate-bench-')) : flags.folder
const [home, folder] = [join(root, 'home'), join(root, 'Photos')]
let server
let browser
try {
  if (!existsSync(join(home, 'catalog.sqlite'))) {
    await mkdir(home, { recursive: true })
    const random = createRandom('bench/app')
    const report = (done) => done % 10_000 === 0 && note(`${done} of ${photos} photos written`)
    await writeLibrary({ folder, catalogPath: join(home, 'catalog.sqlite'), photos, random, report })
  }
  server = await startServer({ home, folder })
  note('the server listens')
  browser = await chromium.launch({
    executablePath: process.env.PALATE_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  await page.addInitScript(watchPage)
  const openPage = async () => {
    await page.goto(new URL('/library', server.url).href, { waitUntil: 'commit' })
    return page.evaluate((count) => bench.firstPage(count), FIRST_PAGE)
  }
  await page.goto(server.url)
  const rows = [row('server listening, from its start', [server.listening])]
  rows.push(row('first page with thumbnails, made now', [await openPage()]))
  await page.waitForFunction(async () => (await (await fetch('/api/state')).json()).indexing.state === 'idle', null, {
    timeout: 300_000,
  })
  note('the scan for changes is done')
  const again = []
  for (let time = 0; time < 5; time++) again.push(await openPage())
  rows.push(row('first page with thumbnails, kept ones', again))
  await page.keyboard.press('Home')
  rows.push(...(await measureRatings(page)))
  const scrolling = await measureScrolling(page)
  const memory = await peakMemory(server.child.pid)
  const document = { photos, ratings, cpu: cpus()[0]?.model, cores: cpus().length, rows, scrolling, memory }
  if (flags.json) console.log(JSON.stringify(document, null, 2))
  else {
    console.log(`${photos} photos, ${ratings} ratings, ${cpus().length} cores (${cpus()[0]?.model})`)
    for (const { what, median, p95, longest } of rows)
      console.log(`${what}: ${[median, p95, longest].map((value) => value.toFixed(0)).join(' / ')} ms`)
    console.log(`scrolling: ${scrolling.count} tasks above 50 ms, the longest ${scrolling.longest.toFixed(0)} ms`)
    if (memory !== null) console.log(`server memory, peak: ${Math.round(memory / 2 ** 20)} MB`)
  }
} finally {
  await browser?.close()
  if (server !== undefined) {
    server.child.kill('SIGTERM')
    await once(server.child, 'exit')
  }
  if (flags.keep !== true && flags.folder === undefined) await rm(root, { recursive: true, force: true })
}
