import { join } from 'node:path'
import type { Browser, Response } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningApp, startApp, somePhotos } from '../support/app.ts'
import { untilIndexed } from '../support/app-api.ts'
import { asItComes, catchRequests, describeInChromium, openApp, openChromium, screenshot } from '../support/chromium.ts'
import { inForce, logOf, nameShown, pressAndGoOn, shownPhoto } from '../support/rating-page.ts'

const PHOTOS = 12

describeInChromium('a server that is killed', (folder) => {
  let app: RunningApp
  let browser: Browser

  beforeAll(async () => {
    const photos = somePhotos(folder, PHOTOS).map((name) => join(folder, name))
    ;[app, browser] = await Promise.all([startApp({ photos }), openChromium()])
    await untilIndexed(app, PHOTOS)
  })

  afterAll(async () => {
    await Promise.all([browser?.close(), app?.close()])
  })

  it('loses nothing that was acknowledged when the server is killed, and goes on by itself', async () => {
    const page = await openApp(browser, app, { path: '/rate' })
    await shownPhoto(page)
    const acknowledged: Promise<{ event: number }>[] = []
    const hear = (answer: Response): void => {
      if (answer.url().endsWith('/api/say') && answer.ok()) acknowledged.push(answer.json())
    }
    page.on('response', hear)
    for (const key of ['5', '1']) await pressAndGoOn(page, key)
    await expect.poll(async () => acknowledged.length).toBe(2)
    const third = await nameShown(page)
    const killed = app.kill() // while the third is on its way
    await page.keyboard.press('4')
    await killed
    await page.getByText('Nothing that was saved is lost').waitFor()
    await screenshot(page, 'rate-offline')
    // What was not acknowledged is asked about again.
    await expect.poll(async () => (await nameShown(page)) === third).toBe(acknowledged.length === 2)

    app = await app.restart()
    await page.getByText('Nothing that was saved is lost').waitFor({ state: 'detached' })
    const kept = (await logOf(app, page)).map(({ event }) => event)
    expect(kept).toEqual(expect.arrayContaining((await Promise.all(acknowledged)).map(({ event }) => event)))
    page.off('response', hear) // the next answer may come when the page is closed
    await shownPhoto(page)
    await pressAndGoOn(page, '3')
    await expect.poll(async () => (await inForce(app, page))[0]).toBe('scored 3')
    expect(page.complaints.filter((each) => !each.includes('Failed to load resource'))).toEqual([])
  })

  it('asks again for a picture that did not come, once it is back', async () => {
    const page = await openApp(browser, app, { path: '/rate', person: 'waiting' })
    const pictures = await catchRequests(page, '**/preview')
    pictures.deal = (route) => route.abort()
    await page.reload()
    await page.locator('.rate-photo:not(.next)').getByText('cannot be shown').waitFor()
    pictures.deal = asItComes
    app = await app.restart()
    await shownPhoto(page)
    expect(await page.locator('.rate-photo:not(.next)').getByText('cannot be shown').count()).toBe(0)
    await page.context().close()
  })
})
