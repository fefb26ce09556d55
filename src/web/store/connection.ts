import { computed, signal } from '@preact/signals'
import { type AppState, appState, serverEvents } from '../../server/messages/index.ts'
import { get, ServerError } from '../server.ts'
import { backtestTold } from './backtest.ts'
import { refreshOrder } from './order.ts'
import { person } from './person.ts'
import { hearOfWork } from './work.ts'

/** What the server last said of itself; null until it has spoken. */
export const state = signal<AppState | null>(null)

/** Which of the opened folders can be read, as one word that changes with them: what failed is worth another try then. */
export const foldersHere = computed(() => state.value?.folders.map(({ here }) => (here ? 'y' : 'n')).join('') ?? '')

/** `refused`: this page has no token, because it was not opened by the address that palate printed. */
export const connection = signal<'connecting' | 'open' | 'lost' | 'refused'>('connecting')

/** Rises when something was said by this page's person, here or in another window. */
export const saidCount = signal(0)

/** Rises when photos came or went, or stand in other shoots. */
export const libraryCount = signal(0)

/** Keeps `state` and the order up to date for as long as the page is open. */
export function connect(): void {
  const source = new EventSource('/api/events')
  source.addEventListener('open', () => {
    const wasLost = connection.value === 'lost'
    connection.value = 'open'
    if (!wasLost) return
    backtestTold.value = null
    refreshOrder() // things may have been said while this page did not hear
  })
  source.addEventListener('error', () => {
    connection.value = 'lost'
    void askWhy()
  })
  const askWhy = async (): Promise<void> => {
    connection.value = await whyLost()
    if (source.readyState !== EventSource.CLOSED) return // it tries again by itself
    setTimeout(connect, 2000)
  }
  source.addEventListener('state', ({ data }) => {
    const told = serverEvents.state.safeParse(JSON.parse(data))
    if (told.success) state.value = told.data
  })
  source.addEventListener('said', ({ data }) => {
    const told = serverEvents.said.safeParse(JSON.parse(data))
    if (!told.success || told.data.person !== person.value) return
    saidCount.value++
    refreshOrder({ since: told.data.event })
  })
  source.addEventListener('backtest', ({ data }) => {
    const told = serverEvents.backtest.safeParse(JSON.parse(data))
    if (told.success) backtestTold.value = told.data
  })
  source.addEventListener('work', ({ data }) => {
    const told = serverEvents.work.safeParse(JSON.parse(data))
    if (told.success) hearOfWork(told.data)
  })
  source.addEventListener('library', () => {
    libraryCount.value++
    refreshOrder()
  })
}

/** An EventSource does not say why it failed. */
async function whyLost(): Promise<'open' | 'lost' | 'refused'> {
  try {
    state.value = await get('/api/state', { schema: appState })
    return 'open'
  } catch (error) {
    return error instanceof ServerError && error.status === 401 ? 'refused' : 'lost'
  }
}
