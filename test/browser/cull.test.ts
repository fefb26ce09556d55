import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningApp, startApp } from '../support/app.ts'
import { ask, hashesIn, untilIndexed } from '../support/app-api.ts'
import {
  alterAnswers,
  asItComes,
  type Caught,
  catchRequests,
  describeInChromium,
  expectAccessible,
  openApp,
  openChromium,
  screenshot,
} from '../support/chromium.ts'
import { inForce, logOf } from '../support/rating-page.ts'
import { writeSeries } from '../support/series-photos.ts'

interface Shoots {
  readonly shoots: readonly { readonly key: number; readonly label: string; readonly frames: number }[]
}

/** A shoot as it is written: series one after the other, ten minutes apart. */
const shoots = {
  Harbour: {
    day: '2024-05-31',
    series: [
      ['wren', 'canyon-wren.jpg', 3],
      ['bridge', 'Bridge_by_Sander_Klootwijk.jpg', 1],
      ['otters', 'oakland-zoo-otters.jpg', 1],
      ['leaf', 'maple.jpg', 4],
      ['arena', 'roman-colosseum.jpg', 1],
    ],
  },
  Lakes: {
    day: '2024-06-02',
    series: [
      ['lake', 'lake_washington.jpg', 5],
      ['fir', 'douglas_fir.jpg', 1],
      ['osprey', 'perched-osprey.jpg', 3],
    ],
  },
  City: {
    day: '2024-06-08',
    series: [
      ['street', 'beacon-street-sunset.jpg', 2],
      ['mila', 'casa-mila.jpg', 2],
      ['piazza', 'piazza-gae-aulenti.jpg', 1],
      ['trail', 'high-trestle-trail.jpg', 1],
      ['skyline', 'singaporean-cityscape.jpg', 1],
      ['saturn', 'saturnian-profile.jpg', 1],
    ],
  },
} as const

const ALL = 27

describeInChromium('culling', (photos) => {
  let app: RunningApp
  let browser: Browser
  let page: Page & { readonly complaints: string[] }
  const keyOf = new Map<string, number>()
  let saying: Caught

  beforeAll(async () => {
    ;[browser, app] = await Promise.all([openChromium(), startApp({ photos: [] })])
    for (const [folder, { day, series }] of Object.entries(shoots))
      for (const [at, [name, photo, count]] of series.entries())
        await writeSeries(join(app.folder, folder), name, {
          photo: join(photos, photo),
          count,
          day,
          time: `10:${at}0`,
          camera: 'Canon EOS R5',
        })
    await untilIndexed(app, ALL)
    for (const { key, label } of (await ask<Shoots>(app, '/api/shoots')).shoots)
      keyOf.set(
        Object.keys(shoots).find((name) => label.includes(name))!,
        key,
      )
    page = await openApp(browser, app, { path: '/library' })
    saying = await catchRequests(page, '**/api/say')
  })

  afterAll(async () => {
    await Promise.all([browser?.close(), app?.close()])
  })

  /** Resolves once this frame is shown and may be judged. */
  const untilFrame = async (name: string, of: Page = page): Promise<void> => {
    await of.locator('.cull-facts .name', { hasText: name }).waitFor()
    await of.locator('.cull-stage[data-ready="true"] .zoomed').waitFor()
  }
  /** Presses keys, each once its frame is there: `['k', 'wren-1.jpg']`. */
  const press = async (...keys: readonly (readonly [key: string, frame: string])[]): Promise<void> => {
    for (const [key, frame] of keys) {
      await untilFrame(frame)
      await page.keyboard.press(key)
    }
  }
  const where = async (): Promise<string> => (await page.locator('.cull-where').innerText()).replaceAll('\n', ' ')
  const flag = async (name: string): Promise<string> => {
    const label = await page.locator('.cull-frame .unseen', { hasText: `${name}, ` }).textContent()
    return label!.split(', ')[1]!
  }
  const openShoot = async (name: string, of: Page = page): Promise<void> => {
    await of.goto(new URL(`/cull/${keyOf.get(name)!}`, app.url).href)
    await of.locator('.cull-strip .cull-frame').first().waitFor()
  }
  /** What the log says of each photo by its name, undone things left out, oldest first. */
  const saidOfPhotos = async (): Promise<readonly string[]> => {
    const said = (await logOf(app, page)).filter(({ undone }) => !undone).reverse()
    const ids = [...new Set(said.flatMap(({ photos: of }) => of))]
    const { photos: cards } = await ask<{ photos: readonly { id: number; name: string }[] }>(
      app,
      `/api/photos?ids=${ids.join(',')}`,
    )
    const names = new Map(cards.map(({ id, name }) => [id, name]))
    return said.map(({ what, photos: [photo] }) => `${names.get(photo!)!} ${what}`)
  }

  it('lists the shoots, newest first, and opens one by keyboard', async () => {
    await page.locator('.grid-cell').first().waitFor()
    await page.keyboard.press('g')
    await page.getByRole('heading', { name: 'Cull' }).waitFor()
    const rows = page.locator('.cull-shoot')
    await rows.nth(2).waitFor()
    const texts = await rows.allInnerTexts()
    expect(texts.map((text) => Object.keys(shoots).find((name) => text.includes(name)))).toEqual([
      'City',
      'Lakes',
      'Harbour',
    ])
    expect(texts[2]).toContain('31 May 2024')
    expect(texts[2]).toContain('10 frames in 5 series')
    expect(texts[2]).toContain('10 open')
    await expectAccessible(page)
    await screenshot(page, 'cull-list-dark')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown') // the last stays
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/cull/${keyOf.get('Harbour')!}`)
    await untilFrame('wren-1.jpg')
    expect(await where()).toMatch(/^frame 1 of 10 . 0 kept . 10 open$/u)
  })

  it('cuts shoots anew by another pause, and back', async () => {
    const other = await openApp(browser, app, { path: '/cull', scheme: 'light' })
    const rows = other.locator('.cull-shoot')
    await rows.nth(2).waitFor()
    await other.getByText('How shoots are cut').click()
    const form = other.getByRole('form', { name: 'How shoots are cut' })
    const hours = form.getByLabel('hours begins another shoot')
    expect(await hours.inputValue()).toBe('6')
    const folder = form.getByRole('checkbox', { name: 'So does another folder' })
    const window = await openApp(browser, app, { path: '/cull' })
    await window.locator('.cull-shoot').nth(2).waitFor()
    try {
      await hours.fill('96')
      await folder.uncheck()
      await form.getByRole('button').press('Enter')
      await form.getByText('Cut anew.').waitFor()
      // From 31 May to 2 June it is two days, to 8 June six more.
      for (const each of [other, window]) await expect.poll(() => each.locator('.cull-shoot').count()).toBe(2)
      expect(await other.evaluate('document.activeElement.textContent')).toBe('Cut anew')
      await expectAccessible(other)
      await screenshot(other, 'cull-cut-light')
      expect(await ask(app, '/api/shoot-cut')).toEqual({ gapHours: 96, folders: 'ignore' })
      await other.getByText('How shoots are cut').click()
      await form.waitFor({ state: 'hidden' })
      await other.getByText('How shoots are cut').click()
      await expect.poll(() => hours.inputValue()).toBe('96')
      await hours.fill('6')
      await folder.check()
      await form.getByRole('button').click()
      await expect.poll(() => rows.count()).toBe(3)
    } finally {
      await ask(app, '/api/shoot-cut', { gapHours: 6, folders: 'each' })
    }
    expect(window.complaints).toEqual([])
    await window.context().close()
    expect(other.complaints).toEqual([])
    await other.context().close()
  })

  it('shows the whole shoot as stacks, and the series that is looked at with all its frames', async () => {
    expect(await page.locator('.cull-series .cull-frame').count()).toBe(3)
    const labels = await page.locator('.cull-part > .cull-frame .unseen').allTextContents()
    expect(labels).toEqual(['A frame: 1 open', 'A frame: 1 open', 'Series of 4 frames: 4 open', 'A frame: 1 open'])
    await expectAccessible(page)
    await screenshot(page, 'cull-shoot-dark')
    await page.keyboard.press('ArrowDown')
    await untilFrame('bridge-1.jpg')
    await page.keyboard.press(']')
    await page.keyboard.press(']')
    await untilFrame('leaf-1.jpg')
    expect(await page.locator('.cull-series .cull-frame').count()).toBe(4)
    await page.getByRole('button', { name: 'Series of 3 frames: 3 open' }).click()
    await untilFrame('wren-1.jpg')
  })

  it('goes on to the next open frame after each verdict, and back by undo', async () => {
    await press(['k', 'wren-1.jpg'], ['x', 'wren-2.jpg'], ['n', 'wren-3.jpg'])
    await untilFrame('bridge-1.jpg')
    expect(await where()).toMatch(/^frame 4 of 10 . 1 kept . 7 open$/u)
    await expect.poll(() => inForce(app, page)).toEqual(['passed over', 'rejected', 'picked'])
    await page.keyboard.press('Control+z')
    await untilFrame('wren-3.jpg')
    expect(await flag('wren-3.jpg')).toBe('open')
    await page.keyboard.press('Backspace')
    await untilFrame('wren-2.jpg')
    expect([await flag('wren-1.jpg'), await flag('wren-2.jpg')]).toEqual(['kept', 'open'])
    await expect.poll(() => inForce(app, page)).toEqual(['picked'])
    await press(['x', 'wren-2.jpg'], ['n', 'wren-3.jpg'])
    await untilFrame('bridge-1.jpg')
  })

  it('stays where it is while going on is switched off, which is remembered', async () => {
    await page.keyboard.press('a')
    await page.keyboard.press('p')
    await page.locator('.cull-facts .cull-flag.pick').waitFor()
    await untilFrame('bridge-1.jpg')
    await page.keyboard.press('u')
    await page.locator('.cull-facts', { hasText: 'open' }).waitFor()
    await page.keyboard.press('k')
    await page.locator('.cull-facts .cull-flag.pick').waitFor()
    await expect.poll(() => inForce(app, page)).toEqual(['picked', 'passed over', 'rejected', 'picked'])
    await page.reload()
    await untilFrame('otters-1.jpg') // the next open one behind it
    expect(await page.getByRole('button', { name: 'Goes on' }).getAttribute('aria-pressed')).toBe('false')
    await page.keyboard.press('a')
    await press(['n', 'otters-1.jpg'])
  })

  it('keeps one frame and passes the rest of its series by one key, which one undo takes back', async () => {
    await press(['ArrowRight', 'leaf-1.jpg'], ['s', 'leaf-2.jpg'])
    await untilFrame('arena-1.jpg')
    await expect.poll(async () => (await inForce(app, page)).length).toBe(9)
    await page.keyboard.press('Control+z')
    await untilFrame('leaf-2.jpg')
    await page.getByText('Taken back: kept leaf-2.jpg, passed 3 more.').waitFor()
    await expect.poll(async () => (await inForce(app, page)).length).toBe(5)
    for (const name of ['leaf-1.jpg', 'leaf-2.jpg', 'leaf-3.jpg', 'leaf-4.jpg']) expect(await flag(name)).toBe('open')
    await press(['s', 'leaf-2.jpg'], ['n', 'arena-1.jpg'])
  })

  it('says at the end what came of it, and the log holds all that was said and nothing else', async () => {
    await page.getByRole('heading', { name: 'This shoot is culled' }).waitFor()
    await page.locator('.cull-end').getByText('3 kept, 6 passed, 1 rejected').waitFor()
    await expectAccessible(page)
    await screenshot(page, 'cull-done-dark')
    await expect
      .poll(saidOfPhotos)
      .toEqual([
        'wren-1.jpg picked',
        'wren-2.jpg rejected',
        'wren-3.jpg passed over',
        'bridge-1.jpg picked',
        'otters-1.jpg passed over',
        'leaf-2.jpg picked',
        'leaf-1.jpg passed over',
        'leaf-3.jpg passed over',
        'leaf-4.jpg passed over',
        'arena-1.jpg passed over',
      ])
    await page.reload()
    await page.getByRole('heading', { name: 'This shoot is culled' }).waitFor()
    await page.keyboard.press('Escape')
    await page.locator('.cull-shoot', { hasText: 'Harbour' }).getByText('3 kept, 6 passed, 1 rejected').waitFor()
    await screenshot(page, 'cull-list-culled-dark')
  })

  it('zooms to 100 % by Z, the space bar or a press, and keeps that from frame to frame', async () => {
    await openShoot('Lakes')
    await untilFrame('lake-1.jpg')
    const width = (): Promise<number> => page.locator('.cull-stage .zoomed').evaluate((zoomed) => zoomed.clientWidth)
    const isClose = async (): Promise<boolean> => (await page.locator('.cull-stage .zoom-pane.close').count()) === 1
    const whole = await width()
    await page.keyboard.press('z')
    await expect.poll(isClose).toBe(true)
    expect(await width()).toBeGreaterThan(whole)
    await page.keyboard.press('PageDown')
    await untilFrame('lake-2.jpg')
    expect(await isClose()).toBe(true)
    await page.keyboard.press(' ')
    await expect.poll(isClose).toBe(false)
    await page.locator('.cull-stage .zoom-pane').click({ position: { x: 300, y: 200 } })
    await expect.poll(isClose).toBe(true)
    await page.locator('.cull-stage .zoom-pane').click({ position: { x: 300, y: 200 } })
    await expect.poll(isClose).toBe(false)
    await page.keyboard.press('PageUp')
    await untilFrame('lake-1.jpg')
  })

  it('compares frames side by side at 100 % in lockstep, and comes back to the same frame', async () => {
    await page.keyboard.press('ArrowRight')
    await untilFrame('lake-2.jpg')
    await page.keyboard.press('c')
    const panes = page.locator('.compare-pane')
    await panes.nth(3).locator('.zoomed').waitFor()
    expect(await panes.count()).toBe(4)
    const shown = (): Promise<readonly { share: number; scale: number }[]> =>
      page.locator('.compare-pane .zoom-pane').evaluateAll((frames) =>
        frames.map((frame) => {
          const [outer, inner] = [frame.getBoundingClientRect(), frame.firstElementChild!.getBoundingClientRect()]
          const { naturalWidth } = frame.querySelector<HTMLImageElement>('.full-image')!
          return { share: (outer.left + outer.width / 2 - inner.left) / inner.width, scale: inner.width / naturalWidth }
        }),
      )
    await expect.poll(async () => (await shown()).every(({ scale }) => Math.abs(scale - 1) < 0.001)).toBe(true)
    const frame = (await panes.nth(1).locator('.zoom-pane').boundingBox())!
    await page.mouse.move(frame.x + 100, frame.y + 200)
    await page.mouse.down()
    await page.mouse.move(frame.x + 40, frame.y + 230, { steps: 3 })
    await page.mouse.up()
    const moved = await shown()
    expect(moved[0]!.share).toBeGreaterThan(0.51)
    for (const { share } of moved) expect(share).toBeCloseTo(moved[0]!.share, 2)
    await expectAccessible(page)
    await screenshot(page, 'cull-compare-dark')

    const active = (): Promise<string | null> => page.locator('.compare-pane.active').getAttribute('aria-label')
    await page.keyboard.press('1')
    await expect.poll(active).toContain('lake-1.jpg')
    await page.keyboard.press('n')
    await page.keyboard.press('3')
    await expect.poll(active).toContain('lake-3.jpg')
    await page.keyboard.press('k')
    await panes.nth(2).locator('.pick[aria-pressed="true"]').waitFor()
    await page.keyboard.press('4')
    await page.keyboard.press('x')
    await panes.nth(3).locator('.reject[aria-pressed="true"]').waitFor()
    await page.keyboard.press('Backspace')
    await panes.nth(3).locator('.reject[aria-pressed="false"]').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('.compare').waitFor({ state: 'detached' })
    await untilFrame('lake-2.jpg')
    const flags = await Promise.all([1, 2, 3, 4].map((at) => flag(`lake-${at}.jpg`)))
    expect(flags).toEqual(['passed', 'open', 'kept', 'open'])
  })

  it('compares those that were marked with Shift', async () => {
    await page.keyboard.press('PageDown')
    await page.keyboard.press('PageDown')
    await untilFrame('lake-4.jpg')
    await page.keyboard.press('Shift+ArrowRight')
    await untilFrame('lake-5.jpg')
    expect(await page.locator('.cull-frame.marked').count()).toBe(2)
    await page.getByRole('button', { name: 'lake-1.jpg, passed' }).click({ modifiers: ['Shift'] })
    expect(await page.locator('.cull-frame.marked').count()).toBe(3)
    await untilFrame('lake-5.jpg')
    await screenshot(page, 'cull-marked-dark')
    await page.keyboard.press('c')
    await page.locator('.compare-pane .zoomed').nth(2).waitFor()
    expect(await page.locator('.compare-pane .name').allInnerTexts()).toEqual([
      'lake-1.jpg',
      'lake-4.jpg',
      'lake-5.jpg',
    ])
    await page.keyboard.press('c')
    await page.locator('.compare').waitFor({ state: 'detached' })
    await untilFrame('lake-5.jpg')
  })

  it('goes on where it was left after a reload', async () => {
    await page.keyboard.press('[') // there is no series before
    await press(['n', 'lake-5.jpg'])
    await untilFrame('fir-1.jpg')
    await expect.poll(async () => (await inForce(app, page)).length).toBe(13)
    await page.reload()
    await untilFrame('fir-1.jpg')
    await press(['k', 'fir-1.jpg'])
    await untilFrame('osprey-1.jpg')
    await expect.poll(async () => (await inForce(app, page)).length).toBe(14)
    const other = await openApp(browser, app, { path: `/cull/${keyOf.get('Lakes')!}`, scheme: 'light' })
    await untilFrame('lake-2.jpg', other) // another window begins at the first open frame
    await screenshot(other, 'cull-shoot-light')
    expect(other.complaints).toEqual([])
    await other.context().close()
  })

  it('ends with what is left open where that was passed by', async () => {
    await press(['PageDown', 'osprey-1.jpg'], ['PageDown', 'osprey-2.jpg'], ['PageDown', 'osprey-3.jpg'])
    await page.getByRole('heading', { name: 'The end of this shoot' }).waitFor()
    await page.getByText('5 frames are still open.').waitFor()
    expect(await where()).toMatch(/^9 frames . 2 kept . 5 open$/u)
    await page.getByRole('button', { name: 'Go on with them' }).click()
    await untilFrame('lake-2.jpg')
  })

  it('takes a verdict back, with a notice, where the server does not acknowledge it', async () => {
    saying.deal = (route) => route.abort()
    await page.keyboard.press('k')
    await page.getByText('Not saved: palate is not running').waitFor()
    await untilFrame('lake-2.jpg')
    expect(await flag('lake-2.jpg')).toBe('open')
    saying.deal = asItComes
    await press(['k', 'lake-2.jpg'])
    await untilFrame('lake-4.jpg')
    await page.keyboard.press('Backspace')
    await page.getByText('Taken back: kept lake-2.jpg.').waitFor()
    await untilFrame('lake-2.jpg')
    expect((await inForce(app, page)).length).toBe(14)
    page.complaints.splice(0) // of the request that was cut off
  })

  it('shows what the server had, and undoes nothing, where two verdicts of one frame were not acknowledged', async () => {
    const before = await inForce(app, page)
    await page.keyboard.press('a')
    let fail: () => void = () => {}
    const failing = new Promise<void>((resolve) => (fail = resolve))
    saying.deal = async (route) => {
      await failing
      await route.abort()
    }
    await page.keyboard.press('k')
    await page.locator('.cull-facts .cull-flag.pick').waitFor()
    await page.keyboard.press('x')
    await page.locator('.cull-facts .cull-flag.reject').waitFor()
    await page.keyboard.press('Backspace') // of what is not kept in its turn
    fail()
    await page.getByText('Not saved: palate is not running').waitFor()
    await expect.poll(() => flag('lake-2.jpg')).toBe('open')
    saying.deal = asItComes
    expect(await inForce(app, page)).toEqual(before)
    expect(await page.getByText('Taken back').count()).toBe(0)
    await page.keyboard.press('a')
    page.complaints.splice(0) // of the requests that were cut off
  })

  it('keeps so many diverse frames once they were looked at, and one undo takes all of them back', async () => {
    await openShoot('City')
    await untilFrame('street-1.jpg')
    const before = await inForce(app, page)
    await page.keyboard.press('d')
    const dialog = page.getByRole('dialog', { name: 'Keep so many, diverse' })
    await dialog.getByLabel('How many').fill('4')
    await dialog.getByText('4 frames', { exact: true }).waitFor()
    await page.waitForFunction(() => {
      const images = [...document.querySelectorAll<HTMLImageElement>('.cull-chosen img')]
      return images.length === 4 && images.every(({ naturalWidth }) => naturalWidth > 0)
    })
    await expectAccessible(page)
    await screenshot(page, 'cull-diverse-dark')
    expect(await inForce(app, page)).toEqual(before)
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(async () => (await inForce(app, page)).slice(0, 4)).toEqual(Array(4).fill('picked'))
    expect(await where()).toContain('4 kept')
    await page.keyboard.press('Control+z')
    await page.getByText('Taken back: kept 4 chosen frames.').waitFor()
    expect(await inForce(app, page)).toEqual(before)
    expect(await where()).toContain('0 kept')
  })

  it('writes what is kept as stars or flags: a plan first, then sidecars, and takes them back to the byte', async () => {
    await openShoot('Harbour')
    await page.getByRole('heading', { name: 'This shoot is culled' }).waitFor()
    const before = await hashesIn(app.folder)
    await page.keyboard.press('w')
    const dialog = page.getByRole('dialog', { name: /^Write / })
    for (const as of ['stars', 'flags'] as const) {
      const files = 4 // those that are kept, and the rejected one
      await dialog.getByRole('radio', { name: `As ${as}` }).check()
      if (as === 'stars') await dialog.getByLabel('Stars for a frame that is kept').selectOption('4 stars')
      await dialog.getByRole('button', { name: 'Show what would be written' }).click()
      await dialog.getByText(`${files} sidecars would be written; nothing is changed yet`).waitFor()
      expect(await hashesIn(app.folder)).toEqual(before)
      await expectAccessible(page)
      await screenshot(page, `cull-write-${as}-dark`)
      await dialog.getByRole('button', { name: `Write ${files} sidecars` }).click()
      await dialog.getByText(`Wrote ${files} sidecars.`).waitFor()
      const written = await hashesIn(app.folder)
      expect(written).toMatchObject(before)
      expect(Object.keys(written).length - Object.keys(before).length).toBe(files)
      await dialog.getByRole('button', { name: 'Undo' }).click()
      await dialog.getByText(`${files} removed`).waitFor()
      expect(await hashesIn(app.folder)).toEqual(before)
    }
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  it('puts frames in the order that was learnt where it is offered, and says why', async () => {
    const answers = `**/api/shoots/${keyOf.get('City')!}?*`
    const asBefore = await alterAnswers(page, answers, (shoot: { frameSeries: { photos: number[] }[] }) => {
      // The last frame is the likeliest to be kept.
      let place = shoot.frameSeries.reduce((sum, { photos: of }) => sum + of.length, 0)
      const frameSeries = shoot.frameSeries.map((series) => ({ ...series, places: series.photos.map(() => place--) }))
      const why = 'On your own past it saw 80 % of your keepers in the first half, 60 % by time.'
      return { ...shoot, frameSeries, offered: 'archive', why }
    })
    await openShoot('City')
    await untilFrame('street-1.jpg')
    await page.getByText('On your own past it saw').waitFor()
    await page.keyboard.press('o')
    expect(await page.getByRole('button', { name: 'Your order' }).getAttribute('aria-pressed')).toBe('true')
    await untilFrame('saturn-1.jpg') // the likeliest
    expect(await where()).toContain('frame 1 of 8')
    await page.keyboard.press('End')
    await untilFrame('street-1.jpg')
    expect(await where()).toContain('frame 8 of 8')
    const stacks = page.locator('.cull-strip .cull-likely')
    expect(await stacks.first().getAttribute('aria-label')).toBe('very likely to be kept')
    expect(await stacks.last().getAttribute('aria-label')).toBe('unlikely to be kept')
    await expectAccessible(page)
    await screenshot(page, 'cull-learnt-dark')
    await page.keyboard.press('o')
    expect(await where()).toContain('frame 1 of 8')
    await asBefore()
    await openShoot('City')
    await page.locator('.cull-why', { hasText: 'frames stand as they were taken' }).waitFor()
    expect(page.complaints).toEqual([])
  })

  it('draws of a shoot of thousands what is in sight, and has room for the rest', async () => {
    const other = await openApp(browser, app, { path: '/cull' })
    const first = 1_000_000
    const answers = `**/api/shoots/${keyOf.get('City')!}?*`
    await alterAnswers(other, answers, (shoot: { frameSeries: object[] }) => {
      const more = Array.from({ length: 5000 }, (_, at) => ({ photos: [first + at], flags: [null], places: null }))
      const frames = 8 + more.length
      return { ...shoot, frames, series: 6 + more.length, frameSeries: [...shoot.frameSeries, ...more] }
    })
    await openShoot('City', other)
    await untilFrame('street-1.jpg', other)
    const strip = other.locator('.cull-strip')
    const drawn = (): Promise<number> => strip.locator('.cull-frame').count()
    await expect.poll(drawn).toBeGreaterThan(20)
    await other.keyboard.press('End')
    const last = strip.locator(`[data-strip="${first + 4999}"]`)
    await last.waitFor()
    const width = (): Promise<number> => strip.evaluate(({ scrollWidth }) => scrollWidth)
    const widthOfAll = await width()
    expect(widthOfAll).toBeGreaterThan(5000 * 84)
    const sight = (await strip.boundingBox())!
    const isInSight = async (): Promise<boolean> => {
      const { x, width: wide } = (await last.boundingBox())!
      return x >= sight.x && x + wide <= sight.x + sight.width
    }
    await expect.poll(isInSight).toBe(true)
    await strip.evaluate((element) => (element.scrollLeft = element.scrollWidth / 2))
    const inTheMiddle = async (): Promise<boolean> => {
      const boxes = await Promise.all((await strip.locator('.cull-frame').all()).map((each) => each.boundingBox()))
      return boxes.some((box) => box !== null && box.x > sight.x + 400 && box.x < sight.x + 700)
    }
    await expect.poll(inTheMiddle).toBe(true)
    // Three parts lie within a width of what is in sight at most, and the one with the open series is drawn always.
    await expect.poll(drawn).toBeLessThanOrEqual(4 * 40)
    expect(await width()).toBe(widthOfAll) // what is drawn has the room that was kept for it
    await other.context().close()
  })

  it('fits a phone, list and shoot, in light', async () => {
    const phone = await openApp(browser, app, { path: '/cull', width: 390, height: 844, scheme: 'light' })
    await phone.locator('.cull-shoot').nth(2).waitFor()
    const fits = (): Promise<boolean> =>
      phone.evaluate(() => {
        const main = document.querySelector('main')!
        return document.documentElement.scrollWidth <= 390 && main.scrollWidth <= 390
      })
    expect(await fits()).toBe(true)
    await expectAccessible(phone)
    await screenshot(phone, 'cull-list-phone-light')
    await openShoot('Lakes', phone)
    await untilFrame('lake-2.jpg', phone)
    expect(await fits()).toBe(true)
    const nav = (await phone.getByRole('navigation').boundingBox())!
    const strip = (await phone.locator('.cull-strip').boundingBox())!
    expect(strip.y + strip.height).toBeLessThanOrEqual(nav.y + 1)
    await expectAccessible(phone)
    await screenshot(phone, 'cull-shoot-phone-light')
    await phone.getByRole('button', { name: 'Compare' }).click()
    await phone.locator('.compare-pane .zoomed').nth(1).waitFor()
    expect(await phone.locator('.compare-pane').count()).toBe(2)
    await screenshot(phone, 'cull-compare-phone-light')
    await phone.getByRole('button', { name: 'Close' }).click()
    await phone.locator('.compare').waitFor({ state: 'detached' })
    await phone.setViewportSize({ width: 1280, height: 800 })
    await phone.goto(new URL('/cull', app.url).href)
    await phone.locator('.cull-shoot').nth(2).waitFor()
    await screenshot(phone, 'cull-list-light')
    await openShoot('Harbour', phone)
    await phone.getByRole('heading', { name: 'This shoot is culled' }).waitFor()
    await screenshot(phone, 'cull-done-light')
    expect(phone.complaints).toEqual([])
    await phone.context().close()
  })

  it('says so of a shoot that vanishes while it is culled, and of one that never was', async () => {
    const other = await openApp(browser, app, { path: `/cull/${keyOf.get('City')!}`, scheme: 'light' })
    await untilFrame('street-1.jpg', other)
    await rename(join(app.folder, 'City'), `${app.folder} away`)
    await other.getByRole('heading', { name: 'This shoot is not here any more' }).waitFor()
    await screenshot(other, 'cull-vanished-light')
    await rename(`${app.folder} away`, join(app.folder, 'City'))
    await untilFrame('street-1.jpg', other)
    for (const [path, sentence] of [
      ['/cull/99999', /no shoot 99999/iu],
      ['/cull/abc', 'The address of a shoot ends in its number.'],
    ] as const) {
      await other.goto(new URL(path, app.url).href)
      await other.getByRole('heading', { name: 'There is no such shoot' }).waitFor()
      await other.getByText(sentence).waitFor()
    }
    await expectAccessible(other)
    await other.getByRole('button', { name: 'All shoots' }).click()
    await other.locator('.cull-shoot').nth(2).waitFor()
    // What is not there is all that both windows complained of.
    for (const { complaints } of [page, other])
      expect(complaints.filter((complaint) => !/status of 40[04]/u.test(complaint))).toEqual([])
    await other.context().close()
  })

  it('says what to do where there are no photos', async () => {
    const empty = await startApp({ photos: [] })
    const other = await openApp(browser, empty, { path: '/cull' })
    await other.getByRole('heading', { name: 'No photos yet' }).waitFor()
    await expectAccessible(other)
    await other.context().close()
    await empty.close()
  })
})
