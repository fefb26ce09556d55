import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { cookieName, onlyFromHere, protectiveHeaders, requireToken, tokenFromAddress } from './security.ts'
import { openTickets } from './tickets.ts'

const token = 'a1'.repeat(32)
const security = { token, port: () => 4747 }
const app = new Hono()
app.use(protectiveHeaders(), onlyFromHere(security), tokenFromAddress(security))
app.use('/api/*', requireToken(security))
app.get('/', (context) => context.text('page'))
app.get('/api/secret', (context) => context.text('secret'))

const here = { host: '127.0.0.1:4747' }
const bearer = { ...here, authorization: `Bearer ${token}` }

async function statusOf(path: string, headers: Record<string, string>): Promise<number> {
  return (await app.request(path, { headers })).status
}

describe('who is answered', () => {
  it.each(['127.0.0.1:4747', 'localhost:4747', '[::1]:4747', 'LOCALHOST:4747'])('is one who asks %s', async (host) => {
    expect(await statusOf('/api/secret', { ...bearer, host })).toBe(200)
  })

  // A name of somebody else's that leads to 127.0.0.1 has that name in Host.
  it.each([
    'evil.example:4747',
    '127.0.0.1.evil.example:4747',
    'localhost.evil.example:4747',
    '127.0.0.1:4748',
    '127.0.0.1',
    'localhost',
    '127.0.0.1:4747, evil.example',
    'user@127.0.0.1:4747',
    '0.0.0.0:4747',
    '',
  ])('is nobody who asks %j, though with the token', async (host) => {
    expect(await statusOf('/api/secret', { ...bearer, host })).toBe(403)
    expect(await statusOf('/', { host })).toBe(403)
    expect(await statusOf(`/?token=${token}`, { host })).toBe(403)
  })

  it('is nobody who does not say whom they ask', async () => {
    expect(await statusOf('/api/secret', { authorization: `Bearer ${token}` })).toBe(403)
  })

  it.each(['http://127.0.0.1:4747', 'http://localhost:4747', 'http://[::1]:4747'])(
    'is the page at %s',
    async (origin) => {
      expect(await statusOf('/api/secret', { ...bearer, origin })).toBe(200)
    },
  )

  it.each([
    'null',
    'https://127.0.0.1:4747',
    'http://127.0.0.1:4748',
    'http://127.0.0.1',
    'http://127.0.0.1:4747.evil.example',
    'https://evil.example',
    'file://',
    '',
  ])('is no page at %j', async (origin) => {
    expect(await statusOf('/api/secret', { ...bearer, origin })).toBe(403)
    expect(await statusOf('/', { ...here, origin })).toBe(403)
  })

  it.each([
    ['same-origin', 200],
    ['none', 200],
    ['same-site', 403],
    ['cross-site', 403],
    ['anything', 403],
  ])('is asked from %s: %i', async (site, status) => {
    expect(await statusOf('/api/secret', { ...bearer, 'sec-fetch-site': site })).toBe(status)
  })

  it('needs no port for port 80, which browsers leave out', async () => {
    const plain = new Hono().use(onlyFromHere({ token, port: () => 80 })).get('/', (context) => context.text('page'))
    for (const host of ['localhost', 'localhost:80'])
      expect((await plain.request('/', { headers: { host } })).status).toBe(200)
  })
})

describe('the token', () => {
  it.each([
    ['nothing', {}],
    ['another', { authorization: `Bearer ${'b2'.repeat(32)}` }],
    ['a part', { authorization: `Bearer ${token.slice(0, 63)}` }],
    ['more', { authorization: `Bearer ${token}0` }],
    ['an empty one', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: `Basic ${token}` }],
    ['bytes that are no letters', { authorization: 'Bearer \u00fc\u00fc' }],
    ['the cookie of another port', { cookie: `${cookieName(4748)}=${token}` }],
    ['a wrong cookie', { cookie: `${cookieName(4747)}=${'b2'.repeat(32)}` }],
    ['a wrong bearer beside the right cookie', { authorization: 'Bearer x', cookie: `${cookieName(4747)}=${token}` }],
  ])('is asked for where there is %s', async (_, headers) => {
    const answer = await app.request('/api/secret', { headers: { ...here, ...headers } })
    expect(answer.status).toBe(401)
    expect(await answer.json()).toEqual({ error: expect.stringContaining('open palate by the address') })
  })

  it('is not asked for by the page itself', async () => {
    expect(await statusOf('/', here)).toBe(200)
  })

  it('of the printed address becomes a cookie that no script and no other site can use, and leaves the address', async () => {
    const answer = await app.request(`/?token=${token}`, { headers: here })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/'])
    const cookie = answer.headers.get('set-cookie')!
    expect(cookie).toContain(`palate-4747=${token}`)
    for (const word of ['HttpOnly', 'SameSite=Strict', 'Path=/']) expect(cookie).toContain(word)
    expect(cookie).not.toContain('Domain')
    expect(await statusOf('/api/secret', { ...here, cookie: cookie.split(';')[0]! })).toBe(200)
  })

  it('of a wrong address sets nothing', async () => {
    const answer = await app.request(`/?token=${'b2'.repeat(32)}`, { headers: here })
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null])
  })

  it('is given for a ticket too, once and for a minute', async () => {
    let now = 0
    const tickets = openTickets(() => now)
    const ticketed = new Hono().use(tokenFromAddress({ ...security, tickets })).get('/', (context) => context.text(''))
    const open = async (ticket: string) => ticketed.request(`/?ticket=${ticket}`, { headers: here })
    const [first, late] = [tickets.give(), tickets.give()]
    const answer = await open(first)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/'])
    expect(answer.headers.get('set-cookie')).toContain(`palate-4747=${token}`)
    now = 60_001
    for (const ticket of [first, late, '', token]) {
      const refused = await open(ticket)
      expect([refused.status, refused.headers.get('set-cookie')]).toEqual([401, null])
    }
    expect(await statusOf(`/?ticket=${tickets.give()}`, here)).toBe(401) // of another server
  })

  it('in the address opens nothing but the page', async () => {
    expect(await statusOf(`/api/secret?token=${token}`, here)).toBe(401)
  })
})

describe('every answer', () => {
  it.each([
    ['/', here],
    ['/', { host: 'evil.example' }],
    ['/api/secret', here],
    ['/nowhere', here],
  ])('of %s lets the page load nothing from elsewhere, and stands in no frame', async (path, headers) => {
    const found = (await app.request(path, { headers })).headers
    const policy = found.get('content-security-policy')!
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
      ]),
    )
    expect(policy).not.toMatch(/unsafe|https?:|\*|data:/)
    expect(found.get('x-content-type-options')).toBe('nosniff')
    expect(found.get('x-frame-options')).toBe('DENY')
    expect(found.get('referrer-policy')).toBe('no-referrer')
    expect(found.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(found.get('access-control-allow-origin')).toBeNull()
    expect(found.get('cache-control')).toBe('no-store')
  })
})
