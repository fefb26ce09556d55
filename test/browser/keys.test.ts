import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningApp, startApp, somePhotos } from '../support/app.ts'
import { ask, untilIndexed } from '../support/app-api.ts'
import { writeSeries } from '../support/series-photos.ts'
import { describeInChromium, expectAccessible, openApp, openChromium, screenshot } from '../support/chromium.ts'
import { shownPair, shownPhoto } from '../support/rating-page.ts'

/** Every key that could do something, as the browser names it. */
const KEYS = [
  ...'abcdefghijklmnopqrstuvwxyz0123456789,.;-+?/#[]'.split(''),
  ' ',
  'Enter',
  'Escape',
  'Backspace',
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'PageUp',
  'PageDown',
  'Home',
  'End',
]

/** How the help names keys, in the browser's words. */
const NAMES: Readonly<Record<string, string>> = {
  '\u2190': 'ArrowLeft',
  '\u2192': 'ArrowRight',
  '\u2191': 'ArrowUp',
  '\u2193': 'ArrowDown',
  PgUp: 'PageUp',
  PgDn: 'PageDown',
  Space: ' ',
  Esc: 'Escape',
}

describeInChromium('the keyboard', (photos) => {
  let app: RunningApp
  let browser: Browser
  let page: Page & { readonly complaints: string[] }
  /** Keys of the help, by the title of their group. */
  let told: Readonly<Record<string, readonly string[]>>

  beforeAll(async () => {
    const files = somePhotos(photos, 2)
    ;[browser, app] = await Promise.all([openChromium(), startApp({ photos: files.map((name) => join(photos, name)) })])
    const series = { photo: join(photos, 'maple.jpg'), count: 2, day: '2024-06-02', camera: 'Canon EOS R5' }
    await writeSeries(app.folder, 'leaf', series)
    await untilIndexed(app, 4)
    page = await openApp(browser, app, { path: '/library' })
    await page.locator('.grid-cell .caption').first().waitFor()
  })

  afterAll(async () => {
    await Promise.all([browser?.close(), app?.close()])
  })

  /** The keys that the page answers now; what they do is not done. */
  const answered = async (): Promise<readonly string[]> =>
    page.evaluate((keys) => {
      const isAnswered = (key: string, ctrlKey: boolean): boolean => {
        const event = new KeyboardEvent('keydown', { key, ctrlKey, bubbles: true, cancelable: true })
        let is = false
        // A key is prevented from what the browser does with it before it acts.
        Object.defineProperty(event, 'preventDefault', {
          value: () => {
            is = true
            throw new Error('an answered key')
          },
        })
        ;(document.activeElement ?? document.body).dispatchEvent(event)
        return is
      }
      return [...keys.filter((key) => isAnswered(key, false)), ...(isAnswered('z', true) ? ['Ctrl+z'] : [])]
    }, KEYS)

  const expectAnswered = async (groups: readonly string[], but: (key: string) => boolean = () => false) => {
    const expected = groups.flatMap((title) => told[title]!).filter((key) => !but(key))
    expect([...(await answered())].sort()).toEqual([...new Set(expected)].sort())
    expect(page.complaints.splice(0).filter((each) => !each.includes('an answered key'))).toEqual([])
  }
  const ALWAYS = 'Everywhere'
  const ONE = 'The photo that is large or selected'

  it('is told by a question mark, in a dialog that keeps the focus and gives it back', async () => {
    await page.getByRole('listbox').focus()
    await page.keyboard.press('?')
    const dialog = page.getByRole('dialog', { name: 'Keyboard' })
    await dialog.waitFor()
    await screenshot(page, 'keyboard')
    await expectAccessible(page)
    const groups = await dialog.locator('section').evaluateAll((sections) =>
      sections.map((section) => ({
        title: section.querySelector('h3')!.textContent,
        lines: [...section.querySelectorAll('dt')].map((line) =>
          [...line.querySelectorAll('kbd')].map((key) => key.textContent),
        ),
      })),
    )
    told = Object.fromEntries(
      groups.map(({ title, lines }) => [
        title,
        lines
          .flatMap((keys) => (keys[0] === 'Ctrl' ? ['Ctrl+z'] : keys))
          .map((key) => NAMES[key] ?? (key.length === 1 ? key.toLowerCase() : key))
          // What is open closes by itself: the browser's dialogs do.
          .filter((key) => !(title === ALWAYS && key === 'Escape')),
      ]),
    )
    await page.keyboard.press('r') // not while a dialog is open
    for (let at = 0; at < 3; at++) {
      await page.keyboard.press('Tab')
      const where = 'document.activeElement === document.body || document.activeElement.closest("dialog") !== null'
      expect(await page.evaluate(where)).toBe(true)
    }
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('listbox')
    expect(new URL(page.url()).pathname).toBe('/library')
  })

  it('answers in the library what the help tells, and no other key', async () => {
    await expectAnswered([ALWAYS, ONE, 'Library'])
  })

  it('answers of a photo, whole and close, what the help tells', async () => {
    await page.keyboard.press('Enter')
    await page.getByText('Together').waitFor()
    await expectAnswered([ALWAYS, ONE, 'Photo'], (key) => ['ArrowUp', 'ArrowDown'].includes(key))
    await page.keyboard.press('z')
    await page.locator('.zoom-pane.close').waitFor()
    await expectAnswered([ALWAYS, ONE, 'Photo'])
  })

  it('answers what the help tells while near duplicates are compared', async () => {
    const series = (await ask<{ ids: readonly number[] }>(app, '/api/order?camera=Canon%20EOS%20R5')).ids
    await page.goto(new URL(`/photo/${series[0]!}`, app.url).href)
    await page.getByText('Together').waitFor()
    await page.keyboard.press('c')
    await page.locator('.compare-pane .zoomed').nth(1).waitFor()
    await expectAnswered([ONE, 'Compare'])
    await page.keyboard.press('c')
    await page.locator('.compare').waitFor({ state: 'detached' })
  })

  it('answers what the help tells while one photo is rated, and while two are', async () => {
    await page.keyboard.press('r')
    await shownPhoto(page)
    await expectAnswered([ALWAYS, ONE, 'Rate'])
    await page.keyboard.press('d')
    await shownPair(page)
    const isOfOne = (key: string): boolean => told[ONE]!.includes(key) && key !== 'Ctrl+z'
    await expectAnswered([ALWAYS, ONE, 'Duel'], isOfOne)
  })

  it('answers what the help tells in the list of shoots, in one of them, whole and close, and while frames are compared', async () => {
    await page.keyboard.press('g')
    await page.locator('.cull-shoot').first().waitFor()
    await expectAnswered([ALWAYS, 'Cull: shoots'])
    await page.locator('.cull-shoot', { hasText: '2 June 2024' }).click()
    await page.locator('.cull-stage[data-ready="true"] .zoomed').waitFor()
    await expectAnswered([ALWAYS, ONE, 'Cull: frames'])
    await page.keyboard.press('z')
    await page.locator('.zoom-pane.close').waitFor()
    await expectAnswered([ALWAYS, ONE, 'Cull: frames'])
    await page.keyboard.press('c')
    await page.locator('.compare-pane .zoomed').nth(1).waitFor()
    await expectAnswered(['Cull: compare'])
  })
})
