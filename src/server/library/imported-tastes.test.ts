import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { toyPhotos, toyScores, toyTasteModel } from '../../../test/support/toy-taste.ts'
import { UsageError } from '../../core/index.ts'
import { addEvidence, emptyTaste, tasteText } from '../../personalize/index.ts'
import { personName } from '../messages/index.ts'
import { importedNames, importedTastePath, openImportedTastes } from './imported-tastes.ts'

const folder = temporaryFolder()
const model = toyTasteModel({ databases: 2, width: 4 })
const { hashes, stored } = toyPhotos(model, 12)
const content = tasteText(addEvidence(emptyTaste(model), toyScores(hashes), stored))

describe('imported tastes', () => {
  it('have a file of their own in the folder for every name, from which the name can be told', async () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
      .filter((each) => personName.safeParse(each).success)
    const tastes = openImportedTastes({ folder: join(folder, 'any'), model })
    const kept = new Set<string>()
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(name, fc.constantFrom('..', '../..', 'a/b', 'a\\b', '%2e', 'CON', '*')),
        async (person) => {
          const path = importedTastePath(join(folder, 'any'), person)
          expect(dirname(path)).toBe(join(folder, 'any'))
          expect(basename(path)).not.toMatch(/^\.|[/\\:*?"<>|]/)
          await tastes.keep(person, content)
          kept.add(person)
          expect([...importedNames(join(folder, 'any'))]).toEqual([...kept].sort())
        },
      ),
      { numRuns: 40 },
    )
  })

  it('are the same in two threads, whichever keeps or removes one', async () => {
    const [one, other] = [0, 1].map(() => openImportedTastes({ folder: join(folder, 'shared'), model }))
    expect(await one!.find('anna')).toBeUndefined()
    await other!.keep('anna', content)
    const found = await one!.find('anna')
    expect(found && tasteText(found)).toBe(content)
    expect(await one!.find('anna')).toBe(found)
    const none = tasteText(emptyTaste(model))
    await one!.keep('anna', none)
    expect(tasteText((await other!.find('anna'))!)).toBe(none)
    await one!.remove('anna')
    await one!.remove('anna')
    expect(await other!.find('anna')).toBeUndefined()
  })

  it('are none in a folder that is not there, and other files in it count for nothing', async () => {
    expect(importedNames(join(folder, 'none'))).toEqual([])
    await openImportedTastes({ folder: join(folder, 'mixed'), model }).keep('anna', content)
    for (const name of ['notes.txt', '.DS_Store', '%E0%A4%A.taste.json'])
      await writeFile(join(folder, 'mixed', name), 'x')
    expect(importedNames(join(folder, 'mixed'))).toEqual(['anna'])
  })

  it('are found that were kept when capitals stood for themselves', async () => {
    const old = join(folder, 'old')
    await mkdir(old)
    await writeFile(join(old, 'Anna B.taste.json'), content)
    const tastes = openImportedTastes({ folder: old, model })
    expect(tasteText((await tastes.find('Anna B'))!)).toBe(content)
    expect(await tastes.find('anna b')).toBeUndefined()
    expect(importedNames(old)).toEqual(['Anna B'])
    await tastes.remove('Anna B')
    expect(importedNames(old)).toEqual([])
  })

  it('refuse a name that no file can have', () => {
    expect(() => importedTastePath(folder, '/'.repeat(100))).toThrow(UsageError)
  })
})
