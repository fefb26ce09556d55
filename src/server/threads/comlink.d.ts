/** comlink has its types beside, where TypeScript does not look for those of a `.mjs` file. */
declare module 'comlink/dist/esm/node-adapter.mjs' {
  export default function nodeEndpoint(
    port: import('node:worker_threads').MessagePort | import('node:worker_threads').Worker,
  ): import('comlink').Endpoint
}
