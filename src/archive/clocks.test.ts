import { describe, expect, it } from 'vitest'
import { type Frame, later, libraryOf, twoCameras } from '../../test/support/archive-frames.ts'
import { type ShootSettings, shootsOf } from './index.ts'

const now = new Date('2026-01-01T00:00:00Z')
const NOON = '2024-05-31T12:00:00'

const notesOf = (frames: readonly Frame[], settings: Partial<ShootSettings> = {}) =>
  shootsOf(libraryOf(frames), { ...settings, now }).details.map(({ notes }) => notes.map(({ sentence }) => sentence))

describe('the clocks of two cameras', () => {
  it('are said to be an hour apart where they are, with what to set', () => {
    const sentence =
      "camera B runs 60 minutes ahead of A, by 12 frames that both took alike; set it right with palate shoots --clock 'B=-60'"
    expect(notesOf(twoCameras({ ahead: 60 }))).toEqual([[sentence]])
    expect(notesOf(twoCameras({ ahead: 60 }), { clocks: { B: -60 } })).toEqual([[]])
  })

  it('add what is still wrong to what was set', () => {
    expect(notesOf(twoCameras({ ahead: 60 }), { clocks: { B: -120 } })[0]![0]).toMatch(
      /^camera B runs 60 minutes behind A, .*'B=-60'$/,
    )
  })

  it('are compared over the folder, where they are days apart and part its shoots', () => {
    const notes = notesOf(twoCameras({ ahead: -3 * 1440 }))
    expect(notes).toEqual([[expect.stringMatching(/^camera B runs 4320 minutes behind A.*'B=4320'$/)], []])
  })

  it('are compared over a shoot, where it lies in several folders', () => {
    const frames = twoCameras({ ahead: 60 }).map((frame) => ({ ...frame, folder: frame.camera! }))
    expect(notesOf(frames)).toEqual([[], []])
    expect(notesOf(frames, { folders: 'ignore' })).toEqual([[expect.stringContaining("'B=-60'")]])
  })

  it('may be apart by what is no quarter of an hour', () => {
    expect(notesOf(twoCameras({ ahead: 37 }))[0]![0]).toMatch(/^camera B runs 37 minutes ahead/)
  })

  it('are right where they differ by less than twenty minutes, or see too little alike', () => {
    expect(notesOf(twoCameras({ ahead: 0 }))).toEqual([[]])
    expect(notesOf(twoCameras({ ahead: 19 }))).toEqual([[]])
    expect(notesOf(twoCameras({ ahead: 60, scenes: 2 }))).toEqual([[]])
  })

  it('say nothing where the like frames do not agree, as of one view taken all day', () => {
    const frames = Array.from({ length: 40 }, (_, at) => [
      { name: `a${at}`, at: later(NOON, 300 * at), camera: 'A', hash: 'f0'.repeat(16) },
      { name: `b${at}`, at: later(NOON, 3600 + 290 * at), camera: 'B', hash: 'f0'.repeat(16) },
    ]).flat()
    expect(notesOf(frames)).toEqual([[]])
  })

  it('are left alone where a camera is not known', () => {
    const frames = twoCameras({ ahead: 60 }).map(({ camera, ...frame }) =>
      camera === 'B' ? frame : { ...frame, camera: 'A' },
    )
    expect(notesOf(frames)).toEqual([[]])
  })

  it('are found among many frames, of which some hundred are looked at', () => {
    const frames = twoCameras({ ahead: 60, scenes: 400, pause: 30 })
    expect(notesOf(frames)[0]![0]).toContain("'B=-60'")
  })
})
