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
interface Log {
  readonly said: readonly { readonly photos: readonly number[] }[]
}
interface Facets {
  readonly cameras: readonly { readonly name: string; readonly photos: number }[]
  readonly folders: readonly { readonly name: string; readonly photos: number }[]
}
interface Cards {
  readonly photos: readonly {
    readonly id: number
    readonly name: string
    readonly place: number
    readonly series: number
    readonly given: { readonly score?: number; readonly flag?: string } | null
  }[]
}

describeInChromium('the library', (photos) => {
  // Enough to scroll through at the usual size of the window.
  const names = somePhotos(photos, 33)
  const ALL = names.length + 7
  let app: RunningApp
  let browser: Browser
  let page: Page & { readonly complaints: string[] }

  beforeAll(async () => {
    ;[browser, app] = await Promise.all([openChromium(), startApp({ photos: names.map((name) => join(photos, name)) })])
    const trip = join(app.folder, 'Trip')
    const camera = 'Canon EOS R5'
    await writeSeries(trip, 'wren', { photo: join(photos, 'canyon-wren.jpg'), count: 3, day: '2024-05-31', camera })
    await writeSeries(trip, 'leaf', { photo: join(photos, 'maple.jpg'), count: 4, day: '2024-06-02', camera })
    await untilIndexed(app, ALL)
    page = await openApp(browser, app, { path: '/library' })
  })

  afterAll(async () => {
    await Promise.all([browser?.close(), app?.close()])
  })

  const order = async (query = ''): Promise<readonly number[]> => (await ask<Order>(app, `/api/order${query}`)).ids
  const cardsOf = async (ids: readonly number[]): Promise<Cards['photos']> =>
    (await ask<Cards>(app, `/api/photos?ids=${ids.join(',')}`)).photos
  /** Presses a key that says something of a photo. Resolves once it is on disk. */
  const say = async (key: string, of: Page = page): Promise<void> => {
    const said = of.waitForResponse((answer) => /\/api\/(?:say|undo)$/u.test(answer.url()))
    await of.keyboard.press(key)
    expect((await said).status()).toBe(200)
  }
  /** The same, until the grid is in the order that follows. */
  const sayAndFollow = async (key: string): Promise<void> => {
    const grid = page.locator('.grid-scroller')
    const before = await grid.getAttribute('data-event')
    await say(key)
    await page.waitForFunction(
      (event) => document.querySelector<HTMLElement>('.grid-scroller')!.dataset['event'] !== event,
      before,
    )
  }
  /** Resolves once the grid holds these photos, all in sight, in this order. */
  const untilShown = async (ids: readonly number[], of: Page = page): Promise<unknown> =>
    of.waitForFunction(
      (wanted) =>
        [...document.querySelectorAll<HTMLElement>('.grid-cell')].map((cell) => cell.dataset['photo']).join() ===
        wanted,
      ids.join(),
    )
  const selectedId = async (): Promise<number> =>
    Number(await page.locator('.grid-cell[aria-selected="true"]').getAttribute('data-photo'))
  const scrollTop = async (): Promise<number> => page.locator('.grid-scroller').evaluate(({ scrollTop: top }) => top)
  const tall = { width: 1280, height: 2700 }
  const usual = { width: 1280, height: 800 }

  it('shows every photo once, in the order of the API, each with its place and what is expected', async () => {
    await page.setViewportSize(tall)
    const ids = await order()
    expect(ids).toHaveLength(ALL)
    await untilShown(ids)
    await page.getByText(`${ALL} photos`).waitFor()
    await page
      .locator('.grid-cell .caption')
      .nth(ALL - 1)
      .waitFor()
    const places = await page.locator('.grid-cell .caption .place').allTextContents()
    expect(places.map((text) => Number(text.replace('place ', '')))).toEqual(ids.map((_, at) => at + 1))
    await page.getByRole('option', { name: /^blue-periwinkle\.jpg place \d+ [1-5] stars? expected, / }).waitFor()
    const drawn = await page
      .locator('.grid-cell .thumb')
      .evaluateAll((pictures) => pictures.map((picture) => getComputedStyle(picture).objectFit))
    expect(new Set(drawn)).toEqual(new Set(['contain']))
  })

  it('holds only the cells in sight, and those that the photos need nothing to move for', async () => {
    await page.setViewportSize(usual)
    await page.waitForFunction((all) => document.querySelectorAll('.grid-cell').length < all, ALL)
    const other = await openApp(browser, app, { path: '/library' })
    await other.locator('.grid-cell .thumb').first().waitFor()
    await other.waitForFunction(() =>
      [...document.querySelectorAll<HTMLImageElement>('.grid-cell .thumb')].every(({ complete }) => complete),
    )
    const shifted = await other.evaluate(
      async () =>
        new Promise<number>((resolve) => {
          new PerformanceObserver((list) => {
            const cells = (
              list.getEntries() as unknown as {
                sources: { node: { parentElement: { closest(selector: string): unknown } | null } | null }[]
                value: number
              }[]
            ).filter(({ sources }) => sources.some(({ node }) => node?.parentElement?.closest('.grid-cell')))
            resolve(cells.reduce((sum, { value }) => sum + value, 0))
          }).observe({ type: 'layout-shift', buffered: true })
          setTimeout(() => resolve(0), 300) // nothing shifted at all
        }),
    )
    expect(shifted).toBe(0)
    await expectAccessible(other)
    await screenshot(other, 'library-dark')
    expect(other.complaints).toEqual([])
    await other.context().close()
  })

  it('walks by keyboard: arrows, rows, pages and both ends, with the focus on one cell', async () => {
    const ids = await order()
    const columns = await page
      .locator('.grid-cell')
      .evaluateAll((cells) => new Set(cells.map((cell) => cell.getBoundingClientRect().left)).size)
    const walk = async (key: string, to: number): Promise<void> => {
      await page.keyboard.press(key)
      expect(await selectedId()).toBe(ids[to])
      const list = page.getByRole('listbox')
      expect(await list.getAttribute('aria-activedescendant')).toBe(
        await page.locator('.grid-cell[aria-selected="true"]').getAttribute('id'),
      )
      expect(await list.evaluate((element) => element === document.activeElement)).toBe(true)
    }
    expect(await selectedId()).toBe(ids[0])
    await walk('ArrowRight', 1)
    await walk('ArrowDown', 1 + columns)
    await walk('ArrowLeft', columns)
    await walk('ArrowUp', 0)
    await walk('End', ALL - 1)
    const box = await page.locator('.grid-cell[aria-selected="true"]').boundingBox()
    expect(box!.y + box!.height).toBeLessThanOrEqual(800)
    await walk('Home', 0)
    expect(await scrollTop()).toBe(0)
    await page.keyboard.press('PageDown')
    expect(ids.indexOf(await selectedId()) % columns).toBe(0)
    expect(ids.indexOf(await selectedId())).toBeGreaterThanOrEqual(columns)
    await page.keyboard.press('Home')
  })

  it('is in another order at once after a rating, and stays where it was looked at', async () => {
    await page.keyboard.press('End')
    for (let at = 0; at < 9; at++) await page.keyboard.press('ArrowLeft')
    const before = await order()
    const [place, top] = [ALL - 10, await scrollTop()]
    const photo = before[place]!
    expect(await selectedId()).toBe(photo)
    expect(top).toBeGreaterThan(0)
    await sayAndFollow('5')
    const after = await order()
    expect(after.indexOf(photo)).toBeLessThan(place)
    // The photo is far away now, and the keys go on from the cell where it was.
    expect(await selectedId()).toBe(after[place])
    expect(await scrollTop()).toBe(top)
    const [card] = await cardsOf([photo])
    expect(card).toMatchObject({ given: { score: 5 }, place: after.indexOf(photo) + 1 })

    await sayAndFollow('1')
    const lower = await order()
    expect(lower.indexOf(after[place]!)).toBeGreaterThan(place)
    expect(await selectedId()).toBe(lower[place])
    await page.keyboard.press('ArrowRight')
    expect(await selectedId()).toBe(lower[place + 1])
    expect(await scrollTop()).toBe(top)
  })

  it('brings back what is taken back by Ctrl+Z: selected, and in sight', async () => {
    const later = await order()
    const last = (await ask<Log>(app, '/api/log')).said[0]!.photos[0]!
    await page.keyboard.press('Home')
    await sayAndFollow('Control+z')
    const before = await order()
    expect(before).not.toEqual(later)
    expect(await selectedId()).toBe(last)
    const box = (await page.locator(`#cell-${last}`).boundingBox())!
    expect(box.y).toBeGreaterThan(0)
    expect(box.y + box.height).toBeLessThanOrEqual(800)
    await page.getByText(/Taken back/u).waitFor()
    await page.locator(`#cell-${last} .star-row.expected`).waitFor()
  })

  it('flags with P, X and U, clears with 0, and takes that back too', async () => {
    // By name, where a rating moves nothing.
    await page.getByLabel('Sort').selectOption('name')
    const byName = await order('?by=name')
    await page.waitForFunction((first) => document.querySelector('.grid-cell')?.id === `cell-${first}`, byName[0])
    await page.getByRole('listbox').focus()
    await page.keyboard.press('Home')
    const photo = await selectedId()
    expect(photo).toBe(byName[0])
    await say('4')
    const stars = page.locator(`#cell-${photo} .star-row`)
    await page.locator(`#cell-${photo} .star-row.given[aria-label="you gave 4 stars"]`).waitFor()
    await say('p')
    await page.locator(`#cell-${photo} .flag.pick`).waitFor()
    await say('x')
    await page.locator(`#cell-${photo} .flag.reject`).waitFor()
    await say('u')
    await page.locator(`#cell-${photo} .flag`).waitFor({ state: 'detached' })
    await page.keyboard.press('u')
    await page.getByText('There is no flag to clear.').waitFor()
    await say('0')
    await page.locator(`#cell-${photo} .star-row.expected`).waitFor()
    await say('Control+z')
    await page.locator(`#cell-${photo} .star-row.given`).waitFor()
    expect(await stars.getAttribute('aria-label')).toBe('you gave 4 stars')
    await say('Control+z')
    await page.locator(`#cell-${photo} .flag.reject`).waitFor()
    expect(await selectedId()).toBe(photo)
    await page.getByLabel('Sort').selectOption('taste')
    await page.getByRole('listbox').focus()
  })

  it('judges one photo by a key that is held', async () => {
    const { said: before } = await ask<Log>(app, '/api/log')
    const said = page.waitForResponse((answer) => answer.url().endsWith('/api/say'))
    await page.keyboard.down('3')
    for (let at = 0; at < 5; at++) await page.keyboard.down('3') // repeats, as a held key does
    await page.keyboard.up('3')
    await said
    expect((await ask<Log>(app, '/api/log')).said).toHaveLength(before.length + 1)
  })

  it('glides to the new places, out of sight too, and jumps where less motion is asked for', async () => {
    const moving = await openApp(browser, app, { path: '/library' })
    await moving.emulateMedia({ reducedMotion: 'no-preference' })
    await moving.locator('.grid-cell').first().waitFor()
    await moving.evaluate(() => {
      const seen = window as unknown as { glides: Record<string, number> }
      seen.glides = {}
      document.addEventListener('transitionrun', ({ target, propertyName }) => {
        if (!(target instanceof Element) || !target.matches('.grid-cell') || propertyName !== 'transform') return
        const [glide] = target.getAnimations()
        seen.glides[target.id] = Number(glide?.effect?.getComputedTiming().duration)
      })
    })
    /** Milliseconds that each cell glides for. */
    const glidesOf = async (photo: number): Promise<Readonly<Record<string, number>>> => {
      await moving.waitForFunction(
        (cell) => cell in (window as unknown as { glides: Record<string, number> }).glides,
        `cell-${photo}`,
      )
      return moving.evaluate(() => {
        const seen = window as unknown as { glides: Record<string, number> }
        const { glides } = seen
        seen.glides = {}
        return glides
      })
    }
    const photo = (await order('?given=unrated'))[4]!
    await moving.locator(`#cell-${photo}`).click()
    await say('1', moving)
    const slow = await glidesOf(photo)
    await expect.poll(async () => (await moving.locator(`#cell-${photo}`).boundingBox())!.y).toBeGreaterThan(800)
    expect(Object.keys(slow).length).toBeGreaterThan(4)
    expect(new Set(Object.values(slow))).toEqual(new Set([420]))
    await moving.emulateMedia({ reducedMotion: 'reduce' })
    await say('Control+z', moving)
    expect(new Set(Object.values(await glidesOf(photo)))).toEqual(new Set([1]))
    expect(moving.complaints).toEqual([])
    await moving.context().close()
    await page.setViewportSize(tall)
    await untilShown(await order()) // the other window follows
  })

  it('leaves out what each filter asks for, says so, and nothing else', async () => {
    const [photo] = await order('?given=unrated')
    await ask(app, '/api/say', { said: { kind: 'score', photo, score: 5 } })
    await untilShown(await order())
    await page.keyboard.press('f')
    const fields = page.locator('.filter-fields')
    const facets = await ask<Facets>(app, '/api/facets')
    expect(facets.cameras).toEqual([{ name: 'Canon EOS R5', photos: 7 }])
    const select = async (label: string, value: string): Promise<unknown> =>
      fields.getByLabel(label).selectOption(value)
    const filters: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['given=rated', async () => select('You gave', 'rated')],
      ['given=unrated', async () => select('You gave', 'unrated')],
      ['given=5', async () => select('You gave', '5')],
      ['stars=4', async () => select('Expected, at least', '4')],
      ['from=2024-06-01', async () => fields.getByLabel('From').fill('2024-06-01')],
      ['to=2024-06-01', async () => fields.getByLabel('To').fill('2024-06-01')],
      ['camera=Canon%20EOS%20R5', async () => select('Camera', 'Canon EOS R5')],
      ['folder=Trip', async () => select('Folder', 'Trip')],
      ['unsure=true', async () => fields.getByLabel('Unsure only').check()],
      ['grouped=true', async () => fields.getByLabel('Group near duplicates').check()],
    ]
    for (const [query, choose] of filters) {
      await choose()
      const ids = await order(`?${query}`)
      expect(ids.length, query).toBeLessThan(ALL)
      expect(ids.length, query).toBeGreaterThan(0)
      await page.getByText(`${ids.length} of ${ALL} photos shown`).waitFor()
      await untilShown(ids)
      expect(new URL(page.url()).search, query).toBe(`?${query}`)
      await page.getByRole('button', { name: 'Show all' }).click()
      await page.getByText(`${ALL} photos`, { exact: true }).waitFor()
    }
    await page.setViewportSize(usual)
    await expectAccessible(page)
    await screenshot(page, 'library-filter-dark')
  })

  it('says that no photo is like this where a filter leaves none', async () => {
    await page.locator('.filter-fields').getByLabel('You gave').selectOption('picked')
    await page.getByRole('heading', { name: 'No photo is like this' }).waitFor()
    expect(await order('?given=picked')).toEqual([])
    await screenshot(page, 'library-none-dark')
    await page.getByRole('main').getByRole('button', { name: 'Show all' }).last().click()
    await page.keyboard.press('Escape')
    await page.locator('.filter-fields').waitFor({ state: 'detached' })
  })

  it('keeps sort and filters over a reload, and turns the order round', async () => {
    await page.setViewportSize(tall)
    await page.getByLabel('Sort').selectOption('name')
    await page.getByRole('button', { name: 'Reverse the order' }).click()
    const ids = await order('?by=name&reverse=true')
    await untilShown(ids)
    await page.reload()
    await untilShown(ids)
    expect(await order('?by=name')).toEqual(ids.toReversed())
    await page.getByRole('link', { name: 'Taste' }).click()
    await page.getByRole('link', { name: 'Library' }).click()
    await untilShown(ids)
    await page.getByLabel('Sort').selectOption('taste')
    await page.getByRole('button', { name: 'Reverse the order' }).click()
    await untilShown(await order())
    expect(new URL(page.url()).search).toBe('')
  })

  it('stands where it was left after a reload, and at its beginning where another question is asked', async () => {
    await page.setViewportSize(usual)
    await page.keyboard.press('End')
    for (let at = 0; at < 8; at++) await page.keyboard.press('ArrowLeft')
    const [photo, top] = [await selectedId(), await scrollTop()]
    expect(top).toBeGreaterThan(0)
    await page.reload()
    await page.locator(`#cell-${photo}[aria-selected="true"]`).waitFor()
    expect(await scrollTop()).toBe(top)
    expect(await page.title()).toBe('Library - palate')
    await page.goto(new URL('/library?by=name', app.url).href)
    const [first] = await order('?by=name')
    await page.locator(`#cell-${first}`).waitFor()
    expect(await scrollTop()).toBe(0)
    await page.goto(new URL('/library', app.url).href)
    await page.locator('.grid-cell .caption').first().waitFor()
  })

  it('has cells of three sizes, remembers the choice, and keeps what is looked at in sight', async () => {
    await page.setViewportSize(usual)
    const width = async (): Promise<number> => (await page.locator('.grid-cell').first().boundingBox())!.width
    const medium = await width()
    await page.keyboard.press('End')
    const photo = await selectedId()
    const size = page.getByLabel('Size of the photos')
    await size.fill('2')
    await page.waitForFunction((was) => document.querySelector('.grid-cell')!.clientWidth > was, medium)
    const box = await page.locator(`#cell-${photo}`).boundingBox()
    expect(box!.y).toBeLessThan(800)
    expect(box!.y + box!.height).toBeGreaterThan(100)
    await page.reload()
    await page.locator('.grid-cell').first().waitFor()
    expect(await width()).toBeGreaterThan(medium)
    await size.fill('1')
  })

  it('stands a series behind its first, and compares at 100 % with one zoom for all', async () => {
    await page.setViewportSize(usual)
    await page.keyboard.press('f')
    await page.getByLabel('Group near duplicates').check()
    await page.keyboard.press('f')
    const ids = await order('?grouped=true')
    expect(ids).toHaveLength(ALL - 5)
    const stacked = (await cardsOf(ids)).filter(({ series }) => series > 1)
    expect(stacked.map(({ series }) => series).sort((a, b) => a - b)).toEqual([3, 4])
    const leaf = stacked.find(({ series }) => series === 4)!
    await page.waitForFunction(
      (all) => document.querySelector('[aria-setsize]')?.ariaSetSize === String(all),
      ids.length,
    )
    await page.keyboard.press('Home')
    for (let at = 0; at < ids.indexOf(leaf.id); at++) await page.keyboard.press('ArrowRight')
    expect(await selectedId()).toBe(leaf.id)
    await page.locator(`#cell-${leaf.id} .caption`).waitFor()
    expect(await page.locator(`#cell-${leaf.id}`).getAttribute('class')).toContain('stack')
    await screenshot(page, 'library-grouped-dark')
    await page.keyboard.press('c')
    const panes = page.locator('.compare-pane')
    await panes.nth(3).waitFor()
    await screenshot(page, 'compare-fit-dark')

    const placesOf = async (): Promise<readonly string[]> =>
      page
        .locator('.compare .zoomed')
        .evaluateAll((zoomed) => zoomed.map((each) => (each as HTMLElement).style.cssText))
    const before = await placesOf()
    await page.keyboard.press('z')
    await page.waitForFunction(
      (was) => document.querySelector<HTMLElement>('.zoomed')!.style.cssText !== was,
      before[0]!,
    )
    const series = (await ask<Cards>(app, `/api/photos/${leaf.id}/series`)).photos as unknown as {
      readonly width: number
    }[]
    const widths = await page
      .locator('.compare .zoomed')
      .evaluateAll((zoomed) => zoomed.map((each) => each.clientWidth * devicePixelRatio))
    expect(widths).toEqual(series.map(({ width }) => width))
    // Full files, not the previews.
    await page.waitForFunction(() =>
      [...document.querySelectorAll<HTMLImageElement>('.full-image')].every(
        ({ complete, naturalWidth, clientWidth }) => complete && naturalWidth === clientWidth,
      ),
    )
    const shares = async (): Promise<readonly (readonly number[])[]> =>
      panes.evaluateAll((all) =>
        all.map((pane) => {
          const [frame, zoomed] = ['.zoom-pane', '.zoomed'].map((part) =>
            pane.querySelector(part)!.getBoundingClientRect(),
          )
          return [
            (frame!.left + frame!.width / 2 - zoomed!.left) / zoomed!.width,
            (frame!.top + frame!.height / 2 - zoomed!.top) / zoomed!.height,
          ]
        }),
      )
    const expectTogether = async (): Promise<readonly number[]> => {
      const all = await shares()
      for (const [x, y] of all) {
        expect(x).toBeCloseTo(all[0]![0]!, 2)
        expect(y).toBeCloseTo(all[0]![1]!, 2)
      }
      return all[0]!
    }
    const middle = await expectTogether()
    await page.keyboard.press('ArrowRight')
    const right = await expectTogether()
    expect(right[0]).toBeGreaterThan(middle[0]!)
    const frame = (await panes.nth(1).locator('.zoom-pane').boundingBox())!
    await page.mouse.move(frame.x + 100, frame.y + 100)
    await page.mouse.down()
    await page.mouse.move(frame.x + 160, frame.y + 140)
    await page.mouse.up()
    const dragged = await expectTogether()
    expect(dragged[0]).toBeLessThan(right[0]!)
    await page.mouse.wheel(0, -200)
    await page.waitForFunction((was) => document.querySelector('.zoomed')!.clientWidth > was, widths[0]!)
    await expectTogether()
    await expectAccessible(page)
    await screenshot(page, 'compare-close-dark')
  })

  it('rates each of those compared by keyboard, and lets one choose which they are', async () => {
    const panes = page.locator('.compare-pane')
    await page.getByRole('button', { name: 'Fit' }).click()
    await panes.nth(0).locator('.picture').focus()
    await page.keyboard.press('ArrowRight')
    await say('4')
    await page.keyboard.press('ArrowRight')
    await say('x')
    await panes.nth(1).locator('button[aria-pressed="true"][aria-label="4 stars"]').waitFor()
    await panes.nth(2).locator('button[aria-pressed="true"][aria-label^="Reject"]').waitFor()
    const strip = page.getByRole('group', { name: 'Which are compared' }).getByRole('button')
    await strip.nth(0).click()
    await expect.poll(async () => panes.count()).toBe(3)
    await strip.nth(1).click()
    await expect.poll(async () => panes.count()).toBe(2)
    expect(await strip.nth(2).isDisabled()).toBe(true)
    await strip.nth(1).click()
    await page.keyboard.press('Escape')
    await page.locator('.compare').waitFor({ state: 'detached' })
    // Rejected, and still there: nothing goes by itself.
    await page.getByRole('button', { name: 'Show all' }).click()
    await page.getByText(`${ALL} photos`, { exact: true }).waitFor()
    expect((await order()).length).toBe(ALL)
  })

  it('fits a phone: a sheet of filters, and a tap that opens a photo', async () => {
    const phone = await openApp(browser, app, { path: '/library', width: 390, height: 844, scheme: 'light' })
    await phone.locator('.grid-cell .caption').first().waitFor()
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    await expectAccessible(phone)
    await screenshot(phone, 'library-phone-light')
    await phone.getByRole('button', { name: /filter/iu }).click()
    await phone.getByRole('dialog').getByLabel('You gave').selectOption('rated')
    await phone.getByRole('button', { name: /^Show \d/u }).waitFor()
    await expectAccessible(phone)
    await screenshot(phone, 'library-phone-filter-light')
    await phone.getByRole('button', { name: /^Show \d/u }).click()
    await phone.locator('.grid-cell').first().dispatchEvent('pointerdown', { pointerType: 'touch' })
    await phone.locator('.grid-cell').first().dispatchEvent('click')
    await phone.waitForURL(/\/photo\/\d+/u)
    expect(phone.complaints).toEqual([])
    await phone.context().close()
  })

  it('says so where the folder vanishes, and shows its photos again when it is back', async () => {
    const other = await openApp(browser, app, { path: '/library', scheme: 'light' })
    await other.locator('.grid-cell .thumb').first().waitFor()
    await screenshot(other, 'library-light')
    await rename(app.folder, `${app.folder} away`)
    await other.getByText('Its photos come back when it does').waitFor()
    await other.keyboard.press('End')
    await other.getByText('cannot be shown').first().waitFor()
    await screenshot(other, 'library-gone-light')
    await rename(`${app.folder} away`, app.folder)
    await other.getByText('Its photos come back when it does').waitFor({ state: 'detached' })
    await other.getByText('cannot be shown').first().waitFor({ state: 'detached' })
    await other.locator('.grid-cell .thumb').last().waitFor()
    expect((await order()).length).toBe(ALL)
    // What could not be shown is all that the page complained of.
    expect(other.complaints.filter((complaint) => !/status of 40[04]/u.test(complaint))).toEqual([])
    await other.context().close()
    expect(page.complaints).toEqual([])
  })
})
