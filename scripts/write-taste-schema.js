// Writes docs/taste.schema.json, the JSON Schema of taste files. A test says when it is out of date.
//
//   npm run build && node scripts/write-taste-schema.js

import { writeFileSync } from 'node:fs'
import { tasteFileJsonSchema } from '../dist/index.js'

const path = new URL('../docs/taste.schema.json', import.meta.url)
writeFileSync(path, `${JSON.stringify(tasteFileJsonSchema(), null, 2)}\n`)
