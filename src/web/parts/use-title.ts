import { useEffect } from 'preact/hooks'

/** What the browser calls this page, such as `Library - palate`; of a photo its name, null until it is known. */
export function useTitle(title: string | null): void {
  useEffect(() => {
    document.title = title === null ? 'palate' : `${title} - palate`
  }, [title])
}
