import { postFor } from '../server.ts'

/** Asks for a file and hands it to the browser to keep. @returns its name. @throws {ServerError} */
export async function download(
  path: string,
  body: unknown,
  { fallback, signal }: { readonly fallback: string; readonly signal: AbortSignal },
): Promise<string> {
  const answer = await postFor(path, body, { signal })
  const name = /filename="?([^";]+)"?/u.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? fallback
  const url = URL.createObjectURL(await answer.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000) // the browser reads it after the click
  return name
}
