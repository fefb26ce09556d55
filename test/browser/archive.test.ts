import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningApp, startApp } from '../support/app.ts'
import { ask, hashesIn, untilIndexed } from '../support/app-api.ts'
import { type BrightFrame, writeBrightShoots } from '../support/bright-shoots.ts'
import {
  asItComes,
  type Caught,
  catchRequests,
  describeInChromium,
  expectAccessible,
  openApp,
  openChromium,
  screenshot,
} from '../support/chromium.ts'
import { writeDarktableLibrary } from '../support/darktable-library.ts'

const SHOOTS = 18
const FRAMES = 10
const BLURRED = 3

// As much of the answers as is looked at here.
interface Order {
  readonly name: string
  readonly seen: readonly number[]
  readonly atLook: { readonly mean: number }
}
interface State {
  readonly state: string
  readonly report: {
    readonly verdict: string
    readonly sentences: readonly string[]
    readonly lookedAt: readonly number[]
    readonly orders: readonly Order[]
    readonly perShoot: readonly { readonly key: number; readonly label: string }[]
  } | null
}
interface Cards {
  readonly photos: readonly { readonly id: number; readonly name: string }[]
}

describeInChromium('the archive page', (photos) => {
  let app: RunningApp
  let browser: Browser
  let page: Page & { readonly complaints: string[] }
  let frames: readonly BrightFrame[]
  let numbers: ReadonlyMap<string, number>
  let library: string
  let originals: Readonly<Record<string, string>>
  let asking: Caught

  beforeAll(async () => {
    ;[browser, app] = await Promise.all([openChromium(), startApp({ photos: [] })])
    const archive = join(dirname(app.folder), 'Archive')
    frames = await writeBrightShoots(archive, { shoots: SHOOTS, frames: FRAMES, bright: 4 })
    await writeBlurredSeries(join(archive, 'Wren'), join(photos, 'canyon-wren.jpg'))
    await ask(app, '/api/folders', { path: archive }) // all at once: each change of a folder has it looked through again
    await untilIndexed(app, SHOOTS * FRAMES + BLURRED)
    numbers = await numbersOf(app)
    // In darktable this person gave bright frames four stars and the others two.
    library = writeDarktableLibrary(join(dirname(app.folder), 'library.db'), {
      images: frames.map(({ name, folder, isBright }) => ({ name, folder, flags: isBright ? 4 : 2 })),
    })
    // Another one kept what is bright on one walk and what is dark on the next.
    for (const [kind, names] of Object.entries(ofNoTaste(frames))) {
      for (const name of names) {
        await ask(app, '/api/say', { person: 'Chance', said: { kind, photo: numbers.get(name)! } })
      }
    }
    originals = await hashesIn(dirname(library))
    page = await openApp(browser, app, { path: '/archive' })
    asking = await catchRequests(page, '**/api/past')
  })

  afterAll(async () => {
    await Promise.all([browser?.close(), app?.close()])
  })

  const region = (name: string | RegExp, of: Page = page) => of.getByRole('region', { name })
  const state = async (person = 'me'): Promise<State> => ask<State>(app, `/api/backtest?person=${person}`)

  it('says what is here, and that nothing was said of it yet', async () => {
    const all = SHOOTS * FRAMES + BLURRED
    await region('Where your choices are')
      .getByText(`${all} frames lie here in ${SHOOTS + 1} shoots.`)
      .waitFor()
    await region('Where your choices are').getByText('Nothing was said of them yet').waitFor()
    await region('Look through what is left')
      .getByText(`Of ${SHOOTS + 1} shoots nothing was said yet.`)
      .waitFor()
    await expectAccessible(page)
    await screenshot(page, 'archive-new-dark')
  })

  it('says what is missing where there is too little to test', async () => {
    await page.getByRole('button', { name: 'Test it on your past' }).click()
    await page.getByRole('article', { name: 'Too little to tell yet' }).waitFor()
    const { report } = await state()
    expect(report!.verdict).toBe('too-few')
    for (const sentence of report!.sentences) await page.getByText(sentence).waitFor()
    expect(await page.locator('.archive-picture').count()).toBe(0)
  })

  it('brings in a darktable library, and says so in sentences', async () => {
    const form = page.getByRole('form', { name: 'Bring in what you chose' })
    expect(await form.getByRole('button').isDisabled()).toBe(true)
    await form.getByText('only read, never written').waitFor()
    expect(await form.getByRole('combobox').count()).toBe(5)
    await form.getByLabel('darktable library').fill(join(app.folder, 'none.db'))
    await form.getByRole('button').click()
    await form.getByRole('alert').waitFor()
    expect(await form.getByRole('alert').textContent()).toContain('none.db')
    await form.getByLabel('darktable library').fill(library)
    await form.getByRole('button').click()
    await form.getByRole('list', { name: 'What was brought in' }).waitFor()
    expect(await form.getByRole('alert').count()).toBe(0)
    await region('Where your choices are').getByText(`Your choices are in ${SHOOTS} of them.`).waitFor()
    await page.locator('.archive-counts li', { hasText: `${SHOOTS * FRAMES} with stars only` }).waitFor()
    await screenshot(page, 'archive-brought-in-dark')
    // The browser names every answer that is no success.
    expect(page.complaints.splice(0).every((line) => /40[04]/u.test(line))).toBe(true)
  })

  it('shows how far the reading of files is, and stops it', async () => {
    let go: () => void = () => {}
    const held = new Promise<void>((resolve) => (go = resolve))
    asking.deal = async (route) => {
      const response = await route.fetch()
      await held // longer than these few files take
      await route.fulfill({ response }).catch(() => {}) // nobody waits for it any more
    }
    const form = page.getByRole('form', { name: 'Bring in what you chose' })
    await form.getByLabel('darktable library').fill('')
    await form.getByLabel('in the photos').check()
    await form.getByRole('button', { name: 'Bring in' }).click()
    const all = SHOOTS * FRAMES + BLURRED
    await form.getByRole('progressbar', { name: 'Bringing in what you chose' }).waitFor()
    await form.getByText(`reading stars ${all} of ${all}`).waitFor()
    await expectAccessible(page)
    await screenshot(page, 'archive-reading-dark')
    await form.getByRole('button', { name: 'Stop' }).click()
    await form.getByRole('alert').getByText('Stopped.').waitFor()
    go()
    asking.deal = asItComes
    expect(await form.getByRole('progressbar').count()).toBe(0)
    await form.getByLabel('in the photos').uncheck()
  })

  it('shows how far a test is, and stops it', async () => {
    await page.getByRole('button', { name: 'Test it again' }).click()
    await page.getByRole('progressbar', { name: 'Backtest' }).waitFor()
    const focused = `document.activeElement.textContent`
    expect(await page.evaluate(focused)).toBe('Stop')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Test it again' }).waitFor()
    await expect.poll(() => page.evaluate(focused)).toBe('Test it again')
    expect((await state()).report!.verdict).toBe('too-few')
  })

  it('tests it on the past: sentences, a curve, and every shoot', async () => {
    await page.getByRole('button', { name: 'Test it again' }).click()
    await page.getByRole('article', { name: 'It helps on your own past' }).waitFor()
    const { report } = await state()
    expect(report!.verdict).toBe('helps')
    for (const sentence of report!.sentences) await page.getByText(sentence).waitFor()
    expect(report!.sentences.some((sentence) => sentence.startsWith('Ten ratings'))).toBe(true)
    expect(await page.locator('.archive-picture path.line').count()).toBe(report!.orders.length)
    const rows = region('Shoot by shoot').locator('tbody tr')
    expect(await rows.count()).toBe(report!.perShoot.length)
    const links = await rows.getByRole('link').evaluateAll((all) => all.map((link) => link.getAttribute('href')))
    expect(links).toEqual(report!.perShoot.map(({ key }) => `/cull/${key}`))
  })

  it('reads the curve at any share, by the keys and in a table', async () => {
    const { report } = await state()
    const archive = report!.orders.find(({ name }) => name === 'archive')!
    const key = page.locator('.archive-key li', { hasText: 'Your archive' }).first()
    const slider = page.getByRole('slider', { name: 'Share of the frames looked at' })
    await slider.focus()
    for (let at = 0; at < 3; at++) await page.keyboard.press('ArrowRight')
    const at = report!.lookedAt.findIndex((share) => Math.abs(share - 0.5) < 1e-9)
    await page.locator('output', { hasText: /^After 50\s% of the frames/u }).waitFor()
    expect(await slider.getAttribute('aria-valuetext')).toMatch(/^50\s% of the frames$/u)
    expect(await key.locator('strong').textContent()).toMatch(
      new RegExp(`^${Math.round(archive.seen[at]! * 100)}\\s%$`, 'u'),
    )
    await page.getByText('The same in numbers').click()
    const table = page.getByRole('table', { name: 'Share of keepers seen by share of frames looked at' })
    expect(await table.locator('tbody tr').count()).toBe(report!.lookedAt.length)
    await expectAccessible(page)
    await region('How early your keepers come').scrollIntoViewIfNeeded()
    await screenshot(page, 'archive-curve-dark')
  })

  it('keeps what it found over a reload', async () => {
    await page.reload()
    await page.getByRole('article', { name: 'It helps on your own past' }).waitFor()
    const sentences = await page.locator('.archive-sentences p').allTextContents()
    expect(sentences[0]!.replaceAll('\u00a0', ' ')).toBe((await state()).report!.sentences[0])
  })

  it('says as plainly that it does not help, where picks follow no taste', async () => {
    const other = await openApp(browser, app, { path: '/archive', scheme: 'light', person: 'Chance' })
    await other.getByRole('heading', { name: "What Chance's archive says" }).waitFor()
    await other.getByRole('button', { name: 'Test it on your past' }).click()
    const report = other.getByRole('article', { name: 'It is not shown to help on your own past' })
    await report.waitFor()
    expect((await state('Chance')).report!.verdict).toBe('no-help')
    await report.getByText('Look through your shoots in chronological order.').waitFor()
    await expectAccessible(other)
    await report.scrollIntoViewIfNeeded()
    await screenshot(other, 'archive-no-help-light')
    expect(other.complaints).toEqual([])
    await other.context().close()
  })

  it('fits a phone', async () => {
    const phone = await openApp(browser, app, { path: '/archive', width: 390, height: 844, scheme: 'light' })
    await phone.getByRole('article', { name: 'It helps on your own past' }).waitFor()
    expect(await phone.evaluate(`document.querySelector('main').scrollWidth`)).toBe(390)
    await expectAccessible(phone)
    await screenshot(phone, 'archive-phone')
    await region('How early your keepers come', phone).scrollIntoViewIfNeeded()
    await screenshot(phone, 'archive-curve-phone')
    await region('Shoot by shoot', phone).scrollIntoViewIfNeeded()
    await screenshot(phone, 'archive-shoots-phone')
    await phone.setViewportSize({ width: 1280, height: 800 })
    await screenshot(phone, 'archive-light')
    expect(phone.complaints).toEqual([])
    await phone.context().close()
  })

  it('measures a photo once it is shown, beside the others of its series', async () => {
    const photo = numbers.get('wren-0.jpg')!
    await page.goto(new URL(`/photo/${photo}`, app.url).href)
    const panel = region('Seen in the pixels')
    await panel.getByText('sharpest of 3').first().waitFor()
    await panel.getByText('It says nothing of eyes, faces or expressions.').waitFor()
    const { measures } = await ask<{ measures: { exposure: number } }>(app, `/api/photos/${photo}/measures`)
    const stops = Math.abs(measures.exposure).toFixed(1)
    await panel.getByText(`${stops} stops ${measures.exposure < 0 ? 'darker' : 'brighter'} than middle grey`).waitFor()
    await panel.scrollIntoViewIfNeeded()
    await expectAccessible(page)
    await screenshot(page, 'photo-measures-dark')
    await page.keyboard.press('c')
    const panes = page.locator('.compare-pane footer .focus')
    await expect.poll(() => panes.allTextContents()).toEqual(['sharpest of 3', '2nd sharpest of 3', 'softest of 3'])
    await screenshot(page, 'compare-focus-dark')
    await page.keyboard.press('Escape')
  })

  it('measures on a phone too', async () => {
    const path = `/photo/${numbers.get('wren-2.jpg')!}`
    const phone = await openApp(browser, app, { path, width: 390, height: 844, scheme: 'light' })
    const panel = region('Seen in the pixels', phone)
    await panel.getByText('softest of 3').first().waitFor()
    await panel.scrollIntoViewIfNeeded()
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    await expectAccessible(phone)
    await screenshot(phone, 'photo-measures-phone')
    await phone.context().close()
  })

  it('has touched no photo and no library, and the page has nothing to complain of', async () => {
    const now = await hashesIn(dirname(library))
    for (const [path, hash] of Object.entries(originals)) {
      if (!path.startsWith('home')) expect([path, now[path]]).toEqual([path, hash])
    }
    expect(page.complaints).toEqual([])
  })
})

/** Three copies of a photo, a second apart: as it is, and blurred more and more. */
async function writeBlurredSeries(folder: string, photo: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (let at = 0; at < BLURRED; at++) {
    const copy = sharp(photo).resize(1200)
    await (at === 0 ? copy : copy.blur(1.5 * at))
      .jpeg({ quality: 92 })
      .withExif({ IFD2: { DateTimeOriginal: `2024:06:01 10:00:0${at}` } })
      .toFile(join(folder, `wren-${at}.jpg`))
  }
}

/** What somebody picked and passed over. */
function ofNoTaste(frames: readonly BrightFrame[]): {
  readonly pick: readonly string[]
  readonly pass: readonly string[]
} {
  const pick: string[] = []
  const pass: string[] = []
  for (let start = 0; start < frames.length; start += FRAMES) {
    const shoot = frames.slice(start, start + FRAMES)
    const isForBright = (start / FRAMES) % 2 === 0
    const kept = shoot.filter(({ isBright }) => isBright === isForBright).slice(0, 4)
    pick.push(...kept.map(({ name }) => name))
    pass.push(...shoot.filter((frame) => !kept.includes(frame)).map(({ name }) => name))
  }
  return { pick, pass }
}

async function numbersOf(app: RunningApp): Promise<ReadonlyMap<string, number>> {
  const { ids } = await ask<{ readonly ids: readonly number[] }>(app, '/api/order')
  const found = new Map<string, number>()
  for (let start = 0; start < ids.length; start += 100) {
    const { photos } = await ask<Cards>(app, `/api/photos?ids=${ids.slice(start, start + 100).join(',')}`)
    for (const { id, name } of photos) found.set(name, id)
  }
  return found
}
