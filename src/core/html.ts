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

/**
 * The head of a page that opens without a network: it loads nothing and runs nothing, whatever stands in it. Pictures are
 * those that lie in the page itself.
 */
export function pageHead({ title, style }: { readonly title: string; readonly style: string }): Html {
  const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
  return html`<head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${trusted(policy)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    <style>
      ${trusted(style)}
    </style>
  </head>`
}

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
