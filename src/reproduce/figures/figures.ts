import { figure2 } from './figure-2.ts'
import { figure4 } from './figure-4.ts'
import { figure5 } from './figure-5.ts'
import { figure6 } from './figure-6.ts'
import { figure7 } from './figure-7.ts'
import { figures8to13 } from './figures-8-13.ts'
import type { FigureSpec } from './paper-figure.ts'

export type { FigureSpec, PaperFigure } from './paper-figure.ts'

/** The figures of the paper with results, in its order. Figures 1 and 3 explain the method. */
export const figures: readonly FigureSpec[] = [figure2, figure4, figure5, figure6, figure7, ...figures8to13]
