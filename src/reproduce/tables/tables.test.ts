import { describe, expect, it } from 'vitest'
import type { ComparedTable } from './comparison.ts'
import { type Architecture, type PackUnderTest, sourceDatabases } from '../measurements.ts'
import type { AnnotatedMeasurements } from './table-spec.ts'
import { tables } from './tables.ts'

function packOf(architecture: Architecture, vectors: readonly string[] = sourceDatabases): PackUnderTest {
  return { name: `pack of ${architecture}`, hash: architecture, architecture, vectors }
}

/** Every SROCC is .5, every PLCC .25. */
function halves(packs: readonly PackUnderTest[]): AnnotatedMeasurements {
  const shots = Object.fromEntries([10, 100].map((k) => [k, { mean: 0.5, std: 0.01, raters: [] }]))
  return {
    packs,
    shots: [10, 100],
    notes: ['a note of the settings'],
    notesOn: ({ pack, database, of }) => [`${pack.name}, ${database}, ${of}`],
    personal: async () => ({ shots, zeroShot: [] }),
    general: async () => ({ plcc: 0.25, srocc: 0.5, photos: 9 }),
    similarity: async () => ({ absent: 'not asked for' }),
    imagesPerSecond: async () => ({ imagesPerSecond: 40, device: 'a toaster' }),
  }
}

async function fill(id: string, ...packs: readonly PackUnderTest[]): Promise<ComparedTable> {
  return tables.find((table) => table.id === id)!.fill(halves(packs))
}

/** The paper's figures beside our lines. */
function beside({ rows }: ComparedTable): Readonly<Record<string, readonly (number | undefined)[]>> {
  const own = rows.filter(({ source }) => source === 'measured')
  return Object.fromEntries(own.map(({ method, cells }) => [method, cells.map(({ quoted }) => quoted?.value)]))
}

describe('the tables', () => {
  it('are 2 to 12', () => {
    expect(tables.map(({ id }) => id)).toEqual(Array.from({ length: 11 }, (_, at) => `table${at + 2}`))
  })

  it('set a pack beside the paper’s figures for the same base', async () => {
    const packs = [packOf('ViT-L/14'), packOf('ViT-B/16')]
    expect(beside(await fill('table2', ...packs))).toEqual({
      'Ours, pack of ViT-L/14 (ViT-L/14)': [0.577, 0.621],
      'Ours, pack of ViT-B/16 (ViT-B/16)': [0.562, 0.607],
    })
    expect(beside(await fill('table11', ...packs))).toEqual({
      'Ours, pack of ViT-L/14 (ViT-L/14)': [0.933, 0.918],
      'Ours, pack of ViT-B/16 (ViT-B/16)': [0.941, 0.925],
    })
    // The paper has no figure of ViT-B/16 for this.
    const { rows: _, notes } = await fill('table4', ...packs)
    expect(notes.filter((note) => note.includes('another base'))).toEqual([expect.stringContaining('ViT-B/16')])
  })

  it('say of another base, and of other task vectors, that they are not the paper’s', async () => {
    const table = await fill('table2', packOf('other', ['beauty', 'ava']))
    expect(beside(table)).toEqual({ 'Ours, pack of other (another base)': [0.577, 0.621] })
    expect(table.notes).toEqual([
      'a note of the settings',
      expect.stringContaining('has another base than the paper'),
      expect.stringContaining("has other task vectors than the paper's six: beauty, ava"),
      'pack of other, real-cur, raters',
    ])
    expect((await fill('table2', packOf('ViT-L/14'))).notes).toEqual([
      'a note of the settings',
      'pack of ViT-L/14, real-cur, raters',
    ])
    expect((await fill('table8', packOf('ViT-L/14'))).notes.at(-1)).toBe('pack of ViT-L/14, ava, test split')
  })

  it('have images a second in table 5, with the device', async () => {
    const { columns, rows, notes } = await fill('table5', packOf('ViT-B/16'))
    expect(columns.at(-1)).toEqual({ head: 'images a second', digits: 2, timing: true })
    expect(rows.at(-1)!.cells.at(-1)).toEqual({
      quoted: { value: 417.95, deviation: null },
      measured: { value: 40, deviation: null },
    })
    expect(notes).toContain('this device: a toaster')
  })

  it('compare each ablation with its own line of the paper', async () => {
    const own = {
      ...beside(await fill('table6', packOf('ViT-L/14'))),
      ...beside(await fill('table7', packOf('ViT-L/14'))),
    }
    const figures = Object.fromEntries(Object.entries(own).map(([method, cells]) => [method.split(',')[0], cells]))
    expect(figures).toEqual({
      'Uniform init.': [0.52, 0.602],
      'Best-fit init.': [0.464, 0.596],
      'Adaptive init.': [0.577, 0.621],
      'Ours (MSE loss)': [0.553, 0.6],
      'Ours (layer-agnostic)': [0.438, 0.543],
      Ours: [0.572, 0.621],
    })
  })

  it('have one line without a number where there is no pack', async () => {
    for (const { fill: filled } of tables) {
      const { rows } = await filled(halves([]))
      const own = rows.filter(({ source }) => source === 'measured')
      expect(own.length).toBeGreaterThan(0)
      for (const { cells } of own) {
        for (const { measured } of cells) expect(measured).toEqual({ absent: 'no pack given' })
      }
    }
  })
})
