import { signal } from '@preact/signals'

const KEY = 'palate-person'

/** Whose taste this window shows, and who rates in it. */
export const person = signal(localStorage.getItem(KEY) ?? 'me')

/** A person whose taste is merged in; undefined for none. */
export const partner = signal<string | undefined>(undefined)

/** Shows the taste of another person from now on, in this browser. */
export function becomePerson(name: string): void {
  localStorage.setItem(KEY, name)
  partner.value = undefined
  person.value = name
}
