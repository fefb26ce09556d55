import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { tasteFileJsonSchema } from './taste-schema.ts'

describe('docs/taste.schema.json', () => {
  it('is what palate accepts (node scripts/write-taste-schema.js writes it)', async () => {
    const path = new URL('../../../docs/taste.schema.json', import.meta.url)
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(tasteFileJsonSchema())
  })
})
