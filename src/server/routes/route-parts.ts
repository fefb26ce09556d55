import { OpenAPIHono, z } from '@hono/zod-openapi'
import { answerInvalid } from '../failures.ts'
import { failure } from '../messages/index.ts'

/** A group of routes, which refuses what its schemas do in one sentence. */
export function routeGroup(): OpenAPIHono {
  return new OpenAPIHono({ defaultHook: answerInvalid })
}

/** An answer of JSON. */
export function json<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { 'application/json': { schema } } }
}

/** A body of JSON, which has to be there. */
export function jsonBody<S extends z.ZodType>(schema: S) {
  return { required: true, content: { 'application/json': { schema } } }
}

/** What every route may answer instead. */
export const failures = {
  400: json(failure, 'The request cannot be meant.'),
  401: json(failure, 'The token is missing, or another.'),
  403: json(failure, 'Not asked by the page of this server or a program of this machine.'),
  404: json(failure, 'There is no such thing, or its file is not there now.'),
  409: json(failure, 'Something is in the way.'),
} as const

/** The same of routes that take a body. */
export const bodyFailures = { ...failures, 413: json(failure, 'The body is too large.') } as const

/** An answer without anything to say. */
export const nothing = z.strictObject({})
