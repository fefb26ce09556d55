import { randomBytes } from 'node:crypto'

/** What opens the page once, in place of the token. */
export interface Tickets {
  give(): string
  /** @returns whether it was given in the last minute, and not taken yet. */
  take(ticket: string): boolean
}

const SECONDS = 60

/** `now` in milliseconds. */
export function openTickets(now: () => number = () => performance.now()): Tickets {
  const given = new Map<string, number>()
  return {
    give() {
      const ticket = randomBytes(32).toString('hex')
      given.set(ticket, now())
      return ticket
    },
    take(ticket) {
      const since = given.get(ticket)
      given.delete(ticket)
      return since !== undefined && now() - since <= 1000 * SECONDS
    },
  }
}
