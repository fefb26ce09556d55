import { type ChildProcess, spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished, vi } from 'vitest'
import { main } from '../../src/cli/main.ts'

/** Words parted by spaces, or word by word where one may hold a space. */
type Command = string | readonly string[]

export interface CommandResult {
  /** Exit status. */
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command line in this process, with `home` as the data folder. One at a time. */
export async function palate(home: string, command: Command): Promise<CommandResult> {
  let stdout = ''
  let stderr = ''
  vi.stubEnv('PALATE_HOME', home)
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((stdout += String(text)), true)),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((stderr += String(text)), true)),
  ]
  try {
    return { status: await main(wordsOf(command)), stdout, stderr }
  } finally {
    for (const spy of spies) spy.mockRestore()
    vi.unstubAllEnvs()
  }
}

function wordsOf(command: Command): readonly string[] {
  return typeof command === 'string' ? command.split(' ').filter((word) => word !== '') : command
}

const support = dirname(fileURLToPath(import.meta.url))

/** The same from source in a process of its own, killed with the test. `shell` starts it: `ulimit -f 1; exec "$@"`. */
export function spawnPalate(home: string, command: Command, shell = 'exec "$@"'): ChildProcess {
  const node = [process.execPath, '--import', join(support, 'typescript', 'register.js'), join(support, 'run-main.ts')]
  const child = spawn('sh', ['-c', shell, 'sh', ...node, ...wordsOf(command)], {
    env: { ...process.env, PALATE_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** What a process printed and how it ended; `watch` sees each piece of stderr as it comes. */
export async function ended(child: ChildProcess, watch: (stderr: string) => void = () => {}): Promise<CommandResult> {
  let stdout = ''
  let stderr = ''
  child.stdout!.setEncoding('utf8').on('data', (text) => (stdout += text))
  child.stderr!.setEncoding('utf8').on('data', (text) => watch((stderr += text)))
  const status = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? -1))
  })
  return { status, stdout, stderr }
}
