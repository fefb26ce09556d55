// Takes the pictures of the app that README.md shows, on pictures that palate draws itself.
//
//   npm run build && node scripts/app-pictures.js docs/app

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { chromium } from 'playwright-core'
import sharp from 'sharp'

const [out] = process.argv.slice(2)
if (out === undefined) {
  console.error('name the folder for the pictures: node scripts/app-pictures.js docs/app')
  process.exit(2)
}
const root = await mkdtemp(join(tmpdir(), 'palate-pictures-'))
const environment = { ...process.env, PALATE_HOME: join(root, 'home') }
const palate = (args, stdio) => spawn(process.execPath, ['bin/palate.js', ...args], { env: environment, stdio })
let server
let browser
try {
  await mkdir(out, { recursive: true })
  await once(palate(['demo', '--out', join(root, 'demo')], 'ignore'), 'exit')
  server = palate(['serve', join(root, 'demo', 'pictures'), '--port', '0', '--json'], ['ignore', 'pipe', 'inherit'])
  const [line] = await once(createInterface(server.stdout), 'line')
  const { url } = JSON.parse(line)
  browser = await chromium.launch({
    executablePath: process.env.PALATE_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    colorScheme: 'dark',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await page.goto(url)
  await page.waitForFunction(
    async () => {
      const { indexing, photos } = await (await fetch('/api/state')).json()
      return photos > 0 && indexing.state === 'idle'
    },
    undefined,
    { timeout: 120_000 },
  )
  const shoot = async (name, ready) => {
    await page.waitForSelector(ready)
    await page.waitForFunction(() => [...document.images].every(({ complete }) => complete))
    await sharp(await page.screenshot())
      .webp({ quality: 80 })
      .toFile(join(out, `${name}.webp`))
  }
  // Who rates likes blue: whatever the pictures are, it is a taste.
  const rate = async () => {
    const id = await page.evaluate(async () => (await (await fetch('/api/next?count=1')).json()).photos[0]?.id)
    if (id === undefined) return
    const bytes = await page.evaluate(
      async (photo) => [...new Uint8Array(await (await fetch(`/api/photos/${photo}/thumbnail`)).arrayBuffer())],
      id,
    )
    const [red, green, blue] = (await sharp(Buffer.from(bytes)).stats()).channels.map(({ mean }) => mean)
    const score = Math.max(1, Math.min(5, Math.round(3 + (blue - (red + green) / 2) / 20)))
    await page.evaluate(
      async (said) =>
        fetch('/api/say', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ said }),
        }),
      { kind: 'score', photo: id, score },
    )
  }
  for (let at = 0; at < 4; at++) await rate()
  await page.goto(new URL('/rate', url).href)
  await shoot('rate', 'main img')
  for (let at = 0; at < 8; at++) await rate()
  await page.goto(new URL('/library', url).href)
  await shoot('library', '[data-photo] img')
  await page.keyboard.press('Enter')
  await shoot('photo', 'main img')
  await page.goto(new URL('/taste', url).href)
  await shoot('taste', 'main img')
} finally {
  await browser?.close()
  if (server !== undefined) {
    server.kill('SIGTERM')
    await once(server, 'exit')
  }
  await rm(root, { recursive: true, force: true })
}
