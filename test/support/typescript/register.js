// `node --import` this file, and TypeScript runs unbuilt on Node 20 too. Vitest reads TypeScript by itself, but not in
// the worker threads that a test starts: those inherit this option from vitest.config.ts.
import { register } from 'node:module'

register('./hooks.js', import.meta.url)
