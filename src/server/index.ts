export { readAppMemory } from './app-memory.ts'
export { type RunningServer, type ServerOptions, startServer } from './start-server.ts'
export * from './messages/index.ts'
