import { readdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type RunningApp, startApp, somePhotos } from '../support/app.ts'
import { ask, untilIndexed } from '../support/app-api.ts'
import { describeInChromium, expectAccessible, openApp, openChromium, screenshot } from '../support/chromium.ts'
import {
  focusByTab,
  inForce,
  logOf,
  nameShown,
  nextPair,
  photosIn,
  pressAndGoOn,
  shownPair,
  shownPhoto,
  shownStars,
  statusIs,
  untilNotShown,
  untilShown,
} from '../support/rating-page.ts'
import { xmpWith } from '../support/sidecars.ts'

const PHOTOS = 12

// As much of the answers as is looked at here.
interface Order {
  readonly ids: readonly number[]
}
interface Cards {
  readonly photos: readonly { readonly id: number; readonly name: string }[]
}

describeInChromium('rating in the page', (folder) => {
  let app: RunningApp
  let browser: Browser

  beforeAll(async () => {
    const photos = somePhotos(folder, PHOTOS).map((name) => join(folder, name))
    ;[app, browser] = await Promise.all([startApp({ photos }), openChromium()])
  })

  // Every window hears of what is said, and would ask for it.
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()))
  })

  afterAll(async () => {
    await Promise.all([browser?.close(), app?.close()])
  })

  /** A window in which a person of this name rates, who has said nothing yet. */
  async function rateAs(name: string, options: Parameters<typeof openApp>[2] = {}) {
    const page = await openApp(browser, app, { path: '/rate', person: name, ...options })
    await shownPhoto(page)
    return page
  }

  async function numberOf(name: string): Promise<number> {
    const { ids } = await ask<Order>(app, '/api/order')
    const { photos } = await ask<Cards>(app, `/api/photos?ids=${ids.join(',')}`)
    return photos.find((photo) => photo.name === name)!.id
  }

  it('leads from opening to an order in ten keys', async () => {
    const page = await openApp(browser, app)
    await page.waitForURL('**/rate')
    await screenshot(page, 'rate-waiting') // mostly before the first photos are read
    await shownPhoto(page)
    await screenshot(page, 'rate-first')
    await expectAccessible(page)
    const given: [name: string, key: string][] = []
    for (const [at, key] of ['5', '1', '4', '2', 'p', '3', 'x', '4', '1', '5'].entries()) {
      await page.getByText(`${at} of 10`).waitFor()
      given.push([await pressAndGoOn(page, key), key])
    }
    expect(new Set(given.map(([name]) => name)).size).toBe(10)
    const what: Record<string, string> = { p: 'picked', x: 'rejected' }
    const saying = given.map(([, key]) => what[key] ?? `scored ${key}`)
    await expect.poll(() => inForce(app, page)).toEqual(saying.reverse())

    await untilIndexed(app, PHOTOS) // photos that are still coming change the order
    const { ids } = await ask<Order>(app, '/api/order?person=me')
    await expect.poll(() => photosIn(page, 'First in your order')).toEqual(ids.slice(0, 8))
    await expect.poll(() => photosIn(page, 'Last in your order')).toEqual(ids.slice(-3))
    await page.getByText('at 50 to 100 the order becomes yours').waitFor()
    const { agreement } = await ask<{ agreement: { sentence: string } }>(app, '/api/taste?person=me')
    await page.getByText(agreement.sentence.replace(/ \(.*\)/, '')).waitFor()
    await screenshot(page, 'rate-ten')
    await expectAccessible(page)

    await focusByTab(page, 'See all photos in your order')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/library')
    expect(page.complaints).toEqual([])
  })

  it('shows a photo again with what it had when the last thing is taken back', async () => {
    const page = await rateAs('undoing', { scheme: 'light' })
    const first = await pressAndGoOn(page, '2')
    await page.getByRole('button', { name: 'No stars' }).waitFor()
    await screenshot(page, 'rate-one-light')
    await page.keyboard.press('Control+z')
    await untilShown(page, first)
    expect(await shownStars(page)).toBe(0)
    await expect.poll(async () => (await logOf(app, page)).map(({ undone }) => undone)).toEqual([true])

    // Given twice: the undo leads back to the first score.
    await pressAndGoOn(page, '3')
    const said = { kind: 'score', photo: await numberOf(first), score: 5 }
    await ask(app, '/api/say', { person: 'undoing', said })
    await page.keyboard.press('z')
    await untilShown(page, first)
    await expect.poll(() => shownStars(page)).toBe(3)
    expect(page.complaints).toEqual([])
  })

  it('clears the score and the flag of the last photo, and the undo gives them back', async () => {
    const page = await rateAs('clearing')
    const first = await pressAndGoOn(page, '4')
    await statusIs(page, `${first}: 4 stars`)
    await page.keyboard.press('0')
    await statusIs(page, `${first}: nothing given`)
    await expect.poll(() => inForce(app, page)).toEqual([])
    await page.keyboard.press('z')
    await statusIs(page, `${first}: 4 stars`)
    await expect.poll(() => inForce(app, page)).toEqual(['scored 4'])
    const second = await pressAndGoOn(page, 'p')
    await page.keyboard.press('u')
    await statusIs(page, `${second}: nothing given`)
    await expect.poll(() => inForce(app, page)).toEqual(['scored 4'])
    expect(page.complaints).toEqual([])
  })

  it('skips with the space bar, also after a press on a star, and never asks again in this window', async () => {
    const page = await rateAs('skipping')
    const skipped = await pressAndGoOn(page, ' ')
    await page.getByRole('button', { name: '4 stars' }).click()
    await expect.poll(() => inForce(app, page)).toEqual(['scored 4'])
    await shownPhoto(page)
    const seen = [skipped]
    for (let at = 0; at < PHOTOS - 2; at++) {
      await shownPhoto(page)
      seen.push(await nameShown(page))
      await page.keyboard.press(' ')
      if (at < PHOTOS - 3) await untilNotShown(page, seen.at(-1)!)
    }
    await page.getByText('skipped photos are left').waitFor()
    expect(new Set(seen).size).toBe(PHOTOS - 1)
    await page.reload()
    await page.getByText('skipped photos are left').waitFor()
    await screenshot(page, 'rate-skipped')
    expect(await inForce(app, page)).toEqual(['scored 4'])
    await page.keyboard.press('z') // nothing of this window is left to take back but the rating
    await page.getByRole('button', { name: 'Skip' }).waitFor()
    await expect.poll(() => inForce(app, page)).toEqual([])
    expect(page.complaints).toEqual([])
  })

  it('keeps what was said when the page is loaded again in the middle', async () => {
    const page = await rateAs('reloading')
    const rated = [await pressAndGoOn(page, '5'), await pressAndGoOn(page, '1')]
    await expect.poll(() => inForce(app, page)).toEqual(['scored 1', 'scored 5'])
    await page.reload()
    await page.getByText('2 rated').waitFor()
    await shownPhoto(page)
    expect(rated).not.toContain(await nameShown(page))
    expect(await inForce(app, page)).toEqual(['scored 1', 'scored 5'])
    expect(page.complaints).toEqual([])
  })

  it('keeps its photo while another window rates, and does not ask for what was rated there', async () => {
    await untilIndexed(app, PHOTOS)
    const [one, other] = [await rateAs('both'), await rateAs('both')]
    const shown = await nameShown(one)
    await pressAndGoOn(other, ' ') // both began with the same photo
    const isNext = (asked: { url(): string }) => asked.url().includes('/api/next')
    const hears = one.waitForRequest(isNext)
    const there = [await pressAndGoOn(other, '5'), await pressAndGoOn(other, '2')]
    await one.getByText('2 rated').waitFor()
    await hears
    expect(await nameShown(one)).toBe(shown)
    const here: string[] = []
    for (let at = 0; at < 4; at++) {
      const answer = one.waitForResponse(isNext)
      here.push(await pressAndGoOn(one, '3'))
      await answer
    }
    expect(here[0]).toBe(shown)
    // The second may have been on its way when the other window rated it.
    expect(here.slice(2).filter((name) => there.includes(name))).toEqual([])
    await other.getByText('6 rated').waitFor()
    expect([...one.complaints, ...other.complaints]).toEqual([])
  })

  it('holds duels by the arrow keys', async () => {
    const page = await rateAs('duelling')
    await page.keyboard.press('d')
    const first = await shownPair(page)
    await screenshot(page, 'rate-duel')
    await expectAccessible(page)
    await page.keyboard.press('ArrowRight')
    await statusIs(page, `Chose ${first[1]} over ${first[0]}`)
    const second = await nextPair(page, first)
    await page.keyboard.press('ArrowDown')
    await statusIs(page, `A tie of ${second[0]} and ${second[1]}`)
    const third = await nextPair(page, second)
    await page.keyboard.press(' ')
    const fourth = await nextPair(page, third)
    await page.keyboard.press('ArrowLeft')
    await nextPair(page, fourth)
    await page.getByText('3 rated').waitFor()
    const log = await logOf(app, page)
    expect(log.map(({ what }) => what)).toEqual(['preferred to', 'as good as', 'preferred to'])
    const winner = await numberOf(first[1]!)
    expect(log[2]!.photos[0]).toBe(winner)

    await page.keyboard.press('z')
    await expect.poll(() => shownPair(page)).toEqual(fourth)
    await page.keyboard.press('d')
    await shownPhoto(page)
    expect(page.complaints).toEqual([])
  })

  it('says that every photo is rated, and holds duels among the rated ones', async () => {
    const page = await rateAs('complete')
    const rated: string[] = []
    while (rated.length < PHOTOS - 1) rated.push(await pressAndGoOn(page, '3'))
    rated.push(await nameShown(page))
    expect(new Set(rated).size).toBe(PHOTOS)
    await page.keyboard.press('4')
    await page.getByText('Every photo is rated').waitFor()
    await screenshot(page, 'rate-all')
    await expectAccessible(page)
    await page.keyboard.press('d')
    const pair = await shownPair(page)
    await page.keyboard.press(' ')
    await nextPair(page, pair)
    expect(page.complaints).toEqual([])
  })

  it('says that an imported taste takes no ratings, with a way back', async () => {
    const content = JSON.stringify(await ask(app, '/api/taste/file?person=me'))
    await ask(app, '/api/taste/import', { person: 'a friend', content })
    const page = await openApp(browser, app, { path: '/rate', person: 'a friend' })
    await page.getByRole('alert').waitFor()
    await screenshot(page, 'rate-imported')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Back to my taste' }).click()
    await shownPhoto(page)
    expect(page.complaints.filter((each) => !each.includes('status of 4'))).toEqual([])
  })

  it('stands on a phone, with the stars where a thumb reaches', async () => {
    const page = await rateAs('on a phone', { width: 390, height: 844 })
    await screenshot(page, 'rate-phone')
    await expectAccessible(page)
    const star = (await page.getByRole('button', { name: '5 stars' }).boundingBox())!
    expect(star.height).toBeGreaterThanOrEqual(44)
    expect(star.y).toBeGreaterThan(844 / 2)
    for (let at = 0; at < 10; at++) {
      const name = await nameShown(page)
      await page.getByRole('button', { name: at % 2 ? '4 stars' : '1 star' }).click()
      await untilNotShown(page, name)
    }
    await page.getByText('See all photos in your order').waitFor()
    expect(await page.evaluate(`document.querySelector('main').scrollWidth`)).toBe(390)
    await screenshot(page, 'rate-phone-ten')
    await page.getByRole('button', { name: 'Duel' }).click()
    const [upper] = await shownPair(page)
    await screenshot(page, 'rate-phone-duel')
    await page.getByRole('button', { name: upper! }).click()
    await expect.poll(async () => (await inForce(app, page))[0]).toBe('preferred to')
    expect(page.complaints).toEqual([])
  })

  it('offers to begin with the stars that stand in files, and follows them', async () => {
    const starred = readdirSync(app.folder).slice(0, 11)
    for (const [at, name] of starred.entries()) {
      await writeFile(join(app.folder, name.replace(/\.jpg$/, '.xmp')), xmpWith(`xmp:Rating="${1 + (at % 5)}"`))
    }
    // What the library is filtered by is no matter here.
    const path = '/library?by=name&given=unrated'
    const page = await openApp(browser, app, { path, person: 'starred', scheme: 'light' })
    await page.locator('[data-photo]').first().waitFor()
    await page.keyboard.press('r')
    await shownPhoto(page)
    await page.getByText('You have starred 11 photos already').waitFor()
    await screenshot(page, 'rate-starred-light')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Start from those' }).click()
    await page.getByText('Took the stars of 11 photos').waitFor()
    const { ids } = await ask<Order>(app, '/api/order?person=starred')
    await expect.poll(() => photosIn(page, 'First in your order')).toEqual(ids.slice(0, 8))
    await page.getByText('11 rated').waitFor()
    await screenshot(page, 'rate-starred-order-light')
    await expectAccessible(page)
    expect(page.complaints).toEqual([])
  })
})
