import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningApp, startApp, somePhotos } from '../support/app.ts'
import { ask, untilIndexed } from '../support/app-api.ts'
import { writeSeries } from '../support/series-photos.ts'
import { describeInChromium, expectAccessible, openApp, openChromium, screenshot } from '../support/chromium.ts'

// As much of the answers as is looked at here.
interface Order {
  readonly ids: readonly number[]
}
interface Details {
  readonly name: string
  readonly place: number
  readonly of: number
  readonly width: number
  readonly height: number
  readonly files: readonly string[]
  readonly given: { readonly score?: number } | null
}
interface Why {
  readonly score: number
  readonly prior: number
  readonly databases: readonly { readonly name: string; readonly part: number }[]
  readonly rated: readonly {
    readonly photo: number
    readonly name: string
    readonly said: string
    readonly part: number
  }[]
  readonly others: number
  readonly own: number
}

describeInChromium('the photo page', (photos) => {
  const names = somePhotos(photos, 26)
  const ALL = names.length + 3
  let app: RunningApp
  let browser: Browser
  let page: Page & { readonly complaints: string[] }
  let ids: readonly number[]
  let byName: readonly number[]

  beforeAll(async () => {
    ;[browser, app] = await Promise.all([openChromium(), startApp({ photos: names.map((name) => join(photos, name)) })])
    await writeSeries(join(app.folder, 'Trip'), 'wren', {
      photo: join(photos, 'canyon-wren.jpg'),
      count: 3,
      day: '2024-05-31',
      camera: 'Canon EOS R5',
    })
    await untilIndexed(app, ALL)
    byName = (await ask<Order>(app, '/api/order?by=name')).ids
    for (const [at, photo] of byName.slice(0, 12).entries()) {
      await ask(app, '/api/say', { said: { kind: 'score', photo, score: 1 + ((at * 7) % 5) } })
    }
    ids = (await ask<Order>(app, '/api/order')).ids
    page = await openApp(browser, app, { path: '/library' })
  })

  afterAll(async () => {
    await Promise.all([browser?.close(), app?.close()])
  })

  const details = async (photo: number): Promise<Details> => ask<Details>(app, `/api/photos/${photo}`)
  const shown = (of: Page = page): number => Number(/\/photo\/(\d+)/u.exec(of.url())![1])
  const untilPhoto = async (photo: number): Promise<void> => {
    await page.waitForURL(new RegExp(`/photo/${photo}(?:\\?|$)`, 'u'))
    await page.getByRole('heading', { name: (await details(photo)).name }).waitFor()
  }
  const zoomed = async (): Promise<{ left: number; top: number; width: number; height: number }> =>
    page.locator('.photo .zoomed').evaluate((element) => {
      const { left, top, width, height } = element.getBoundingClientRect()
      return { left, top, width, height }
    })

  it('opens from the library, follows its order, and goes back to the same place', async () => {
    await page.locator('.grid-cell .caption').first().waitFor()
    await page.keyboard.press('End')
    for (let at = 0; at < 8; at++) await page.keyboard.press('ArrowLeft')
    const scrolled = await page.locator('.grid-scroller').evaluate(({ scrollTop }) => scrollTop)
    expect(scrolled).toBeGreaterThan(0)
    const photo = ids.at(-9)!
    await page.keyboard.press('Enter')
    await untilPhoto(photo)
    await page.getByText(`${ALL - 8} / ${ALL}`).waitFor()
    expect(await page.title()).toBe(`${(await details(photo)).name} - palate`)
    await page.keyboard.press('Escape')
    await page.locator(`#cell-${photo}[aria-selected="true"]`).waitFor()
    expect(await page.locator('.grid-scroller').evaluate(({ scrollTop }) => scrollTop)).toBe(scrolled)

    await page.locator(`#cell-${photo}`).dblclick()
    await untilPhoto(photo)
    await page.keyboard.press('ArrowRight')
    await untilPhoto(ids.at(-8)!)
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await untilPhoto(ids.at(-10)!)
    await page.goBack()
    await page.locator(`#cell-${ids.at(-10)!}[aria-selected="true"]`).waitFor()
    expect(await page.locator('.grid-scroller').evaluate(({ scrollTop }) => scrollTop)).toBe(scrolled)
  })

  it('says which place it has, and why: parts that sum to the score of the API', async () => {
    const photo = (await ask<Order>(app, '/api/order?given=unrated')).ids[0]!
    await page.goto(new URL(`/photo/${photo}`, app.url).href)
    const { place, of } = await details(photo)
    expect({ place, of }).toEqual({ place: ids.indexOf(photo) + 1, of: ALL })
    await page.locator('.photo-standing .place', { hasText: new RegExp(`^${place}[a-z]{2} of ${ALL}$`, 'u') }).waitFor()
    const why = await ask<Why>(app, `/api/photos/${photo}/why`)
    const region = page.getByRole('region', { name: 'Why it stands here' })
    await region.getByText(/^What (?:lifts|holds)/u).waitFor()
    const parts = await region
      .locator('tbody data')
      .evaluateAll((all) => all.map((part) => Number((part as HTMLDataElement).value)))
    expect(parts[0]).toBeCloseTo(why.prior, 12)
    expect(parts.slice(1, -2)).toEqual(why.databases.map(({ part }) => part))
    expect(parts.at(-1)).toBeCloseTo(why.others, 12)
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(why.score, 5)
    const together = await region.locator('tfoot data').getAttribute('value')
    expect(Number(together)).toBeCloseTo(why.score, 12)
    const rated = await region.locator('.rated-alike li').allInnerTexts()
    expect(rated).toHaveLength(why.rated.length)
    for (const [at, { name, said }] of why.rated.entries()) {
      expect(rated[at]).toContain(name)
      expect(rated[at]).toContain(said)
    }
    await expectAccessible(page)
    await screenshot(page, 'photo-dark')
  })

  it('says of a rated photo that its rating puts it there, beside what the taste makes of it', async () => {
    const photo = ids[0]!
    const why = await ask<Why>(app, `/api/photos/${photo}/why`)
    expect(Math.abs(why.own)).toBeGreaterThan(0.1)
    await page.goto(new URL(`/photo/${photo}`, app.url).href)
    const region = page.getByRole('region', { name: 'Why it stands here' })
    await region.getByText(/^It was rated, and stands where its rating puts it\. Of all else, what /u).waitFor()
    const row = region.getByRole('row', { name: 'The rating of this photo' })
    const itself = why.rated.filter((each) => each.photo === photo).reduce((sum, { part }) => sum + part, 0)
    expect(Number(await row.locator('data').getAttribute('value'))).toBeCloseTo(why.own + itself, 9)
    const parts = await region
      .locator('tbody data')
      .evaluateAll((all) => all.map((part) => Number((part as HTMLDataElement).value)))
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(why.score, 5)
    expect(await region.locator('.rated-alike li').count()).toBe(
      why.rated.filter((each) => each.photo !== photo).length,
    )
    await screenshot(page, 'photo-rated-dark')
  })

  it('leads to the rated photos that it resembles', async () => {
    const photo = (await ask<Order>(app, '/api/order?given=unrated')).ids[0]!
    const why = await ask<Why>(app, `/api/photos/${photo}/why`)
    await page.goto(new URL(`/photo/${photo}`, app.url).href)
    await page.getByRole('link', { name: why.rated[0]!.name }).click()
    await untilPhoto(why.rated[0]!.photo)
    expect(shown()).toBe(why.rated[0]!.photo)
  })

  it('takes a rating by key and by button, and shows what follows from it', async () => {
    const photo = shown()
    const before = await ask<Why>(app, `/api/photos/${photo}/why`)
    const score = (await details(photo)).given?.score === 3 ? 4 : 3
    await page.keyboard.press(String(score))
    await page.locator(`.rating-buttons button[aria-pressed="true"][aria-label="${score} stars"]`).waitFor()
    await expect.poll(async () => (await details(photo)).given?.score).toBe(score)
    const after = await ask<Why>(app, `/api/photos/${photo}/why`)
    expect(after.score).not.toBe(before.score)
    await page.waitForFunction(
      (value) => Number(document.querySelector<HTMLDataElement>('.account tfoot data')?.value).toFixed(9) === value,
      after.score.toFixed(9),
    )
    await page.getByRole('button', { name: 'Pick (P)' }).click()
    await page.getByRole('button', { name: 'Pick (P)', pressed: true }).waitFor()
    await page.keyboard.press('Control+z')
    await page.getByRole('button', { name: 'Pick (P)', pressed: false }).waitFor()
  })

  it('goes on from where a photo was before its rating sent it away, and back to the same place', async () => {
    await page.goto(new URL('/library', app.url).href)
    await page.locator('.grid-cell .caption').first().waitFor()
    await page.keyboard.press('End')
    for (let at = 0; at < 8; at++) await page.keyboard.press('ArrowLeft')
    const before = (await ask<Order>(app, '/api/order')).ids
    const photo = before.at(-9)!
    const top = await page.locator('.grid-scroller').evaluate(({ scrollTop }) => scrollTop)
    await page.keyboard.press('Enter')
    await untilPhoto(photo)
    await page.keyboard.press('5')
    await expect.poll(async () => (await ask<Order>(app, '/api/order')).ids.indexOf(photo)).toBeLessThan(ALL - 9)
    const after = (await ask<Order>(app, '/api/order')).ids
    await page.getByText(`${after.indexOf(photo) + 1} / ${ALL}`).waitFor()
    await page.keyboard.press('Escape')
    await page.locator(`#cell-${after.at(-9)!}[aria-selected="true"]`).waitFor()
    expect(await page.locator('.grid-scroller').evaluate(({ scrollTop }) => scrollTop)).toBe(top)

    const other = after.at(-9)!
    await page.keyboard.press('Enter')
    await untilPhoto(other)
    await page.keyboard.press('4')
    await expect.poll(async () => (await details(other)).given?.score).toBe(4)
    const now = (await ask<Order>(app, '/api/order')).ids
    await page.getByText(`${now.indexOf(other) + 1} / ${ALL}`).waitFor()
    await page.keyboard.press('ArrowRight')
    await untilPhoto(after.at(-8)!)
  })

  it('zooms to 100 % at the pointer, and is pushed by mouse and keys', async () => {
    const photo = byName.at(-1)!
    await page.goto(new URL(`/photo/${photo}`, app.url).href)
    await page.locator('.photo .zoomed img').first().waitFor()
    const { width, height } = await details(photo)
    const whole = await zoomed()
    expect(whole.width / whole.height).toBeCloseTo(width / height, 1)
    const pointer = { x: whole.left + whole.width * 0.3, y: whole.top + whole.height * 0.4 }
    await page.mouse.move(pointer.x, pointer.y)
    await page.keyboard.press('z')
    await page.waitForFunction((was) => document.querySelector('.zoomed')!.clientWidth !== Math.round(was), whole.width)
    const close = await zoomed()
    expect(close.width).toBeCloseTo(width, 1)
    // What was under the pointer still is, but for the edge, beyond which there is nothing to see.
    const frame = (await page.locator('.photo .zoom-pane').boundingBox())!
    const expected = (start: number, room: number, length: number, at: number, share: number): number =>
      length <= room
        ? start + (room - length) / 2
        : Math.min(start, Math.max(start + room - length, at - share * length))
    expect(close.left).toBeCloseTo(expected(frame.x, frame.width, width, pointer.x, 0.3), -0.5)
    expect(close.top).toBeCloseTo(expected(frame.y, frame.height, height, pointer.y, 0.4), -0.5)
    await page.waitForFunction(
      (all) => document.querySelector<HTMLImageElement>('.full-image')?.naturalWidth === all,
      width,
    )
    await screenshot(page, 'photo-close-dark')
    await page.keyboard.press('ArrowDown')
    const pushed = await zoomed()
    expect(pushed.top).toBeLessThan(close.top)
    await page.mouse.move(frame.x + 200, frame.y + 200)
    await page.mouse.down()
    await page.mouse.move(frame.x + 220, frame.y + 260, { steps: 3 })
    await page.mouse.up()
    const dragged = await zoomed()
    expect(dragged.top).toBeGreaterThan(pushed.top)
    expect(shown()).toBe(photo)
    await page.keyboard.press('z')
    await page.waitForFunction((was) => document.querySelector('.zoomed')!.clientWidth === Math.round(was), whole.width)
    await page.mouse.dblclick(pointer.x, pointer.y)
    await page.waitForFunction((all) => document.querySelector('.zoomed')!.clientWidth === all, width)
  })

  it('tells what its file says, with its path to copy', async () => {
    const wren = (await Promise.all(byName.map(async (id) => ({ id, ...(await details(id)) })))).find(
      ({ name }) => name === 'wren-2.jpg',
    )!
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.goto(new URL(`/photo/${wren.id}`, app.url).href)
    const facts = page.getByRole('region', { name: 'The photo' })
    const text = await facts.innerText()
    for (const told of ['31 May 2024', 'Canon EOS R5', '50mm f/1.8', `${wren.width} \u00d7 ${wren.height}`, 'Trip']) {
      expect(text).toContain(told)
    }
    await facts.getByRole('button', { name: 'Copy' }).click()
    await facts.getByText('Copied').waitFor()
    expect(await page.evaluate(async () => navigator.clipboard.readText())).toBe(join(app.folder, 'Trip', 'wren-2.jpg'))
    await page.getByRole('button', { name: 'Compare 3 near duplicates' }).click()
    await page.locator('.compare-pane').nth(2).waitFor()
    await page.keyboard.press('Escape')
    await page.locator('.compare').waitFor({ state: 'detached' })
    expect(shown()).toBe(wren.id)
  })

  it('keeps the order of the library over a reload', async () => {
    await page.goto(new URL(`/photo/${byName[5]!}?by=name&reverse=true`, app.url).href)
    await page.reload()
    await page.getByText(`${ALL - 5} / ${ALL}`).waitFor()
    await page.keyboard.press('ArrowRight')
    await untilPhoto(byName[4]!)
    await page.keyboard.press('Escape')
    await page.waitForURL(/\/library\?by=name&reverse=true$/u)
    expect(page.complaints).toEqual([])
  })

  it('fits a phone, the photo above and what is said of it below', async () => {
    const [first] = (await ask<Order>(app, '/api/order')).ids
    const phone = await openApp(browser, app, { path: `/photo/${first!}`, width: 390, height: 844, scheme: 'light' })
    await phone.getByRole('region', { name: 'Why it stands here' }).getByText('Together').waitFor()
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    const picture = (await phone.locator('.zoom-pane').boundingBox())!
    const place = (await phone.getByText(`1st of ${ALL}`).boundingBox())!
    expect(place.y).toBeGreaterThan(picture.y + picture.height)
    await expectAccessible(phone)
    await screenshot(phone, 'photo-phone-light')
    await phone.setViewportSize({ width: 1280, height: 800 })
    await screenshot(phone, 'photo-light')
    expect(phone.complaints).toEqual([])
    await phone.context().close()
  })

  it('says so of a photo that vanishes while it is looked at, and of one that never was', async () => {
    const other = await openApp(browser, app, { path: `/photo/${byName[0]!}`, scheme: 'light' })
    const { files } = await details(byName[0]!)
    await other.getByText('Together').waitFor()
    await rename(files[0]!, `${files[0]!}.away`)
    await other.getByRole('heading', { name: 'This photo is not here any more' }).waitFor()
    await screenshot(other, 'photo-vanished-light')
    await rename(`${files[0]!}.away`, files[0]!)
    await other.getByText('Together').waitFor()
    for (const [path, sentence] of [
      ['/photo/99999', 'there is no photo 99999 here'],
      ['/photo/abc', 'The address of a photo ends in its number.'],
    ] as const) {
      await other.goto(new URL(path, app.url).href)
      await other.getByRole('heading', { name: 'There is no such photo' }).waitFor()
      await other.getByText(sentence).waitFor()
    }
    await expectAccessible(other)
    await screenshot(other, 'photo-unknown-light')
    await other.getByRole('button', { name: 'To the library' }).click()
    await other.locator('.grid-cell').first().waitFor()
    // What is not there is all that the page complained of.
    expect(other.complaints.filter((complaint) => !/status of 40[04]/u.test(complaint))).toEqual([])
    await other.context().close()
  })
})
