import { execFile, spawn } from 'node:child_process'
import { dirname } from 'node:path'
import type { Socket } from 'node:net'
import { promisify } from 'node:util'

/** Of a photo. A preview of 100 megapixels takes a second. */
const mostMilliseconds = 30_000
/** Of what is written for one photo, in bytes. */
const mostOutput = 256 * 2 ** 20
/** Older ones run what a hostile file or file name tells them (CVE-2021-22204, CVE-2022-23935). */
const oldestVersion = 12.38

const install =
  'install it (https://exiftool.org, the package libimage-exiftool-perl, or brew install exiftool) or name it in PALATE_EXIFTOOL'

/** The name or path of the program; `-ver` says whether it is there. */
export function exifToolName(): string {
  return process.env['PALATE_EXIFTOOL'] || 'exiftool'
}

/** What RAW photos need before they can be read, as half a sentence; undefined where ExifTool is here and new enough. */
export async function exifToolNeeds(): Promise<string | undefined> {
  const name = exifToolName()
  const version = await promisify(execFile)(name, ['-ver'], { timeout: mostMilliseconds, cwd: ownFolder }).then(
    ({ stdout }) => Number(stdout),
    () => undefined,
  )
  if (version === undefined || Number.isNaN(version)) {
    return `RAW photos need ExifTool, and ${name} is not there; ${install}`
  }
  if (version >= oldestVersion) return undefined
  return `RAW photos need ExifTool ${oldestVersion} or later, for safety, and ${name} is ${version}; ${install}`
}

/** On Windows, programs in the working folder go before those on the PATH: it must not be one of photos. */
const ownFolder = dirname(process.execPath)

/** A running ExifTool, which answers one question at a time. */
export interface ExifTool {
  /**
   * What it writes for arguments, one a line. @throws {Error} with half a sentence where it takes too long, writes too
   * much or stops; it has then ended.
   */
  ask(lines: readonly string[]): Promise<Buffer>
  end(): void
}

/**
 * A shell that ends ExifTool as soon as the pipe at 3 is closed, which the system does however we end: by itself,
 * ExifTool waits for ever for the next question of a process that was killed. (Through 4, because a shell takes standard
 * input away from what it starts beside itself.)
 */
const guard = 'exec 4<&0; "$@" <&4 3<&- 4<&- & exec <&- 4<&- >&-; read -r _ <&3; kill $! 2>&-'

/** Starts ExifTool. Starting takes a fifth of a second, a question some hundredths: one process for many photos. */
export function startExifTool(name = exifToolName()): ExifTool {
  // No configuration of the user's, which could change what tags are called.
  const command = [name, '-config', '', '-stay_open', 'True', '-@', '-']
  const [program, ...args] = process.platform === 'win32' ? command : ['/bin/sh', '-c', guard, 'sh', ...command]
  const child = spawn(program!, args, { stdio: ['pipe', 'pipe', 'ignore', 'pipe'], cwd: ownFolder, windowsHide: true })
  // All pipes are sockets; between questions, none of them keeps our process running.
  const [stdin, stdout, watched] = [child.stdin, child.stdout, child.stdio[3]] as unknown as [Socket, Socket, Socket]
  child.unref()
  for (const pipe of [stdin, stdout, watched]) {
    pipe.unref()
    pipe.on('error', () => {}) // a broken pipe closes `stdout`, which is looked at
  }
  child.on('error', () => stdout.destroy())

  function end(): void {
    watched.destroy()
    stdin.destroy()
    if (process.platform === 'win32') child.kill()
  }

  function ask(lines: readonly string[]): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = []
      let size = 0
      let tail = ''
      const onData = (chunk: Buffer): void => {
        chunks.push(chunk)
        size += chunk.length
        tail = (tail + chunk.subarray(-9).toString('latin1')).slice(-9)
        if (size > mostOutput) fail(`wrote more than ${mostOutput / 2 ** 20} MiB`)
        else if (/\{ready\}\r?\n$/.test(tail)) settle(() => resolve(withoutReady(Buffer.concat(chunks))))
      }
      const fail = (detail: string): void => {
        end()
        settle(() => reject(new Error(`ExifTool ${detail}`)))
      }
      const onClose = (): void => fail('stopped')
      const timer = setTimeout(() => fail(`took more than ${mostMilliseconds / 1000} s`), mostMilliseconds)
      const settle = (how: () => void): void => {
        clearTimeout(timer)
        stdout.off('data', onData).off('close', onClose)
        how()
      }
      if (stdout.destroyed) return onClose()
      stdout.on('data', onData).on('close', onClose)
      stdin.write([...lines, '-execute', ''].join('\n'))
    })
  }
  return { ask, end }
}

function withoutReady(output: Buffer): Buffer {
  return output.subarray(0, output.lastIndexOf('{ready}'))
}
