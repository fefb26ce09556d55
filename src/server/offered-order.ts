import type { AppContext } from './app-context.ts'
import type { CulledShoot } from './library/index.ts'
import type { ShootFrames } from './messages/index.ts'

type Parts = Pick<AppContext, 'backtests' | 'libraries'>

/** Which order a person is offered within shoots, and why. */
export interface OfferedOrder {
  readonly order: CulledShoot['order']
  readonly why: string
}

/** What the last backtest of a person decides: an order is offered where it showed more of their own keepers, and only there. */
export async function offeredOrder({ backtests }: Pick<Parts, 'backtests'>, person: string): Promise<OfferedOrder> {
  const kept = await backtests.kept(person)
  if (kept === undefined)
    return {
      order: 'chronological',
      why: 'No other order was tested on your past yet: frames stand as they were taken.',
    }
  const { report, recommended, applies } = kept
  if (!applies)
    return {
      order: 'chronological',
      why: 'Your past was tested with other folders open: frames stand as they were taken. Test it again to see whether another order helps.',
    }
  return { order: report.verdict === 'helps' ? recommended : 'chronological', why: report.sentences[0]! }
}

/** A shoot in the order that its person is offered. @throws {MissingError} where there is none of that key. */
export async function shootInOrder(
  app: Parts,
  { key, person }: { readonly key: number; readonly person: string },
): Promise<ShootFrames> {
  const { order, why } = await offeredOrder(app, person)
  // Learning takes up to seconds: no rating waits for it.
  const shoot = await (order === 'chronological'
    ? app.libraries.quick((library) => library.shoot({ key, person, order }))
    : app.libraries.slow((library) => library.shoot({ key, person, order })))
  if (order === 'chronological') return { ...shoot, offered: order, why }
  const isRanked = shoot.frameSeries.some(({ places }) => places !== null)
  return isRanked
    ? { ...shoot, offered: 'archive', why }
    : { ...shoot, offered: 'chronological', why: 'Your other shoots teach no order: frames stand as they were taken.' }
}

/** Frames of a shoot to keep, by the order that its person is offered. */
export async function diverseInOrder(
  app: Parts,
  { key, person, count }: { readonly key: number; readonly person: string; readonly count: number },
): Promise<readonly number[]> {
  const { order } = await offeredOrder(app, person)
  return app.libraries.slow((library) => library.diverse({ key, person, order, count }))
}
