import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { RunningApp } from './app.ts'
import { ask } from './app-api.ts'

/** One thing said, as the log tells it. */
export interface Said {
  readonly event: number
  readonly what: string
  readonly photos: readonly number[]
  readonly undone: boolean
}

/** What the window's person said, last first. */
export async function logOf(app: RunningApp, page: Page): Promise<readonly Said[]> {
  const person = encodeURIComponent(await personOf(page))
  return (await ask<{ readonly said: readonly Said[] }>(app, `/api/log?person=${person}`)).said
}

/** What of it was not taken back. */
export async function inForce(app: RunningApp, page: Page): Promise<readonly string[]> {
  return (await logOf(app, page)).filter(({ undone }) => !undone).map(({ what }) => what)
}

async function personOf(page: Page): Promise<string> {
  return String(await page.evaluate(`localStorage.getItem('palate-person') ?? 'me'`))
}

/** The photo that is shown, and not the one that is drawn beneath. */
const SHOWN = '.rate-photo:not(.next) img'

/** Waits until a photo is there to be judged. */
export async function shownPhoto(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(`document.querySelector('${SHOWN}')?.naturalWidth > 0`)).toBe(true)
}

/** The name of the photo that is shown. */
export async function nameShown(page: Page): Promise<string> {
  return (await page.locator(SHOWN).getAttribute('alt'))!
}

/** Waits until this photo is there to be judged. */
export async function untilShown(page: Page, name: string): Promise<void> {
  await page.locator(`${SHOWN}[alt="${name}"]`).waitFor()
  await shownPhoto(page)
}

/** Waits until another photo is there to be judged. */
export async function untilNotShown(page: Page, name: string): Promise<void> {
  await page.locator(`${SHOWN}[alt="${name}"]`).waitFor({ state: 'detached' })
  await shownPhoto(page)
}

/** @returns the name of the photo that the key was pressed for. */
export async function pressAndGoOn(page: Page, key: string): Promise<string> {
  const name = await nameShown(page)
  await page.keyboard.press(key)
  await untilNotShown(page, name)
  return name
}

/** How many of the star buttons are filled. */
export async function shownStars(page: Page): Promise<number> {
  return page.locator('.rate-stars .filled').count()
}

/** Names of two photos that are there to be compared. */
export async function shownPair(page: Page): Promise<readonly string[]> {
  const areThere = `[...document.querySelectorAll('.rate-side:enabled img')].filter((each) => each.naturalWidth > 0).length`
  await expect.poll(() => page.evaluate(areThere)).toBe(2)
  return page.locator('.rate-side img').evaluateAll((images) => images.map((image) => image.getAttribute('alt')!))
}

/** Waits for two other photos. @returns their names. */
export async function nextPair(page: Page, last: readonly string[]): Promise<readonly string[]> {
  await expect.poll(() => shownPair(page)).not.toEqual(last)
  return shownPair(page)
}

/** Waits until a screen reader is told this of what was done last. */
export async function statusIs(page: Page, text: string): Promise<void> {
  await page.locator('.rate-last [role=status]', { hasText: text }).waitFor({ state: 'attached' })
}

/** Numbers of the photos that a list leads to. */
export async function photosIn(page: Page, list: string): Promise<readonly number[]> {
  return page
    .getByRole('list', { name: list })
    .getByRole('link')
    .evaluateAll((links) => links.map((link) => Number(link.getAttribute('href')!.split('/').at(-1))))
}

/** Walks by the tab key to what has this text. Fails where it is not reached. */
export async function focusByTab(page: Page, text: string): Promise<void> {
  for (let at = 0; at < 60; at++) {
    await page.keyboard.press('Tab')
    if ((await page.evaluate('document.activeElement?.textContent')) === text) return
  }
  expect.fail(`the tab key does not reach "${text}"`)
}
