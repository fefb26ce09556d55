import { z } from 'zod'
import { failure } from '../server/messages/index.ts'

/** The server answered that it cannot, in a sentence for people; or it did not answer. */
export class ServerError extends Error {
  /** HTTP status; 0 where the server did not answer. */
  readonly status: number

  constructor(message: string, status: number) {
    super(message)
    this.name = 'ServerError'
    this.status = status
  }
}

/** What went wrong, for people. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** HTTP status of what went wrong; 0 where the server did not answer. */
export function statusOf(error: unknown): number {
  return error instanceof ServerError ? error.status : 0
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>

/** `/api/order?by=date`: what is undefined is left out. */
export function address(path: string, query: Query = {}): string {
  const parts = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
  )
  return parts.length === 0 ? path : `${path}?${parts.join('&')}`
}

/** @throws {ServerError} */
export async function get<S extends z.ZodType>(
  path: string,
  { schema, query = {}, signal }: { readonly schema: S; readonly query?: Query; readonly signal?: AbortSignal },
): Promise<z.output<S>> {
  return read(await ask(address(path, query), signal === undefined ? {} : { signal }), schema)
}

/** @throws {ServerError} */
export async function post<S extends z.ZodType>(
  path: string,
  body: unknown,
  schema: S,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<z.output<S>> {
  return read(await postFor(path, body, signal === undefined ? {} : { signal }), schema)
}

/** The answer itself, such as a download. @throws {ServerError} */
export async function postFor(
  path: string,
  body: unknown,
  options: { readonly signal?: AbortSignal } = {},
): Promise<Response> {
  return ask(path, {
    ...options,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

async function ask(path: string, options: RequestInit): Promise<Response> {
  let answer: Response
  try {
    answer = await fetch(path, options)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ServerError('palate is not running. Start it again in the terminal; this page goes on by itself.', 0)
  }
  if (answer.ok) return answer
  const said = failure.safeParse(await answer.json().catch(() => undefined))
  throw new ServerError(said.success ? said.data.error : `palate answered with status ${answer.status}`, answer.status)
}

async function read<S extends z.ZodType>(answer: Response, schema: S): Promise<z.output<S>> {
  const parsed = schema.safeParse(await answer.json())
  if (parsed.success) return parsed.data
  throw new ServerError('palate was updated while this page was open. Reload the page.', answer.status)
}
