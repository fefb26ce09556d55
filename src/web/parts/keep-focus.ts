/** Keeps the focus where it is, so that the space bar after a press on a button does not press it again. */
export const keepFocus = { onMouseDown: (event: MouseEvent) => event.preventDefault() }
