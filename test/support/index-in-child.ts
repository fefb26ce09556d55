// node --import ./typescript/register.js index-in-child.ts CATALOG FOLDER LOG [KILL_AT]: indexes FOLDER with the describer
// of colours; a line of LOG says how many photos each call was given. KILL_AT is a call within which it is killed.
import { appendFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { indexPhotos, openCatalog } from '../../src/catalog/index.ts'
import { findPhotos } from '../../src/image/index.ts'
import { colourDescriber } from './colour-describer.ts'

const [path, folder, log, killAt] = process.argv.slice(2)
let calls = 0
const describer = colourDescriber({
  async before(photos) {
    appendFileSync(log!, `${photos}\n`)
    calls++
    await setTimeout(20) // as if there were something to compute: the next batch is decoded meanwhile
    if (calls === Number(killAt)) process.kill(process.pid, 'SIGKILL')
  },
})
const catalog = await openCatalog(path)
const report = await indexPhotos({ catalog, describer, paths: await findPhotos([folder!]) })
await catalog.close()
process.stdout.write(JSON.stringify(report))
