// node --import ./typescript/register.js rate-in-child.ts CATALOG PERSON COUNT: rates COUNT photos, every fifth of which it
// takes back, and prints a line of JSON for each event once it is acknowledged.
import { createHash } from 'node:crypto'
import { writeSync } from 'node:fs'
import { openCatalog } from '../../src/catalog/index.ts'

const [path, person, count] = process.argv.slice(2)
const catalog = await openCatalog(path)
const speaker = { person: person!, source: 'test' }
for (let index = 0; index < Number(count); index++) {
  const photo = createHash('sha256').update(`${person} ${index}`).digest('hex')
  const said = { kind: 'score', photo, score: ((index % 5) + 1) as 1 } as const
  const event =
    index % 5 === 4 ? await catalog.undoLast(speaker) : (await catalog.append({ ...speaker, said: [said] }))[0]
  // At once: what a killed process has buffered is lost, and would seem never acknowledged.
  writeSync(1, `${JSON.stringify(event)}\n`)
}
await catalog.close()
