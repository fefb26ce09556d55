import { timingSafeEqual } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { Failure } from './messages/index.ts'
import type { Tickets } from './tickets.ts'

/** The page may load what this server gives it, talk to nobody else, and stand in no frame. */
const CONTENT_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; " +
  "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const HEADERS = {
  'Content-Security-Policy': CONTENT_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()',
} as const

/** The longest that browsers keep a cookie. */
const COOKIE_SECONDS = 400 * 24 * 3600

export interface SecurityOptions {
  readonly token: string
  /** The port that is listened on. */
  readonly port: () => number
  readonly tickets?: Tickets
}

/** The same on every answer, whatever it says. */
export function protectiveHeaders(): MiddlewareHandler {
  return async (context, next) => {
    await next()
    for (const [name, value] of Object.entries(HEADERS)) context.res.headers.set(name, value)
    // What people think of photos is kept in no browser's cache.
    if (!context.res.headers.has('cache-control')) context.res.headers.set('cache-control', 'no-store')
  }
}

/**
 * Answers only what was asked of this machine by its own page or program: the Host, which a name that was bound to
 * 127.0.0.1 by somebody else would not pass; the Origin; and where the browser says the question comes from.
 */
export function onlyFromHere({ port }: SecurityOptions): MiddlewareHandler {
  return async (context, next) => {
    const hosts = hostsOf(port())
    const host = context.req.header('host')?.toLowerCase()
    if (host === undefined || !hosts.includes(host))
      return refuse(context, 403, 'palate answers at 127.0.0.1 and localhost only')
    const origin = context.req.header('origin')
    if (origin !== undefined && !hosts.some((each) => origin === `http://${each}`))
      return refuse(context, 403, 'palate answers its own page only, not other sites')
    const site = context.req.header('sec-fetch-site')
    if (site !== undefined && site !== 'same-origin' && site !== 'none')
      return refuse(context, 403, 'palate answers its own page only, not other sites')
    return next()
  }
}

/**
 * `GET /?token=..`, the address that is printed at the start, or `/?ticket=..`, with which a browser is started: keeps the
 * token in a cookie that no script can read.
 */
export function tokenFromAddress({ token, port, tickets }: SecurityOptions): MiddlewareHandler {
  return async (context, next) => {
    const given = context.req.query('token')
    const ticket = context.req.query('ticket')
    if ((given ?? ticket) === undefined || context.req.path !== '/' || context.req.method !== 'GET') return next()
    const isKnown = given === undefined ? tickets?.take(ticket!) === true : isSame(given, token)
    if (!isKnown) return refuse(context, 401, STALE)
    setCookie(context, cookieName(port()), token, {
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
      maxAge: COOKIE_SECONDS,
    })
    context.header('Cache-Control', 'no-store')
    return context.redirect('/', 303)
  }
}

const STALE = 'open palate by the address that it printed when it was started: it holds a token'

/** Everything but the page's own files is for those who have the token, as a bearer or in the cookie. */
export function requireToken({ token, port }: SecurityOptions): MiddlewareHandler {
  return async (context, next) => {
    const bearer = /^Bearer (.+)$/i.exec(context.req.header('authorization') ?? '')?.[1]
    const given = bearer ?? getCookie(context, cookieName(port()))
    if (given === undefined || !isSame(given, token)) return refuse(context, 401, STALE)
    return next()
  }
}

/** Cookies are shared by all ports of a host: each server has its own. */
export function cookieName(port: number): string {
  return `palate-${port}`
}

/** Browsers leave out the port of HTTP. */
function hostsOf(port: number): readonly string[] {
  const names = ['127.0.0.1', 'localhost', '[::1]']
  return names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]))
}

/** In constant time for strings of the same length. */
function isSame(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function refuse(context: Context, status: 401 | 403, error: string): Response {
  return context.json({ error } satisfies Failure, status)
}
