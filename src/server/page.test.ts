import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Hono } from 'hono'
import { beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../test/support/picture.ts'
import { servePage } from './page.ts'

const folder = temporaryFolder()
const web = join(folder, 'web')
beforeAll(async () => {
  await mkdir(join(web, 'assets'), { recursive: true })
  await writeFile(join(web, 'index.html'), '<title>page</title>')
  await writeFile(join(web, 'assets', 'main-1a2b.js'), 'run()')
  await writeFile(join(web, 'icon.svg'), '<svg/>')
  await writeFile(join(folder, 'secret.txt'), 'secret')
  await symlink(join(folder, 'secret.txt'), join(web, 'link.txt'))
})
const app = new Hono().get('*', (context, next) => servePage(web)(context, next))

describe('the page', () => {
  it.each(['/', '/library', '/photo/12', '/taste/me%20too'])(
    'is index.html at %s, which its own router reads',
    async (path) => {
      const answer = await app.request(path)
      expect(await answer.text()).toContain('page')
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(answer.headers.get('cache-control')).toBe('no-cache')
    },
  )

  it('has files of their kinds, of which those that are named by their content are kept', async () => {
    const script = await app.request('/assets/main-1a2b.js')
    expect(await script.text()).toBe('run()')
    expect(script.headers.get('content-type')).toContain('text/javascript')
    expect(script.headers.get('cache-control')).toContain('immutable')
    expect((await app.request('/icon.svg')).headers.get('content-type')).toBe('image/svg+xml')
  })

  it.each([
    '/nothing.js',
    '/assets/..%2f..%2fsecret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/..%5csecret.txt',
    '/link.txt',
    '/%00.txt',
    '/%ff.txt',
    '//etc/passwd.txt',
    '/assets.d',
  ])('gives nothing at %s', async (path) => {
    const answer = await app.request(`http://127.0.0.1${path}`)
    expect(answer.status).toBe(404)
    expect(await answer.text()).not.toContain('secret')
  })

  it.each([null, join(folder, 'not-built')])('is one sentence where there is none: %s', async (none) => {
    const bare = new Hono().get('*', (context, next) => servePage(none)(context, next))
    expect(await (await bare.request('/')).text()).toContain('without its page')
  })
})
