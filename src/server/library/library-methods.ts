import type { Library } from './library.ts'

/** Every method: what is asked of a thread by name. */
const methods: Readonly<Record<keyof Library, true>> = {
  count: true,
  order: true,
  facets: true,
  cards: true,
  photo: true,
  why: true,
  series: true,
  shoots: true,
  shoot: true,
  diverse: true,
  next: true,
  pair: true,
  taste: true,
  learningCurve: true,
  compare: true,
  tasteFile: true,
  importTaste: true,
  rows: true,
  reload: true,
  forget: true,
  close: true,
}

type Method = (...args: readonly unknown[]) => Promise<unknown>

/** A library of which each method does what `call` says. */
export function libraryBy(call: (method: keyof Library, args: readonly unknown[]) => Promise<unknown>): Library {
  const names = Object.keys(methods) as (keyof Library)[]
  const all = names.map((name): [string, Method] => [name, (...args) => call(name, args)])
  return Object.fromEntries(all) as unknown as Library
}
