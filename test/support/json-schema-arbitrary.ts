import fc from 'fast-check'

/** As much of JSON Schema as zod writes for our messages. */
export interface JsonSchema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: unknown
  readonly items?: JsonSchema
  readonly prefixItems?: readonly JsonSchema[]
  readonly minItems?: number
  readonly maxItems?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
}

/** Values that a schema allows. `known` gives values for properties of these names, which are drawn more often than others. */
export function valuesOf(
  schema: JsonSchema,
  known: Readonly<Record<string, fc.Arbitrary<unknown>>> = {},
): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  const some = schema.anyOf ?? schema.oneOf
  if (some !== undefined) return fc.oneof(...some.map((each) => valuesOf(each, known)))
  switch (schema.type) {
    case 'object':
      return objects(schema, known)
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}, known), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 5, 5),
      })
    case 'string':
      return strings(schema)
    case 'integer': {
      const min = schema.minimum ?? (schema.exclusiveMinimum === undefined ? -1000 : schema.exclusiveMinimum + 1)
      return fc.oneof(
        fc.integer({ min, max: Math.min(schema.maximum ?? 1000, 1000) }),
        fc.maxSafeInteger().filter((value) => value >= min && value <= (schema.maximum ?? value)),
      )
    }
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return fc.jsonValue()
  }
}

function objects(
  { properties = {}, required = [] }: JsonSchema,
  known: Readonly<Record<string, fc.Arbitrary<unknown>>>,
): fc.Arbitrary<unknown> {
  const fields = Object.entries(properties).map(([name, schema]) => {
    const allowed = valuesOf(schema, known)
    return [
      name,
      known[name] === undefined
        ? allowed
        : fc.oneof({ weight: 3, arbitrary: known[name] }, { weight: 1, arbitrary: allowed }),
    ] as const
  })
  return fc.record(Object.fromEntries(fields), { requiredKeys: [...required] })
}

function strings({ pattern, format, minLength = 0, maxLength = 40 }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'date')
    return fc
      .date({ min: new Date('1990-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
      .map((day) => day.toISOString().slice(0, 10))
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern, 'u'), { size: 'small' })
  return fc.string({ minLength, maxLength: Math.min(maxLength, 40), unit: 'grapheme' })
}

/** What a program that means no good puts where a value belongs. */
export const hostileValues: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0,
    0.5,
    1e308,
    -(2 ** 53),
    2 ** 31,
    '',
    ' ',
    'NaN',
    '-0',
    '1e3',
    '../../etc/passwd',
    '/etc/passwd',
    'a\0b',
    '\uD800',
    "' or 1=1 --",
    '<script>alert(1)</script>',
    '=cmd()',
    '__proto__',
    'constructor',
    'x'.repeat(5000),
    [],
    {},
    [[[[]]]],
    { __proto__: null, constructor: {} },
  ),
  fc.jsonValue(),
)

/** A value as it was but in one place, where something hostile stands, or from which it was taken away. */
export function nearly(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(values, fc.nat(), hostileValues, fc.constantFrom('replace', 'drop', 'add'))
    .map(([value, at, hostile, how]) => changed(value, at, { hostile, how }))
}

function changed(value: unknown, at: number, change: { readonly hostile: unknown; readonly how: string }): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return change.hostile
  const entries = Object.entries(value)
  if (change.how === 'add' || entries.length === 0) return { ...value, more: change.hostile }
  const chosen = at % entries.length
  if (change.how === 'drop') return Object.fromEntries(entries.filter((_, index) => index !== chosen))
  return Object.fromEntries(
    entries.map(([name, each], index) => [
      name,
      index === chosen ? changed(each, Math.floor(at / entries.length), change) : each,
    ]),
  )
}
