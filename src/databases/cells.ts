// What Number() takes and a person does not mean: '' for 0, '0x10' for 16, ' 1 '.

/** The whole number from 0 that a cell of a table says; undefined where it says none. */
export function wholeCell(cell: string): number | undefined {
  return /^\d{1,9}$/.test(cell) ? Number(cell) : undefined
}

/** The finite number that a cell of a table says; undefined where it says none. */
export function numberCell(cell: string): number | undefined {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell) ? Number(cell) : Number.NaN
  return Number.isFinite(value) ? value : undefined
}
