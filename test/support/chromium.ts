import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import axe from 'axe-core'
import { type Browser, chromium, type Page, type Route } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { RunningApp } from './app.ts'
import { describeWithShared } from './shared.ts'

/** How long a page is waited for: what is wrong is told late, and a busy machine is not taken for it. Milliseconds. */
const PATIENCE = 90_000

/** Debian's Chromium, or the one that PALATE_CHROMIUM names. */
export const chromiumPath = process.env['PALATE_CHROMIUM'] ?? '/usr/bin/chromium'

/** Written by the tests to be looked at; git leaves them out. */
const screenshots = fileURLToPath(new URL('../screenshots/', import.meta.url))

export async function openChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] })
}

export interface PageOptions {
  readonly path?: string
  readonly width?: number
  readonly height?: number
  readonly scheme?: 'dark' | 'light'
  /** Whose taste the window shows from the start. */
  readonly person?: string
}

/** A window of its own on the app. What the page logs as an error fails the test that closes it with `expectQuiet`. */
export async function openApp(
  browser: Browser,
  app: RunningApp,
  { path = '/', width = 1280, height = 800, scheme = 'dark', person }: PageOptions = {},
): Promise<Page & { readonly complaints: string[] }> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    reducedMotion: 'reduce',
    ...(person !== undefined && {
      storageState: {
        cookies: [],
        origins: [{ origin: new URL(app.url).origin, localStorage: [{ name: 'palate-person', value: person }] }],
      },
    }),
  })
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE)
  page.on('dialog', (dialog) => void dialog.accept()) // asks before leaving while something is under way
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  // The token's address sets a cookie and leads to the start; who begins elsewhere needs the cookie only.
  if (path === '/') await page.goto(app.url)
  else {
    await context.request.get(app.url, { maxRedirects: 0 })
    await page.goto(new URL(path, app.url).href)
  }
  return Object.assign(page, { complaints })
}

/** Requests of a page, of which a test decides what becomes of them. */
export interface Caught {
  deal: (route: Route) => Promise<void>
}

/** What is under way when its page closes, nobody waits for. */
export const asItComes = (route: Route): Promise<void> => route.continue().catch(() => {})

/** Catches requests from the next loading of the page on: Chromium lets some go by where they are caught later. */
export async function catchRequests(page: Page, pattern: string): Promise<Caught> {
  const caught: Caught = { deal: asItComes }
  await page.route(pattern, (route) => caught.deal(route))
  await page.reload()
  return caught
}

/** Puts something else in the place of what the server answers. @returns what ends that. */
export async function alterAnswers<T>(
  page: Page,
  pattern: string,
  alter: (answer: T) => object,
): Promise<() => Promise<void>> {
  const deal = async (route: Route): Promise<void> => {
    const response = await route.fetch()
    await route.fulfill({ response, json: response.ok() ? alter((await response.json()) as T) : await response.json() })
  }
  // What is given up meanwhile is not answered; of anything else the page will complain.
  await page.route(pattern, (route) => deal(route).catch(() => route.abort().catch(() => {})))
  return () => page.unroute(pattern)
}

/** `test/screenshots/NAME.png`. */
export async function screenshot(page: Page, name: string): Promise<void> {
  await mkdir(screenshots, { recursive: true })
  await page.screenshot({ path: join(screenshots, `${name}.png`) })
}

/** No finding of axe-core (WCAG 2.2 A and AA) that is serious or critical. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source)
  const findings = await page.evaluate(async () => {
    const run = (globalThis as unknown as { axe: typeof axe }).axe
    const { violations } = await run.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    })
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`,
      )
  })
  expect(findings).toEqual([])
}

/**
 * A suite that needs the shared photos (their folder is given to it) and Chromium. Without one of them it is skipped and
 * says so; on CI it fails.
 */
export function describeInChromium(name: string, suite: (photos: string) => void): void {
  if (existsSync(chromiumPath)) {
    describeWithShared(name, ['photos'], suite)
    return
  }
  const reason = `there is no Chromium at ${chromiumPath}; install it, or name another with PALATE_CHROMIUM`
  if (process.env['CI']) {
    describe(name, () => {
      it('finds Chromium', () => expect.fail(reason))
    })
    return
  }
  console.info(`skipped "${name}": ${reason}`)
  describe.skip(name, () => {
    it('needs Chromium', () => {})
  })
}
