/** Groups of photos: each photo is in one group. */
export interface Groups {
  /** (photo): number of its group. */
  readonly of: Int32Array
  /** (group + 1): where each group starts in `members`. */
  readonly starts: Int32Array
  /** (photo): places of the photos, group by group, in each in the order of taking. */
  readonly members: Int32Array
}

/** How many groups there are. */
export function countGroups({ starts }: Groups): number {
  return starts.length - 1
}

/** Places of the photos of one group, in the order of taking. */
export function membersOf({ starts, members }: Groups, group: number): Int32Array {
  return members.subarray(starts[group], starts[group + 1])
}

/** Groups by the number of each photo's group, from 0 on without gaps; `order` (photo) says in which order they were taken. */
export function groupsBy(
  of: Int32Array,
  { order, count }: { readonly order: Int32Array; readonly count: number },
): Groups {
  const starts = new Int32Array(count + 1)
  for (const group of of) starts[group + 1]!++
  for (let group = 0; group < count; group++) starts[group + 1]! += starts[group]!
  const next = starts.slice(0, count)
  const members = new Int32Array(of.length)
  for (const place of order) members[next[of[place]!]!++] = place
  return { of, starts, members }
}
