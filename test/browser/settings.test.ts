import { copyFile, mkdir, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningApp, startApp, somePhotos } from '../support/app.ts'
import { ask, untilIndexed } from '../support/app-api.ts'
import { describeInChromium, expectAccessible, openApp, openChromium, screenshot } from '../support/chromium.ts'

interface State {
  readonly photos: number
  readonly folders: readonly { readonly path: string; readonly here: boolean }[]
}

describeInChromium('the settings', (photos) => {
  let app: RunningApp
  let browser: Browser
  let page: Page & { readonly complaints: string[] }
  let other: string

  beforeAll(async () => {
    const files = somePhotos(photos, 6)
    ;[browser, app] = await Promise.all([
      openChromium(),
      startApp({ photos: files.slice(0, 3).map((name) => join(photos, name)) }),
    ])
    await untilIndexed(app, 3)
    other = join(dirname(app.folder), 'Other photos')
    await mkdir(other)
    await copyFile(join(photos, files[5]!), join(other, files[5]!))
    page = await openApp(browser, app, { path: '/library' })
    await page.locator('[data-photo]').first().waitFor()
  })

  afterAll(async () => {
    await Promise.all([browser?.close(), app?.close()])
  })

  const dialog = () => page.getByRole('dialog', { name: 'Settings' })
  const state = (): Promise<State> => ask<State>(app, '/api/state')

  it('open with a comma, and by the gear', async () => {
    await page.keyboard.press(',')
    await dialog().locator('.path').getByText(app.folder).waitFor()
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Settings' }).click()
    await dialog().waitFor()
    await screenshot(page, 'settings')
    await expectAccessible(page)
  })

  it('open another folder by its path, and close it', async () => {
    await dialog().getByRole('textbox').fill(other)
    await page.keyboard.press('Enter')
    await dialog()
      .getByRole('button', { name: `Close ${other}` })
      .waitFor()
    await untilIndexed(app, 4)
    expect((await state()).folders.map(({ path }) => path)).toEqual([app.folder, other])
    await dialog()
      .getByRole('button', { name: `Close ${other}` })
      .click()
    await dialog()
      .getByRole('button', { name: `Close ${other}` })
      .waitFor({ state: 'detached' })
    await untilIndexed(app, 3)
  })

  it('say why a folder cannot be opened', async () => {
    await dialog().getByRole('textbox').fill(join(other, 'nowhere'))
    await dialog().getByRole('button', { name: 'Open' }).click()
    await dialog().getByRole('alert').getByText('nowhere').waitFor()
    expect(page.complaints.splice(0).every((line) => line.includes('404'))).toBe(true)
  })

  it('look for changes when asked', async () => {
    const [answer] = await Promise.all([
      page.waitForResponse('**/api/scan'),
      dialog().getByRole('button', { name: 'Scan again' }).click(),
    ])
    expect(answer.status()).toBe(200)
    await dialog().getByRole('button', { name: 'Scan again' }).waitFor()
  })

  it('say of each pack what it is made of, or what it lacks', async () => {
    const { pack } = await ask<{ pack: { choices: readonly { name: string; lacks: string | null }[] } }>(
      app,
      '/api/state',
    )
    for (const { name, lacks } of pack.choices) {
      const choice = dialog().getByRole('radio', { name: new RegExp(`^${name}`) })
      expect(await choice.isDisabled()).toBe(lacks !== null)
      if (lacks !== null) await dialog().getByText(lacks).waitFor()
    }
    expect(
      await dialog()
        .getByRole('radio', { name: /^starter/ })
        .isChecked(),
    ).toBe(true)
  })

  it('keep light or dark in this browser, over what the system says', async () => {
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
    const dark = await ground()
    await dialog().getByRole('button', { name: 'Light' }).click()
    await expect.poll(ground).toBe('rgb(241, 241, 241)')
    await screenshot(page, 'settings-light')
    await expectAccessible(page)
    await page.reload()
    await page.locator('[data-photo]').first().waitFor()
    expect(await ground()).toBe('rgb(241, 241, 241)')
    await page.keyboard.press(',')
    await dialog().getByRole('button', { name: 'As the system' }).click()
    await expect.poll(ground).toBe(dark)
  })

  it('show a folder that is not there now, on a phone too', async () => {
    await rename(app.folder, `${app.folder} gone`)
    await dialog().getByRole('button', { name: 'Scan again' }).click()
    await dialog().getByText('not there now').waitFor()
    await page.setViewportSize({ width: 390, height: 844 })
    await screenshot(page, 'settings-phone')
    await expectAccessible(page)
    await rename(`${app.folder} gone`, app.folder)
    await dialog().getByText('not there now').waitFor({ state: 'detached' })
  })

  it('leave the page without a complaint', () => {
    // Pictures that were asked for while the folder was away.
    expect(page.complaints.filter((line) => !line.includes('404'))).toEqual([])
  })
})
