import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** The head that all vectors of `recipes` start from, written to `out`. `what` is said of it in the log. */
export async function commonHeadOf({ palate, log, ...job }, { recipes, out, what }) {
  const databases = []
  for (const { folder, options } of recipes) databases.push(await palate.openDatabase(folder, options))
  const { head, result } = await palate.trainCommonHead({ ...job, databases, out })
  log(`common head, ${what}: validation SROCC ${result.best.srocc.toFixed(3)} at step ${result.best.step}`)
  return head
}

/** Phase 1 on the databases of `recipes`: the paths of the vectors. */
export async function trainVectors({ palate, log, ...job }, { recipes, commonHead, folder, what }) {
  mkdirSync(folder, { recursive: true })
  const vectors = []
  for (const recipe of recipes) {
    const database = await palate.openDatabase(recipe.folder, recipe.options)
    const out = join(folder, `${recipe.name}.vector.safetensors`)
    const report = await palate.trainVector({ ...job, ...recipe, database, commonHead, out })
    const [frozen, best] = [report.backbone.curve[0], report.backbone.best]
    log(
      `${recipe.name}, ${what}: ${report.photos.train} + ${report.photos.validation} photos, validation SROCC ` +
        `${frozen.srocc.toFixed(3)} frozen, ${best.srocc.toFixed(3)} fine-tuned at step ${best.step}, ${report.seconds.toFixed(0)} s`,
    )
    vectors.push(out)
  }
  return vectors
}

/** Builds the pack and logs what storing each vector costs. */
export async function storePack({ palate, log, seed }, options) {
  const report = await palate.buildPack({ ...options, overwrite: true, seed })
  for (const { name, relativeError, bytes } of report.vectors)
    log(`${name}: ${(bytes / 1e6).toFixed(2)} MB, relative error ${relativeError.toFixed(3)}`)
}
