/** What the server and its clients say to each other, once for both. Nothing here needs Node. */
export * from './files.ts'
export * from './order.ts'
export * from './photos.ts'
export * from './said.ts'
export * from './shoots.ts'
export * from './state.ts'
export * from './taste.ts'
