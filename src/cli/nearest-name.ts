/** The name that a misspelt one was probably meant to be; undefined where none is like it. */
export function nearestName(misspelt: string, names: readonly string[]): string | undefined {
  const most = misspelt.length < 4 ? 1 : 2
  const near = names
    .map((name) => ({ name, steps: editSteps(misspelt.toLowerCase(), name) }))
    .filter(({ steps }) => steps <= most)
    .sort((a, b) => a.steps - b.steps)
  return near[0]?.name
}

/** Letters put in, left out, replaced or swapped with their neighbour (optimal string alignment distance). */
function editSteps(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)]
  for (let row = 1; row <= a.length; row++) {
    const steps = [row]
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1]
      const isSwapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      steps.push(
        Math.min(
          rows[row - 1]![column]! + 1,
          steps[column - 1]! + 1,
          rows[row - 1]![column - 1]! + (isSame ? 0 : 1),
          isSwapped ? rows[row - 2]![column - 2]! + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    rows.push(steps)
  }
  return rows[a.length]![b.length]!
}
