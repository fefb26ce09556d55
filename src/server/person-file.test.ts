import { describe, expect, it } from 'vitest'
import { personFile } from './person-file.ts'

const nameOf = (person: string): string => personFile('', person, '.json')

describe('the file of a person', () => {
  it('is another for every name where capitals do not count, and no device', () => {
    expect(nameOf('anna')).toBe('anna.json')
    expect(nameOf('ärger ÄØ')).toBe('ärger %C3%84%C3%98.json')
    expect(nameOf('a/B')).toBe('a%2F%42.json')
    const names = [
      'anna',
      'Anna',
      'ANNA',
      'ſ',
      's',
      'S',
      'ß',
      'ss',
      'con',
      'Con',
      'COM1',
      'com1',
      'lpt¹',
      '%41nna',
    ].map(nameOf)
    expect(new Set(names.map((name) => name.toUpperCase())).size).toBe(names.length)
    for (const name of names) expect(name).not.toMatch(/^(con|com1|lpt¹)\./i)
    expect(nameOf('A'.repeat(100))).toBe(`${'A'.repeat(100)}.json`)
  })

  it('tells the name', () => {
    for (const person of ['Anna', 'con', 'NUL', 'Ä ſ', '%41'])
      expect(decodeURIComponent(nameOf(person).slice(0, -5))).toBe(person)
  })
})
