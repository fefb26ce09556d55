import type { LearnContext, Outcome, Support } from '../personalize/index.ts'

export type { LearnContext, Outcome, Support } from '../personalize/index.ts'

/**
 * The words of an evaluation. A *bed* is a list of photos, known here by their places in it; *raters* scored some of them.
 * A *trial* gives K random photos of a rater with their scores (the *support*) to every method and judges the order in
 * which the method puts the rater's other photos (the *test*). Nothing here knows of networks, files or packs.
 */

export interface Rater {
  readonly id: string
  /** Places in the bed, each once, in any order. */
  readonly photos: readonly number[]
  /** One finite score a photo, on any scale; higher is better. */
  readonly scores: readonly number[]
}

/** Id of the one rater of a database that names none. */
export const everyone = 'everyone'

/** A way to order a rater's photos. The methods of `personalize` are such, and need not know which trial it is. */
export interface Method {
  readonly name: string
  /** Gives the same labels for every rater and trial of one K. Must not look at anything of the rater but the support. */
  learn(support: Support, context: TrialContext): Promise<readonly Outcome[]>
}

/** Which trial it is, for what another program made of the same one. */
export interface TrialContext extends LearnContext {
  readonly trial: number
  readonly shots: number
}

/** What the judged methods may have met before. */
export const protocolNames = ['unseen-photos', 'unseen-users', 'unseen-both'] as const

/**
 * - `unseen-photos`: no pack was trained on a photo that is judged (see the leak guard). What learns from other raters
 *   may use all of them.
 * - `unseen-users`: besides, the raters are parted in *known* and *judged* ones. Only the latter are judged, and what
 *   learns from other raters may use the former alone: it never met the judged raters' kind.
 * - `unseen-both`: the raters are parted as in `unseen-users`, and besides the photos are parted in two halves, the same
 *   for all: each rater's support comes from one, the test from the other. Nobody's scores of the second half are known
 *   before, so that what needs other raters' scores of the judged photos cannot take part.
 */
export type Protocol = (typeof protocolNames)[number]
