import type { Command } from 'commander'
import { addCompare } from './taste-compare.ts'
import { addForget } from './taste-forget.ts'
import { addMerge } from './taste-merge.ts'
import { addMigrate } from './taste-migrate.ts'
import { addNext } from './taste-next.ts'
import { addShow } from './taste-show.ts'
import { addWhy } from './taste-why.ts'

export function addTaste(program: Command): void {
  const group = program
    .command('taste')
    .summary('look into tastes that `palate rank --save-taste` keeps, and change them')
  addShow(group)
  addWhy(group)
  addNext(group)
  addCompare(group)
  addMerge(group)
  addForget(group)
  addMigrate(group)
}
