import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

/**
 * What every part of a recipe takes: the library (`dist/index.js`, or its source in tests), an engine, where to report, how
 * to be stopped (Ctrl-C), and a log that is kept in the work folder.
 */
export function openJob(palate, { work, seed }) {
  mkdirSync(work, { recursive: true })
  const controller = new AbortController()
  process.on('SIGINT', () => controller.abort())
  let printed = 0
  const progress = {
    report({ label, done, total, note }) {
      if (Date.now() - printed < 15_000 && done < total) return
      printed = Date.now()
      console.error(`${label}: ${done} of ${total}${note === undefined ? '' : `, ${note}`}`)
    },
  }
  const log = (line) => {
    console.log(line)
    appendFileSync(join(work, 'build.log'), `${line}\n`)
  }
  return { palate, engine: palate.openEngine(), seed, now: Date.now, progress, signal: controller.signal, work, log }
}

/** Puts a finished pack and its log where packs are kept. A model card that is there stays; nothing but a pack is replaced. */
export function publish({ pack, work, out }) {
  if (existsSync(out) && readdirSync(out).length > 0 && !existsSync(join(out, 'pack.json')))
    throw new Error(`${out} is there and is no pack; choose another folder`)
  const card = existsSync(join(out, 'README.md')) ? readFileSync(join(out, 'README.md')) : undefined
  rmSync(out, { recursive: true, force: true })
  cpSync(pack, out, { recursive: true })
  if (existsSync(join(work, 'build.log'))) cpSync(join(work, 'build.log'), join(out, 'build.log'))
  if (card !== undefined) writeFileSync(join(out, 'README.md'), card)
}
