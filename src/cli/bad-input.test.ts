import { appendFile, copyFile, cp, mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { checkpointFile, checkpointGolden, toTensors } from '../../test/support/checkpoints.ts'
import { type MiniWorld, writeMiniWorld } from '../../test/support/mini-world.ts'
import { ended, palate, spawnPalate } from '../../test/support/palate.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { writeBase } from '../model/index.ts'

/** `@` in arguments and messages stands for this folder. */
const folder = temporaryFolder()
const at = (path: string): string => join(folder, path)
let world: MiniWorld

beforeAll(async () => {
  world = await writeMiniWorld(folder)
  await makeBadThings()
})

/** Beside the good world, one thing of every kind that is not as it should be. */
async function makeBadThings(): Promise<void> {
  const names = world.photos.map((path) => basename(path))
  const csv = (name: string, lines: readonly string[]) => writeFile(at(name), lines.join('\n'))
  await csv('gone.csv', ['image,score', 'a.jpg,1', 'b.jpg,2'])
  await csv('twice.csv', ['image,score', `${names[0]},1`, `${names[0]},2`])
  await csv('header.csv', ['picture,stars', `${names[0]},1`])
  await csv('nan.csv', ['image,score', `${names[0]},NaN`])
  await csv('people.csv', ['rater,image,score', `a,${names[0]},1`, `b,${names[0]},2`])
  await csv('empty.csv', [''])
  await csv('ragged.csv', ['image,score', `${names[0]},1,2`])
  await copyFile(world.photos[0]!, at('binary.csv'))

  await mkdir(at('no-photos'))
  await mkdir(at('broken/images'), { recursive: true })
  await writeFile(at('broken/images/cut.png'), (await readFile(world.photos[0]!)).subarray(0, 300))
  await writeFile(at('broken/images/text.jpg'), 'no photo')
  await csv('broken/ratings.csv', ['image,score', 'cut.png,1', 'text.jpg,2'])
  await writeFile(at('broken.csv'), `image,score\n${names[0]},1\n`)
  await mkdir(at('no-images'))
  await csv('no-images/ratings.csv', ['image,score', 'a.jpg,1'])
  await mkdir(at('leads-out'))
  await csv('leads-out/ratings.csv', ['image,score', '../database/images/00.png,1'])
  for (const name of ['twice', 'header', 'nan']) {
    await mkdir(at(`${name}/images`), { recursive: true })
    await copyFile(world.photos[0]!, at(`${name}/images/${names[0]}`))
    await copyFile(at(`${name}.csv`), at(`${name}/ratings.csv`))
  }

  // Packs: changed, cut short, of another version, without a file, and of a base that is another one here.
  const pack = (name: string) => cp(at('home/packs/mini'), at(`packs/${name}`), { recursive: true })
  for (const name of ['changed', 'cut', 'newer', 'not-json', 'of-other']) await pack(name)
  await appendFile(at('packs/changed/beauty.vector.safetensors'), '!')
  await truncate(at('packs/cut/pack.json'), 100)
  const record = JSON.parse(await readFile(at('packs/newer/pack.json'), 'utf8'))
  await writeFile(at('packs/newer/pack.json'), JSON.stringify({ ...record, schema: 9 }))
  await writeFile(at('packs/not-json/pack.json'), 'pack')
  const foreign = { ...record, base: { ...record.base, name: 'other' } }
  await writeFile(at('packs/of-other/pack.json'), JSON.stringify(foreign))

  await cp(at('home/bases/mini'), at('home/bases/changed'), { recursive: true })
  await copyFile(at('home/bases/other/weights.safetensors'), at('home/bases/changed/weights.safetensors'))
  const { tower, layers } = checkpointGolden().openclip
  await writeBase(at('home/bases/openclip'), {
    name: 'openclip',
    architecture: 'custom',
    source: 'made by test/oracle/checkpoints.py',
    tower,
    preprocessing: { resize: 8, crop: 8, mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] },
    parameters: toTensors(layers),
  })
  for (const name of ['released', 'released-wrong', 'legacy', 'malicious', 'openclip']) {
    await copyFile(checkpointFile(`${name}.pth`), at(`clip_B_3fc_${name}_ava.pth`))
  }
  await copyFile(checkpointFile('malicious.pth'), at('malicious.pth'))
  await copyFile(checkpointFile('dinov2.onnx'), at('small.onnx'))
  await copyFile(checkpointFile('openclip.pth'), at('small.pth'))
  await mkdir(at('folder.csv'))
  await writeFile(at('a-file'), 'a file where a folder should be')
  await copyFile(at('beauty.vector.safetensors'), at('cut.vector.safetensors'))
  await truncate(at('cut.vector.safetensors'), 1000)
}

async function tree(): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true })
  // What was computed of photos may be kept for the next time; half of a file may not.
  return entries.filter((path) => !/^home\/(cache|work|packs$)/.test(path) || /\.(tmp|partial|old)$/.test(path)).sort()
}

/** Command lines whose input is wrong, in `@`; what stands on stderr must be this one sentence. */
const refused: readonly (readonly [command: string, status: 1 | 2, says: string])[] = [
  // rank
  ['rank @/none --ratings @/my.csv --pack mini', 1, ''],
  ['rank @/none.jpg --ratings @/my.csv --pack mini', 1, ''],
  ['rank @/no-photos --ratings @/my.csv --pack mini', 2, ''],
  ['rank @/my.csv --ratings @/my.csv --pack mini', 2, ''],
  ['rank @/broken --ratings @/broken/ratings.csv --pack mini', 1, ''],
  ['rank @/database --ratings @/none.csv --pack mini', 1, ''],
  ['rank @/database --ratings @/gone.csv --pack mini', 1, ''],
  ['rank @/database --ratings @/twice.csv --pack mini', 2, ''],
  ['rank @/database --ratings @/header.csv --pack mini', 2, ''],
  ['rank @/database --ratings @/nan.csv --pack mini', 2, ''],
  ['rank @/database --ratings @/people.csv --pack mini', 2, ''],
  ['rank @/database --ratings @/empty.csv --pack mini', 1, ''],
  ['rank @/database --ratings @/ragged.csv --pack mini', 1, ''],
  ['rank @/database --ratings @/binary.csv --pack mini', 1, ''],
  ['rank @/database --ratings @/database --pack mini', 1, ''],
  ['rank @/database --ratings @/my.csv --pack none', 1, ''],
  ['rank @/database --ratings @/my.csv --pack @/packs/changed', 1, ''],
  ['rank @/database --ratings @/my.csv --pack @/packs/cut', 1, ''],
  ['rank @/database --ratings @/my.csv --pack @/packs/newer', 1, ''],
  ['rank @/database --ratings @/my.csv --pack @/packs/not-json', 1, ''],
  ['rank @/database --ratings @/my.csv --pack @/packs/of-other', 1, ''],
  ['rank @/database --ratings @/my.csv --pack mini --method papre', 2, ''],
  ['rank @/database --ratings @/my.csv --pack mini --out @/order.txt', 2, ''],
  ['rank @/database --ratings @/my.csv --pack mini --out @/a-file/order.csv', 1, ''],
  ['rank @/database --ratings @/my.csv --pack mini --out @/folder.csv', 1, ''],
  ['rank @/database --ratings @/my.csv --pack mini --top 0', 2, ''],
  ['rank @/database --ratings @/my.csv --pack mini --steps few', 2, ''],
  ['rank @/database --ratings @/my.csv --pack mini --seed -1', 2, ''],
  ['rank @/database --ratings @/my.csv --pack mini --device abacus', 2, ''],
  ['rank @/database --rating @/my.csv --pack mini', 2, ''],
  ['rank @/database', 2, ''],
  ['rank --ratings @/my.csv', 2, ''],
  ['rnak @/database', 2, ''],
  // evaluate
  ['evaluate @/none --pack mini', 1, ''],
  ['evaluate @/no-photos --pack mini', 1, ''],
  ['evaluate @/no-images --pack mini', 1, ''],
  ['evaluate @/leads-out --pack mini', 2, ''],
  ['evaluate @/broken --pack mini', 1, ''],
  ['evaluate @/twice --pack mini', 2, ''],
  ['evaluate @/header --pack mini', 2, ''],
  ['evaluate @/nan --pack mini', 2, ''],
  ['evaluate @/database --pack mini --score beauty', 2, ''],
  ['evaluate @/database --pack mini --ratings votes.csv', 1, ''],
  ['evaluate @/database --pack mini --where set', 2, ''],
  ['evaluate @/database --pack mini --where sex=1', 2, ''],
  ['evaluate @/database --pack mini --where set=9', 2, ''],
  ['evaluate @/database --pack none', 1, ''],
  ['evaluate @/database --pack @/packs/of-other', 1, ''],
  ['evaluate @/database --pack seen', 2, ''],
  ['evaluate @/database --pack mini --shots abc', 2, ''],
  ['evaluate @/database --pack mini --shots 4,4', 2, ''],
  ['evaluate @/database --pack mini --shots 11', 2, ''],
  ['evaluate @/database --pack mini --shots 4 --trials 0', 2, ''],
  ['evaluate @/database --pack mini --shots 4 --raters -3', 2, ''],
  ['evaluate @/database --pack mini --shots 4 --methods paper,papre', 2, ''],
  ['evaluate @/database --pack mini --shots 4 --methods ensemble,ensemble', 2, ''],
  ['evaluate @/database --pack mini --shots 4 --methods paper-linear --steps 5 --keep 6', 2, ''],
  ['evaluate @/database --pack mini --shots 4 --record @/my.csv', 1, ''],
  ['evaluate @/database --pack mini --shots 4 --record @/a-file/record', 1, ''],
  ['evaluate @/database --pack mini --shots 4 --trials 1 --out @/a-file/out.json', 1, ''],
  ['evaluate @/database --pack mini --shot 4', 2, ''],
  ['evaluate', 2, ''],
  // train
  ['train @/none --out @/x.safetensors --base mini', 1, ''],
  ['train @/broken --out @/x.safetensors --base mini', 1, ''],
  ['train @/header --out @/x.safetensors --base mini', 2, ''],
  ['train @/database --out @/x.safetensors --base none', 1, ''],
  ['train @/database --out @/x.safetensors --base changed', 1, ''],
  ['train @/database --out @/x.safetensors --base mini --preset fast', 2, ''],
  ['train @/database --out @/x.safetensors --base mini --depth 7', 2, ''],
  ['train @/database --out @/x.safetensors --base mini --range 7,1', 2, ''],
  ['train @/database --out @/x.safetensors --base mini --name a/b', 2, ''],
  ['train @/database --out @/x.safetensors --base mini --head @/beauty.vector.safetensors', 2, ''],
  ['train @/database --out @/x.safetensors --base mini --head @/none.safetensors', 1, ''],
  ['train @/database @/broken --out @/x.safetensors --base mini', 2, ''],
  ['train @/database --out @/x.safetensors --base mini --where rater=r0 --work @/a-file/work', 1, ''],
  ['train @/database --base mini', 2, ''],
  // packs
  ['pack info none', 1, ''],
  ['pack info @/packs/changed', 1, ''],
  ['pack similarity @/packs/newer', 1, ''],
  ['pack similarity mini --svg @/a-file/figure.svg', 1, ''],
  ['pack build @/none.vector.safetensors --name new --base mini', 1, ''],
  ['pack build @/cut.vector.safetensors --name new --base mini', 1, ''],
  ['pack build @/home/bases/mini/weights.safetensors --name new --base mini', 1, ''],
  ['pack build @/beauty.vector.safetensors --name new --base other', 2, ''],
  ['pack build @/beauty.vector.safetensors @/beauty.vector.safetensors --name new --base mini', 2, ''],
  ['pack build @/beauty.vector.safetensors --name ../new --base mini', 2, ''],
  ['pack build @/beauty.vector.safetensors --name mini --base mini', 2, ''],
  ['pack build @/beauty.vector.safetensors --name new --base mini --out @/database --overwrite', 2, ''],
  ['pack build @/beauty.vector.safetensors --name new --base mini --out @/a-file/pack', 1, ''],
  ['pack build @/beauty.vector.safetensors --name new --base mini --storage f8', 2, ''],
  ['pack import-base @/none.onnx --architecture dinov2-small', 1, ''],
  ['pack import-base @/my.csv --architecture dinov2-small', 1, ''],
  ['pack import-base @/small.onnx --architecture dinov2-small', 1, ''],
  ['pack import-base @/small.onnx --architecture openclip-vit-b-16', 2, ''],
  ['pack import-base @/small.pth --architecture openclip-vit-b-16', 1, ''],
  ['pack import-base @/malicious.pth --architecture openclip-vit-b-16', 1, ''],
  ['pack import-base @/small.pth --architecture resnet', 2, ''],
  ['pack import-base @/small.pth --architecture openclip-vit-b-16 --name ../../x', 2, ''],
  ['pack import-released @/clip_B_3fc_released-wrong_ava.pth --base openclip --name new', 1, ''],
  ['pack import-released @/clip_B_3fc_legacy_ava.pth --base openclip --name new', 1, ''],
  ['pack import-released @/clip_B_3fc_malicious_ava.pth --base openclip --name new', 1, ''],
  ['pack import-released @/clip_B_3fc_openclip_ava.pth --base openclip --name new', 1, ''],
  ['pack import-released @/clip_B_3fc_released_ava.pth --base mini --name new', 1, ''],
  ['pack import-released @/small.pth --base openclip --name new', 2, ''],
  ['pack pull nowhere --sha256 00 --architecture dinov2-small', 2, ''],
  ['pack pull http://127.0.0.1:9/x --sha256 00 --architecture dinov2-small', 2, ''],
  ['pack pull file:///etc/passwd --sha256 00 --architecture dinov2-small', 2, ''],
  ['pack pull http://127.0.0.1:9/x --architecture dinov2-small', 2, ''],
  ['pack bild', 2, ''],
  ['pack', 2, ''],
]

describe('bad input', () => {
  it('print', { timeout: 600_000 }, async () => {
    const lines: string[] = []
    let before = await tree()
    for (const [command, status] of refused) {
      const t = performance.now()
      const result = await palate(world.home, command.split(' ').map((word) => word.replace('@', folder)))
      const after = await tree()
      lines.push(`${result.status === status ? '' : '!!! ' + result.status + ' '}${command}  (${Math.round(performance.now() - t)})`)
      lines.push(result.stderr.replaceAll(folder, '@').replace(/^/gm, '      '))
      if (result.stdout !== '') lines.push('STDOUT ' + result.stdout)
      for (const p of after) if (!before.includes(p)) lines.push('NEW ' + p)
      before = after
    }
    await writeFile('/tmp/h7/out.txt', lines.join('\n'))
  })
})
