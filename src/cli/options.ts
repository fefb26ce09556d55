import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Where } from '../databases/index.ts'
import { type Device, devices, type EngineOptions } from '../graph/index.ts'

// Parsers of option values: what they throw is printed as one sentence, with exit status 2.

export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < least)
      throw new InvalidArgumentError(`expected a whole number from ${least}.`)
    return value
  }
}

/** `10,100` */
export function wholeNumbers(text: string): number[] {
  return text.split(',').map((part) => wholeNumber(0)(part.trim()))
}

/** One of `names`: a misspelt one is found before any work is done. */
export function oneOf(names: readonly string[]): (text: string) => string {
  return (text) => {
    if (!names.includes(text)) throw new InvalidArgumentError(`choose from ${names.join(', ')}.`)
    return text
  }
}

/** `a,b`, each of `names`. */
export function someOf(names: readonly string[]): (text: string) => string[] {
  return (text) => text.split(',').map((part) => oneOf(names)(part.trim()))
}

/** `COL=VALUE`, again for another value or column. */
export function where(text: string, before: readonly Where[] = []): Where[] {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('expected COLUMN=VALUE.')
  return [...before, { column: text.slice(0, at), value: text.slice(at + 1) }]
}

/** `1,7` */
export function range(text: string): [number, number] {
  const [low, high, ...rest] = text.split(',').map(Number)
  if (low === undefined || high === undefined || rest.length > 0 || !(low < high))
    throw new InvalidArgumentError('expected LOWEST,HIGHEST.')
  return [low, high]
}

/** The pack inside the package, which needs nothing else. */
export const DEFAULT_PACK = 'starter'

export interface EngineFlags {
  readonly device: Device
  readonly threads?: number
}

/** `--device` and `--threads`, where a command runs a network. */
export function withEngineOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--device <name>', 'where networks run; all but cpu are untested')
        .choices([...devices])
        .default('cpu'),
    )
    .option('--threads <n>', 'threads of one operation; default: one a core', wholeNumber(1))
}

export function engineOptions({ device, threads }: EngineFlags): EngineOptions {
  return { device, ...(threads === undefined ? {} : { threads }) }
}

/** An option that was left out is absent, not undefined. */
export function given<T extends object>(options: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never
}
