import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningApp, startApp, somePhotos } from '../support/app.ts'
import { ask, hashesIn, untilIndexed } from '../support/app-api.ts'
import { describeInChromium, expectAccessible, openApp, openChromium, screenshot } from '../support/chromium.ts'

const PHOTOS = 20

// As much of the answers as is looked at here.
interface Order {
  readonly ids: readonly number[]
}
interface TasteSummary {
  readonly agreement: {
    readonly srocc: number | null
    readonly low: number
    readonly high: number
    readonly sentence: string
  }
  readonly weights: readonly { readonly prior: number; readonly learnt: number }[]
  readonly scores: readonly number[]
  readonly said: { readonly scores: number }
}
interface LearningCurve {
  readonly points: readonly { readonly said: number; readonly srocc: number }[]
}
interface Log {
  readonly said: readonly { readonly event: number; readonly undone: boolean }[]
}
interface Comparison {
  readonly srocc: number
  readonly first: readonly { readonly id: number }[]
  readonly second: readonly { readonly id: number }[]
}
interface AppState {
  readonly people: readonly { readonly name: string }[]
}

describeInChromium('the taste page', (photos) => {
  let app: RunningApp
  let browser: Browser
  let page: Page & { readonly complaints: string[] }
  let downloads: string
  let originals: Readonly<Record<string, string>>
  let ids: readonly number[]

  beforeAll(async () => {
    const names = somePhotos(photos, PHOTOS)
    downloads = await mkdtemp(join(tmpdir(), 'palate-taste-'))
    ;[browser, app] = await Promise.all([openChromium(), startApp({ photos: names.map((name) => join(photos, name)) })])
    await untilIndexed(app, PHOTOS)
    originals = await hashesIn(app.folder)
    ids = (await ask<Order>(app, '/api/order?by=name')).ids
    for (const [at, photo] of ids.slice(0, 12).entries()) await score('me', photo, 1 + ((at * 7) % 5))
    for (const [at, photo] of ids.slice(4, 16).entries()) await score('Ann', photo, 5 - ((at * 3) % 5))
    page = await openApp(browser, app, { path: '/taste' })
  })

  afterAll(async () => {
    await Promise.all([browser?.close(), app?.close()])
    await rm(downloads, { recursive: true, force: true })
  })

  const score = async (person: string, photo: number, value: number): Promise<unknown> =>
    ask(app, '/api/say', { person, said: { kind: 'score', photo, score: value } })
  const people = async (): Promise<AppState['people']> => (await ask<AppState>(app, '/api/state')).people
  const section = (name: string) => page.getByRole('region', { name })

  it('shows the cross-validated agreement that the server found, with its interval and its sentence', async () => {
    const { agreement } = await ask<TasteSummary>(app, '/api/taste')
    const shown = section('How well it knows you')
    await shown.getByText(agreement.sentence).waitFor()
    expect(agreement.srocc).not.toBeNull()
    expect(Number(await shown.getByTestId('srocc').textContent())).toBeCloseTo(agreement.srocc!, 2)
    const label = await shown.getByRole('img').getAttribute('aria-label')
    for (const end of [agreement.low, agreement.high]) expect(label).toContain(Math.abs(end).toFixed(2))
    expect(await shown.textContent()).toContain('never on those it has learnt from')
  })

  it('draws the learning curve as a picture, with its numbers beside it', async () => {
    const { points } = await ask<LearningCurve>(app, '/api/taste/curve')
    const picture = section('As you rated').getByRole('img')
    await picture.waitFor()
    const width = (): Promise<number> => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)
    await expect.poll(width).toBeGreaterThan(300)
    expect(await picture.getAttribute('alt')).toContain(points.at(-1)!.srocc.toFixed(2).replace('-0.00', '0.00'))
    await page.getByText('The same in numbers').click()
    const rows = await section('As you rated').locator('tbody tr').allTextContents()
    expect(rows).toHaveLength(points.length)
    expect(rows.at(-1)).toContain(points.at(-1)!.srocc.toFixed(2))
  })

  it('lists each weight beside that of the average rater, and what was said', async () => {
    const { weights, scores } = await ask<TasteSummary>(app, '/api/taste')
    const rows = section('What you weigh').locator('tbody tr')
    expect(await rows.count()).toBe(weights.length)
    expect(await rows.nth(0).textContent()).toContain(`${weights[0]!.prior.toFixed(2)}${weights[0]!.learnt.toFixed(2)}`)
    const bars = await page.getByRole('list', { name: 'How often each rating was given' }).getByRole('listitem').all()
    const counts = await Promise.all(bars.map((bar) => bar.getAttribute('aria-label')))
    expect(counts).toEqual(scores.map((count, at) => `${at + 1} star${at === 0 ? '' : 's'}: ${count} times`))
    await screenshot(page, 'taste')
    await expectAccessible(page)
  })

  it('takes back one of the things said last, and shows that it is', async () => {
    const before = (await ask<Log>(app, '/api/log')).said
    const list = section('Said last').getByRole('listitem')
    expect(await list.count()).toBe(12)
    await list.nth(2).getByRole('button').click()
    await list.nth(2).getByText('taken back').waitFor()
    const after = (await ask<Log>(app, '/api/log')).said
    expect(after.filter(({ undone }) => undone).map(({ event }) => event)).toEqual([before[2]!.event])
    await page.getByText('Ratings11').waitFor()
  })

  it('puts two people side by side: how alike they are, and photos of which they think most differently', async () => {
    const found = await ask<Comparison>(app, '/api/taste/compare?person=me&with=Ann')
    const shown = section('Two tastes side by side')
    await shown.getByText(`rank correlation ${found.srocc.toFixed(2)}`).waitFor()
    const links = await shown.getByRole('figure').getByRole('link').all()
    const hrefs = await Promise.all(links.map((link) => link.getAttribute('href')))
    expect(hrefs).toEqual([...found.first, ...found.second].map(({ id }) => `/photo/${id}`))
    expect(await shown.getByRole('table').count()).toBe(2)
    await shown.scrollIntoViewIfNeeded()
    await screenshot(page, 'taste-side-by-side')
  })

  it('orders the library for both until it is ended', async () => {
    await page.getByRole('button', { name: 'Order the library for both of us' }).click()
    await page.waitForURL('**/library**')
    const both = await ask<Order>(app, '/api/order?person=me&with=Ann')
    const shownFirst = (count: number): Promise<readonly number[]> =>
      page.locator('[data-photo]').evaluateAll(
        (cells, most) =>
          cells
            .sort((a, b) => Number(a.getAttribute('aria-posinset')) - Number(b.getAttribute('aria-posinset')))
            .slice(0, most)
            .map((cell) => Number(cell.getAttribute('data-photo'))),
        count,
      )
    await expect.poll(() => shownFirst(8)).toEqual(both.ids.slice(0, 8))
    await page.keyboard.press('t')
    await page.getByText('together').waitFor()
    await screenshot(page, 'taste-together')
    await page.getByRole('button', { name: 'End it' }).click()
    await page.getByText('together').waitFor({ state: 'detached' })
    await page.keyboard.press('l')
    const mine = await ask<Order>(app, '/api/order')
    await expect.poll(() => shownFirst(8)).toEqual(mine.ids.slice(0, 8))
    await page.keyboard.press('t')
  })

  it('keeps a taste as a file and takes it in under another name, marked as imported', async () => {
    await page.getByRole('link', { name: 'Download this taste' }).waitFor()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download this taste' }).click(),
    ])
    expect(file.suggestedFilename()).toBe('me.taste.json')
    const path = join(downloads, 'Me elsewhere.taste.json')
    await file.saveAs(path)
    expect(JSON.parse(await readFile(path, 'utf8'))).toBeTypeOf('object')

    await page.getByLabel('Taste file').setInputFiles(path)
    const dialog = page.getByRole('dialog', { name: 'Import a taste' })
    expect(await dialog.getByRole('textbox').inputValue()).toBe('Me elsewhere')
    await screenshot(page, 'taste-import')
    await dialog.getByRole('button', { name: 'Import' }).click()
    await page.getByRole('heading', { name: "Me elsewhere's taste" }).waitFor()
    await page.getByText('Imported from a file').waitFor()
    await page.locator('.person-picker option', { hasText: 'Me elsewhere (imported)' }).waitFor({ state: 'attached' })
    // Of an imported taste nothing counts as rated here: it agrees on what its owner has not rated.
    const [unrated, theirs] = await Promise.all([
      ask<Order>(app, '/api/order?person=me&given=unrated'),
      ask<Order>(app, '/api/order?person=Me%20elsewhere'),
    ])
    expect(unrated.ids.length).toBeGreaterThan(5)
    expect(theirs.ids.filter((id) => unrated.ids.includes(id))).toEqual(unrated.ids)
    await expectAccessible(page)
  })

  it('says in a sentence why a file is no taste', async () => {
    const file = { name: 'holiday.json', mimeType: 'application/json', buffer: Buffer.from('{"a":1}') }
    await page.getByLabel('Taste file').setInputFiles(file)
    const dialog = page.getByRole('dialog', { name: 'Import a taste' })
    await dialog.getByRole('button', { name: 'Import' }).click()
    await dialog.getByRole('alert').waitFor()
    expect(await dialog.getByRole('alert').textContent()).toMatch(/taste/)
    await page.keyboard.press('Escape')
    expect((await people()).map(({ name }) => name)).not.toContain('holiday')
    // The browser names every answer that is no success.
    expect(page.complaints.splice(0).every((line) => line.includes('400'))).toBe(true)
  })

  it('forgets a taste once its name is typed, and nothing else', async () => {
    await page.getByLabel('Whose taste').selectOption('Ann')
    await page.getByRole('heading', { name: "Ann's taste" }).waitFor()
    await page.getByRole('button', { name: 'Forget this taste' }).click()
    const dialog = page.getByRole('dialog', { name: 'Forget Ann?' })
    expect(await dialog.textContent()).toMatch(/12 ratings of Ann .* cannot be undone/)
    const forget = dialog.getByRole('button', { name: 'Forget', exact: true })
    expect(await dialog.getByRole('textbox').evaluate((field) => field === document.activeElement)).toBe(true)
    await dialog.getByRole('textbox').fill('An')
    expect(await forget.isDisabled()).toBe(true)
    await screenshot(page, 'taste-forget')
    await dialog.getByRole('textbox').fill('Ann')
    await forget.click()
    await page.getByRole('heading', { name: 'My taste' }).waitFor()
    expect((await people()).map(({ name }) => name)).toEqual(['Me elsewhere', 'me'])
    expect((await ask<TasteSummary>(app, '/api/taste')).said.scores).toBe(11)
    await page.getByText('Ratings11').waitFor()
  })

  it('says what is missing to somebody who has said nothing, and to a page whose server is away', async () => {
    const options = { path: '/taste', width: 390, height: 844, scheme: 'light', person: 'Nobody' } as const
    const other = await openApp(browser, app, options)
    await other.getByText('Nothing yet. Rate a few photos').waitFor()
    await other.getByText('Nothing yet differs clearly').waitFor()
    expect(await other.getByRole('img', { name: /^Agreement/ }).count()).toBe(0)
    await screenshot(other, 'taste-nobody-phone')
    await expectAccessible(other)
    await other.route('**/api/taste?*', (route) => route.abort())
    await other.reload()
    await other.getByRole('alert').getByText('palate is not running').waitFor()
    await screenshot(other, 'taste-away-phone')
    await other.context().close()
  })

  it('fits a phone, in light too', async () => {
    const phone = await openApp(browser, app, { path: '/taste', width: 390, height: 844, scheme: 'light' })
    await phone.getByRole('img', { name: /^Agreement with/ }).waitFor()
    expect(await phone.evaluate(`document.querySelector('main').scrollWidth`)).toBe(390)
    await screenshot(phone, 'taste-phone')
    await expectAccessible(phone)
    await phone.setViewportSize({ width: 1280, height: 800 })
    await screenshot(phone, 'taste-light')
    await phone.context().close()
    expect(phone.complaints).toEqual([])
  })

  it('has touched no photo, and the page has nothing to complain of', async () => {
    expect(await hashesIn(app.folder)).toEqual(originals)
    expect(page.complaints).toEqual([])
  })
})
