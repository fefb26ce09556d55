/** A learning rate that falls from `start` to `end` over `steps` along half a cosine (SGDR without restarts). */
export interface CosineSchedule {
  readonly start: number
  readonly end: number
  readonly steps: number
}

/** Learning rate of step 0, 1 .. steps - 1; torch's CosineAnnealingLR with T_max = steps and eta_min = end. */
export function learningRate({ start, end, steps }: CosineSchedule, step: number): number {
  return end + ((start - end) * (1 + Math.cos((Math.PI * step) / steps))) / 2
}
