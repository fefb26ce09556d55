/** Text of a page that a browser shows and never runs. Made by `html` and `trusted` only. */
export interface Html {
  readonly html: string
}

type Part = string | number | Html | readonly Html[]

/**
 * A piece of a page: html`<td>${name}</td>`. Text in the gaps is escaped, whoever wrote it; pieces made by `html` stay.
 */
export function html(fixed: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: fixed.map((text, at) => text + (at < parts.length ? partText(parts[at]!) : '')).join('') }
}

/** Markup of our own making, such as a chart: must not hold text of others that was not escaped. */
export function trusted(markup: string): Html {
  return { html: markup }
}

export const nothing: Html = { html: '' }

function partText(part: Part): string {
  if (typeof part === 'number') return String(part)
  if (typeof part === 'string') return escape(part)
  return 'html' in part ? part.html : part.map((piece) => piece.html).join('\n')
}

/** For text and for attributes in double or single quotes; characters that no page may hold become a mark. */
function escape(text: string): string {
  return text
    .replace(/[^\t\n\r\P{Cc}]|\p{Surrogate}|[\ufffe\uffff]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
