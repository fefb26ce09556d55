/** Those compared at first: a photo and those taken next to it, in the order of the series. */
export function chosenFirst(
  series: readonly number[],
  { photo, most }: { readonly photo: number; readonly most: number },
): readonly number[] {
  const at = Math.max(0, series.indexOf(photo))
  const start = Math.max(0, Math.min(at - Math.floor((most - 1) / 2), series.length - most))
  return series.slice(start, start + most)
}

/** One more or one less of them. Two stay; beyond `most` the one that was chosen longest ago goes. */
export function choose(
  chosen: readonly number[],
  { photo, most }: { readonly photo: number; readonly most: number },
): readonly number[] {
  if (!chosen.includes(photo)) return [...chosen, photo].slice(-most)
  return chosen.length > 2 ? chosen.filter((each) => each !== photo) : chosen
}
