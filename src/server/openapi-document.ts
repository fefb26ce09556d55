import { type OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi'

/**
 * What `/openapi.json` says of all routes of an app. The schemas are written by zod itself: the library's own writer
 * loses what it does not know, such as the second of two literals.
 */
export function openApiDocument(app: OpenAPIHono, { version }: { readonly version: string }): OpenApiDocument {
  const paths: Record<string, Record<string, Operation>> = {}
  for (const definition of app.openAPIRegistry.definitions) {
    if (definition.type !== 'route') continue
    const { path, method } = definition.route
    paths[path] = { ...paths[path], [method]: operationOf(definition.route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'palate',
      version,
      description: 'What the page of `palate serve` is made of: photos in the order of a taste.',
    },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    security: [{ token: [] }],
    paths,
  }
}

/** As much of OpenAPI 3.1 as palate says. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly components: object
  readonly security: readonly object[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

export interface Operation {
  readonly summary: string | undefined
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly required: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>
}

export interface Parameter {
  readonly in: 'path' | 'query'
  readonly name: string
  readonly required: boolean
  readonly schema: JsonSchema
}

type JsonSchema = Readonly<Record<string, unknown>>
type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>

function operationOf({ summary, request, responses }: RouteConfig): Operation {
  const parameters = [...parametersOf('path', request?.params), ...parametersOf('query', request?.query)]
  const body = request?.body
  return {
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: body.required === true, content: contentOf(body.content, 'input') } }),
    responses: Object.fromEntries(
      Object.entries(responses as Record<string, Answer>).map(([status, { description, content }]) => [
        status,
        { description, ...(content && { content: contentOf(content, 'output') }) },
      ]),
    ),
  }
}

/** We refer to no answers by name. */
interface Answer {
  readonly description: string
  readonly content?: object
}

function parametersOf(place: Parameter['in'], schema: unknown): readonly Parameter[] {
  if (!(schema instanceof z.ZodObject)) return []
  const { properties = {}, required = [] } = jsonSchema(schema, 'input')
  return Object.entries(properties as Record<string, JsonSchema>).map(([name, each]) => ({
    in: place,
    name,
    required: place === 'path' || (required as readonly string[]).includes(name),
    schema: each,
  }))
}

function contentOf(content: object, io: 'input' | 'output'): Content {
  return Object.fromEntries(
    Object.entries(content as Record<string, { readonly schema: z.ZodType }>).map(([type, { schema }]) => [
      type,
      { schema: jsonSchema(schema, io) },
    ]),
  )
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...written } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return written
}
