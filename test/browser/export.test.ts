import { chmod, lstat, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parse } from 'csv-parse/sync'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningApp, startApp, somePhotos } from '../support/app.ts'
import { ask, hashesIn, untilIndexed } from '../support/app-api.ts'
import { describeInChromium, expectAccessible, openApp, openChromium, screenshot } from '../support/chromium.ts'
import { digikamSidecar, lightroomSidecar } from '../support/sidecars.ts'

const PHOTOS = 16

interface Order {
  readonly ids: readonly number[]
}

describeInChromium('the export page', (photos) => {
  let app: RunningApp
  let browser: Browser
  let page: Page & { readonly complaints: string[] }
  let work: string
  /** With the two sidecars that stand there from the start. */
  let originals: Readonly<Record<string, string>>
  let byName: readonly number[]
  const nameOf = new Map<number, string>()

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'palate-export-'))
    const files = somePhotos(photos, PHOTOS)
    ;[browser, app] = await Promise.all([
      openChromium(),
      startApp({
        photos: files.map((name) => join(photos, name)),
        arguments: ['--exports', join(work, 'exports')],
      }),
    ])
    await untilIndexed(app, PHOTOS)
    byName = (await ask<Order>(app, '/api/order?by=name')).ids
    const { photos: cards } = await ask<{ photos: readonly { id: number; name: string }[] }>(
      app,
      `/api/photos?ids=${byName.join(',')}`,
    )
    for (const { id, name } of cards) nameOf.set(id, name)
    await writeFile(join(app.folder, `${nameOf.get(byName[0]!)}.xmp`), lightroomSidecar) // 3 stars
    await writeFile(join(app.folder, `${nameOf.get(byName[1]!)}.xmp`), digikamSidecar)
    originals = await hashesIn(app.folder)
    for (const [at, photo] of byName.slice(2, 8).entries()) await say({ kind: 'score', photo, score: 1 + (at % 5) })
    for (const photo of [byName[9], byName[11]]) await say({ kind: 'pick', photo: photo! })
    page = await openApp(browser, app, { path: '/export' })
  })

  afterAll(async () => {
    await Promise.all([browser?.close(), app?.close()])
    await rm(work, { recursive: true, force: true })
  })

  const say = async (said: object): Promise<unknown> => ask(app, '/api/say', { person: 'me', said })
  const names = (ids: readonly number[]): readonly string[] => ids.map((id) => nameOf.get(id)!)
  const best = async (): Promise<readonly string[]> => names((await ask<Order>(app, '/api/order')).ids)
  const counted = (count: number): Promise<void> =>
    page.getByText(count === 1 ? '1 photo' : `${count} photos`, { exact: true }).waitFor()

  /** Downloads one of the formats. @returns its path. */
  const download = async (title: string): Promise<string> => {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: `Download ${title}` }).click(),
    ])
    const path = join(work, file.suggestedFilename())
    await file.saveAs(path)
    return path
  }
  const csvRows = (text: string): readonly Readonly<Record<string, string>>[] =>
    parse<Record<string, string>>(text, { columns: true, bom: true })

  it('shows how many photos are chosen, and the first and last of them', async () => {
    await counted(PHOTOS)
    const hrefs = (): Promise<readonly (string | null)[]> =>
      page.locator('.export-strip a').evaluateAll((links) => links.map((link) => link.getAttribute('href')))
    const { ids } = await ask<Order>(app, '/api/order')
    await expect.poll(hrefs).toEqual([...ids.slice(0, 4), ...ids.slice(-4)].map((id) => `/photo/${id}`))
    await page.getByLabel('How many of the best').fill('5')
    await counted(5)
    await expect.poll(hrefs).toEqual(ids.slice(0, 5).map((id) => `/photo/${id}`))
    await screenshot(page, 'export')
    await expectAccessible(page)
  })

  it('downloads the best five as a table and as JSON, in the order of the taste', async () => {
    const first = (await best()).slice(0, 5)
    const table = await download('Table')
    expect(basename(table)).toMatch(/\.csv$/)
    expect(csvRows(await readFile(table, 'utf8')).map(({ name }) => name)).toEqual(first)
    const rows = JSON.parse(await readFile(await download('Data'), 'utf8')) as { name: string; place: number }[]
    expect(rows.map(({ name }) => name)).toEqual(first)
    expect(rows.map(({ place }) => place)).toEqual([1, 2, 3, 4, 5])
  })

  it('downloads a contact sheet that opens from the disk and asks the network for nothing', async () => {
    const sheet = await download('Contact sheet')
    const context = await browser.newContext({ offline: true })
    const opened = await context.newPage()
    const asked: string[] = []
    opened.on('request', (request) => asked.push(request.url().slice(0, 5)))
    await opened.goto(pathToFileURL(sheet).href)
    const widths = (): Promise<readonly number[]> =>
      opened
        .locator('figure img')
        .evaluateAll((images) => images.map((image) => (image as HTMLImageElement).naturalWidth))
    await expect.poll(async () => (await widths()).filter((width) => width > 50).length).toBe(5)
    const captions = await opened
      .locator('figure img')
      .evaluateAll((images) => images.map((image) => (image as HTMLImageElement).alt))
    expect(captions).toEqual((await best()).slice(0, 5))
    expect(asked.filter((address) => address !== 'file:' && address !== 'data:')).toEqual([])
    expect(asked.length).toBeGreaterThan(0)
    await screenshot(opened, 'contact-sheet')
    await context.close()
  })

  it('takes what the library shows, in its order, down to so many expected stars', async () => {
    await page.goto(new URL('/library?by=name&reverse=true', app.url).href)
    await page.locator('[data-photo]').first().waitFor()
    await page.keyboard.press('e')
    await page.getByRole('radio', { name: /As the library stands/ }).check()
    await page.getByText('(by name, last first)').waitFor()
    await counted(PHOTOS)
    const shown = csvRows(await readFile(await download('Table'), 'utf8'))
    expect(shown.map(({ name }) => name)).toEqual([...names(byName)].reverse())

    const wanted = (await ask<Order>(app, '/api/order?by=name&reverse=true&stars=3')).ids
    await page.getByLabel('Expected stars').selectOption('3 or more expected')
    await (wanted.length === 0 ? page.getByText('No photo is chosen by this.').waitFor() : counted(wanted.length))
    if (wanted.length > 0) {
      const starred = csvRows(await readFile(await download('Table'), 'utf8'))
      expect(starred.map(({ name }) => name)).toEqual(names(wanted))
    }
  })

  it('takes the picks', async () => {
    await page.getByRole('radio', { name: 'My picks' }).check()
    await counted(2)
    const rows = csvRows(await readFile(await download('Table'), 'utf8'))
    expect(rows.map(({ name }) => name)).toEqual(
      (await best()).filter((name) => names([byName[9]!, byName[11]!]).includes(name)),
    )
  })

  it('makes a folder of links and one of copies, and says where', async () => {
    await page.getByRole('radio', { name: 'The best' }).check()
    await page.getByLabel('How many of the best').fill('3')
    await counted(3)
    const first = (await best()).slice(0, 3)
    const folders: string[] = []
    for (const title of ['Make Folder of links', 'Copy Folder of copies']) {
      const [answer] = await Promise.all([
        page.waitForResponse('**/api/exports'),
        page.getByRole('button', { name: title }).click(),
      ])
      const { folder } = (await answer.json()) as { readonly folder: string }
      await page.locator('.export-made').getByText(folder, { exact: true }).waitFor()
      folders.push(folder)
      expect(folder.startsWith(join(work, 'exports'))).toBe(true)
      const made = (await readdir(folder)).sort()
      expect(made.map((name) => name.replace(/^\d+_/, ''))).toEqual(first)
      const isLink = (await lstat(join(folder, made[0]!))).isSymbolicLink()
      expect(isLink).toBe(title.includes('links'))
      if (isLink) expect(await realpath(join(folder, made[0]!))).toBe(await realpath(join(app.folder, first[0]!)))
      else expect(Object.values(await hashesIn(folder))).toEqual(first.map((name) => originals[name]))
    }
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: 'Copy the path' }).click()
    await page.getByRole('button', { name: 'Copied the path' }).waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(folders[1])
    await screenshot(page, 'export-folder')
  })

  it('counts the stars in files, and takes them in as ratings once', async () => {
    const stars = page.getByRole('region', { name: 'Stars in your files' })
    await stars.getByText('Lightroom').waitFor()
    const found = await ask<{ stars: readonly number[]; unseen: number }>(app, '/api/stars')
    expect(found.stars.reduce((sum, count) => sum + count, 0)).toBe(2)
    expect(await stars.locator('dd').allTextContents()).toEqual([...found.stars, 0, 0, found.unseen].map(String))
    await stars.getByRole('button').click()
    await stars.getByText('2 added.').waitFor()
    await stars.getByRole('button').click()
    await stars.getByText('Nothing new').waitFor()
  })

  it('shows first what it would write and changes nothing, then writes sidecars only, and takes all of it back', async () => {
    const region = page.getByRole('region', { name: 'Write stars beside your photos' })
    await region.getByRole('radio', { name: /palate expects/ }).check()
    await region.getByRole('button', { name: 'Show what would be written' }).click()
    // Two are rated in their files.
    await region.getByText('14 sidecars would be written; nothing is changed yet; 2 you rated').waitFor()
    expect(await region.getByRole('table').locator('tbody tr').count()).toBe(14)
    expect(await hashesIn(app.folder)).toEqual(originals)
    await region.scrollIntoViewIfNeeded()
    await screenshot(page, 'export-stars-plan')
    await expectAccessible(page)

    await region.getByRole('button', { name: 'Write 14 sidecars' }).click()
    await region.getByText('Wrote 14 sidecars.').waitFor()
    const written = await hashesIn(app.folder)
    expect(written).toMatchObject(originals)
    const added = Object.keys(written).filter((name) => !(name in originals))
    expect(added).toHaveLength(14)
    expect(added.every((name) => name.endsWith('.xmp'))).toBe(true)
    const { unseen, predicted } = await ask<{ unseen: number; predicted: number }>(app, '/api/stars')
    expect({ unseen, predicted }).toEqual({ unseen: 14, predicted: 14 }) // none of it is read back as a rating

    await region.getByRole('button', { name: 'Undo' }).click()
    await region.getByText('14 removed').waitFor()
    expect(await hashesIn(app.folder)).toEqual(originals)
  })

  it('writes given ratings into a sidecar that is there, and restores it to the byte', async () => {
    await say({ kind: 'score', photo: byName[0], score: 5 })
    const region = page.getByRole('region', { name: 'Write stars beside your photos' })
    await region.getByRole('radio', { name: 'Ratings that I gave' }).check()
    await region.getByRole('button', { name: 'Show what would be written' }).click()
    await region.getByText('7 sidecars would be written').waitFor()
    await region.getByText(`changed: ${nameOf.get(byName[0]!)}.xmp`).waitFor()
    await region.getByRole('button', { name: 'Write 7 sidecars' }).click()
    await region.getByText('Wrote 7 sidecars.').waitFor()
    const changed = await readFile(join(app.folder, `${nameOf.get(byName[0]!)}.xmp`), 'utf8')
    expect(changed).toContain('Rating="5"')
    expect(changed).toContain('harbour &amp; boats')
    await region.getByRole('button', { name: 'Undo' }).click()
    await region.getByText('1 sidecar as before, 6 removed').waitFor()
    expect(await hashesIn(app.folder)).toEqual(originals)
  })

  it('writes into the JPEG files themselves where that is chosen, and restores them to the byte', async () => {
    for (const name of nameOf.values()) await chmod(join(app.folder, name), 0o644) // the originals are read-only
    const region = page.getByRole('region', { name: 'Write stars beside your photos' })
    await region.getByRole('radio', { name: /palate expects/ }).check()
    await region.getByRole('checkbox', { name: /^Into the JPEG files themselves/ }).check()
    await region.getByRole('button', { name: 'Show what would be written' }).click()
    await region.getByText('14 JPEG files would be written').waitFor()
    expect(await hashesIn(app.folder)).toEqual(originals)
    await region.getByRole('button', { name: 'Write 14 JPEG files' }).click()
    await region.getByText('Wrote 14 JPEG files.').waitFor()
    expect(Object.keys(await hashesIn(app.folder))).toEqual(Object.keys(originals))
    expect(await ask(app, '/api/stars')).toMatchObject({ unseen: 14, predicted: 14 })
    await region.getByRole('button', { name: 'Undo' }).click()
    await region.getByText('14 JPEG files as before').waitFor()
    expect(await hashesIn(app.folder)).toEqual(originals)
  })

  it('fits a phone, in light too', async () => {
    const phone = await openApp(browser, app, { path: '/export', width: 390, height: 844, scheme: 'light' })
    await phone.locator('.export-strip img').first().waitFor()
    expect(await phone.evaluate(`document.querySelector('main').scrollWidth`)).toBe(390)
    await screenshot(phone, 'export-phone')
    await expectAccessible(phone)
    await phone.setViewportSize({ width: 1280, height: 800 })
    await screenshot(phone, 'export-light')
    expect(phone.complaints).toEqual([])
    await phone.context().close()
  })

  it('has changed no file of the folder, and the page has nothing to complain of', async () => {
    expect(await hashesIn(app.folder)).toEqual(originals)
    expect(page.complaints).toEqual([])
  })
})
