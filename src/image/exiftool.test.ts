import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../test/support/picture.ts'
import { describeWith } from '../../test/support/programs.ts'
import { startExifTool } from './exiftool.ts'

const folder = temporaryFolder()

function isRunning(process_: number): boolean {
  try {
    return process.kill(process_, 0)
  } catch {
    return false
  }
}

async function hasEnded(process_: number): Promise<boolean> {
  for (let time = 0; time < 100 && isRunning(process_); time++) await setTimeout(50)
  return !isRunning(process_)
}

/** A program that leaves its process number in a file and becomes ExifTool. */
async function watchedExifTool(name: string): Promise<{ readonly program: string; number(): Promise<number> }> {
  const program = join(folder, `${name}.sh`)
  await writeFile(
    program,
    `#!/bin/sh\necho $$ > "${program}.number"\nexec ${process.env['PALATE_EXIFTOOL'] ?? 'exiftool'} "$@"\n`,
  )
  await chmod(program, 0o755)
  return { program, number: async () => Number(await readFile(`${program}.number`, 'utf8')) }
}

describeWith('ExifTool', 'a running ExifTool', () => {
  it('answers one question after the other', async () => {
    const exifTool = startExifTool()
    const first = await exifTool.ask(['-ver'])
    expect(first.toString()).toMatch(/^\d+\.\d+\n$/)
    expect(await exifTool.ask(['-ver'])).toEqual(first)
    exifTool.end()
  })

  it('ends when told, and then says that it has', async () => {
    const { program, number } = await watchedExifTool('told')
    const exifTool = startExifTool(program)
    await exifTool.ask(['-ver'])
    exifTool.end()
    expect(await hasEnded(await number())).toBe(true)
    await expect(exifTool.ask(['-ver'])).rejects.toThrow('ExifTool stopped')
  })

  it('that was killed says so', async () => {
    const { program, number } = await watchedExifTool('killed')
    const exifTool = startExifTool(program)
    await exifTool.ask(['-ver'])
    const answer = exifTool.ask([]) // something to answer is on its way
    process.kill(await number(), 'SIGKILL')
    await answer.catch(() => {})
    await expect(exifTool.ask(['-ver'])).rejects.toThrow('ExifTool stopped')
  })

  it('does not outlive a palate that is killed', async () => {
    const { program, number } = await watchedExifTool('orphan')
    const register = new URL('../../test/support/typescript/register.js', import.meta.url).href
    const script = `
      import { startExifTool } from ${JSON.stringify(new URL('exiftool.ts', import.meta.url).href)}
      await startExifTool(${JSON.stringify(program)}).ask(['-ver'])
      console.log('ready')
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--import', register, '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    expect(isRunning(await number())).toBe(true)
    child.kill('SIGKILL')
    expect(await hasEnded(await number())).toBe(true)
  })
})
