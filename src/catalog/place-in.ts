/** Where a number stands among ascending ones; undefined where it is not among them. */
export function placeIn(ids: Int32Array, id: number): number | undefined {
  let [low, high] = [0, ids.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (ids[middle]! < id) low = middle + 1
    else high = middle
  }
  return ids[low] === id ? low : undefined
}
