import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { CancelledError, MissingError } from '../../core/index.ts'
import type { ScanReport } from './scan-folders.ts'
import { openScanner, type ScannerOptions } from './scanner.ts'

const found: ScanReport = { indexed: 1, moved: 0, dropped: 0, skipped: { count: 0, reasons: [] } }

function scannerOf(scan: ScannerOptions['scan']) {
  const told = { photos: 0, done: 0, changes: 0, log: '' }
  const scanner = openScanner({
    scan,
    onPhotos: () => void told.photos++,
    onDone: () => void told.done++,
    onChange: () => void told.changes++,
    log: (text) => (told.log += text),
  })
  return { scanner, told }
}

describe('the scanner', () => {
  it('scans once at a time, and once more for all that was asked for meanwhile', async () => {
    let [running, most, scans] = [0, 0, 0]
    const { scanner, told } = scannerOf(async () => {
      scans++
      most = Math.max(most, ++running)
      await setTimeout(20)
      running--
      return found
    })
    for (let at = 0; at < 5; at++) scanner.request()
    await setTimeout(5)
    for (let at = 0; at < 5; at++) scanner.request()
    await scanner.idle()
    expect({ most, scans, done: told.done }).toEqual({ most: 1, scans: 2, done: 2 })
    expect(scanner.indexing().state).toBe('idle')
  })

  it('says how far it is, and that there are photos once some were written', async () => {
    const seen: unknown[] = []
    const { scanner, told } = scannerOf(async ({ progress }) => {
      progress.report({ label: 'looking for changes', done: 10, total: 10 })
      progress.report({ label: 'indexing photos', done: 0, total: 10 })
      progress.report({ label: 'indexing photos', done: 4, total: 10 })
      seen.push(scanner.indexing())
      return { ...found, skipped: { count: 2, reasons: ['one', 'two'] } }
    })
    scanner.request()
    await scanner.idle()
    expect(seen).toMatchObject([{ state: 'working', label: 'indexing photos', done: 4, total: 10 }])
    expect(told.photos).toBe(1)
    expect(scanner.indexing().skipped).toEqual({ count: 2, reasons: ['one', 'two'] })
  })

  it('ends the scan that runs where another is wanted now, and all when it closes', async () => {
    let scans = 0
    const { scanner, told } = scannerOf(async ({ signal }) => {
      if (++scans === 2) return found
      await setTimeout(60_000, undefined, { signal }).catch(() => {})
      throw new CancelledError('stopped')
    })
    scanner.request()
    await setTimeout(5)
    scanner.request({ now: true })
    await scanner.idle()
    expect({ scans, done: told.done }).toEqual({ scans: 2, done: 1 })
    scanner.request()
    await setTimeout(5)
    await scanner.close()
    scanner.request()
    expect({ scans, log: told.log }).toEqual({ scans: 3, log: '' })
  })

  it('says in a sentence why a scan failed, keeps the trace of a defect for the log, and scans again', async () => {
    const failures = [new MissingError('the disk is gone'), new TypeError('a defect')]
    const { scanner, told } = scannerOf(async () => {
      const failure = failures.shift()
      if (failure !== undefined) throw failure
      return found
    })
    scanner.request()
    await scanner.idle()
    expect(scanner.indexing()).toMatchObject({ state: 'failed', label: 'the disk is gone' })
    expect(told.log).toBe('')
    scanner.request()
    await scanner.idle()
    expect(scanner.indexing().state).toBe('failed')
    expect(told.log).toContain('scanner.test.ts')
    scanner.request()
    await scanner.idle()
    expect(scanner.indexing()).toMatchObject({ state: 'idle', label: '' })
  })
})
