import { readFileSync } from 'node:fs'

/** Bytes of a file that test/oracle/heic.js wrote. */
export function goldenHeic(name: string): Buffer {
  return readFileSync(new URL(`../oracle/heic/${name}.heic`, import.meta.url))
}
