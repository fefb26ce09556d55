/** What the paper prints in its tables 2 to 12, figure by figure and as printed; the test holds it against the paper's text. */

/** A mean and, where one is printed, its standard deviation; null for the paper's dash. */
export type QuotedFigure = readonly [value: number, deviation?: number] | null

/** A line of a table: the method, the number of the work it cites, and its figures from left to right. */
export type QuotedRow = readonly [method: string, reference: number | null, ...figures: QuotedFigure[]]

/** Systems that only the authors ran on REAL-CUR: tables 2 and 7 print the same lines. */
const realCurBaselines: readonly QuotedRow[] = [
  ['PA-IAA', 24, [0.443, 0.004], [0.562, 0.013]],
  ['BLG-PIAA', 56, [0.448, 0.007], [0.578, 0.015]],
  ['PIAA-SOA', 57, [0.487, 0.003], [0.589, 0.015]],
  ['TAPP-PIAA', 25, null, [0.58]],
  ['MTCL', 50, [0.495, 0.007], [0.599, 0.012]],
]

/** SROCC at 10 and at 100 shots (tables 2, 3, 4, 6, 7); table 5 has images a second as its third figure. */
export const quotedPersonal = {
  table2: [...realCurBaselines, ['Ours', null, [0.577, 0.005], [0.621, 0.007]]],
  // A star marks results of systems trained on AADB itself. Its second line has the star at its figures only.
  table3: [
    ['PA-IAA', 24, [0.469, 0.002], [0.524, 0.006]],
    ['BLG-PIAA', 56, [0.486, 0.004], [0.536, 0.006]],
    ['PIAA-SOA', 57, [0.509, 0.003], [0.557, 0.007]],
    ['TAPP-PIAA', 25, null, [0.54]],
    ['MTCL', 50, [0.533, 0.004], [0.572, 0.007]],
    ['*TAPP-PIAA', 25, [0.534, 0.004], [0.612, 0.007]],
    ['*MTCL', 50, [0.54, 0.005], [0.622, 0.007]],
    ['Ours', null, [0.556, 0.004], [0.654, 0.007]],
  ],
  table4: [
    ['PAM (attribute only)', 36, [0.511, 0.004], [0.516, 0.003]],
    ['PAM (content only)', 36, [0.512, 0.002], [0.516, 0.01]],
    ['PAM', 36, [0.513, 0.003], [0.524, 0.007]],
    ['PASS', 43, [0.516, 0.003], [0.521, 0.007]],
    ['USAR-PPR', 29, [0.521, 0.002], [0.544, 0.007]],
    ['USAR-PAD', 29, [0.52, 0.003], [0.537, 0.003]],
    ['USAR-PPR&PAD', 29, [0.525, 0.004], [0.552, 0.015]],
    ['PA-IAA', 24, [0.543, 0.003], [0.639, 0.011]],
    ['BLG-PIAA', 56, [0.561, 0.005], [0.669, 0.013]],
    ['UG-PIAA', 28, [0.559, 0.002], [0.66, 0.013]],
    ['PIAA-SOA', 57, [0.618, 0.006], [0.691, 0.015]],
    ['TAPP-PIAA', 25, [0.591, 0.007], [0.685, 0.012]],
    ['IM-PIAA', 14, [0.62], [0.708]],
    ['MTCL', 25, [0.667, 0.005], [0.737, 0.014]],
    ['Ours', null, [0.668, 0.004], [0.748, 0.012]],
  ],
  table5: [
    ['Best-fit FT', null, [0.303, 0.008], [0.394, 0.008], [94.41]],
    ['PIAA-SOA', 57, [0.487, 0.003], [0.589, 0.015], null],
    ['MTCL', 50, [0.495, 0.007], [0.599, 0.012], [359.05]],
    ['Ours (ViT-B/16)', null, [0.562, 0.004], [0.607, 0.007], [417.95]],
    ['Ours', null, [0.577, 0.005], [0.621, 0.007], [94.41]],
  ],
  table6: [
    ['Uniform init. (T → ∞)', null, [0.52, 0.002], [0.602, 0.002]],
    ['Best-fit init. (T → 0)', null, [0.464, 0.012], [0.596, 0.002]],
    ['Adaptive init. (T = 1)', null, [0.577, 0.005], [0.621, 0.007]],
  ],
  table7: [
    ...realCurBaselines,
    ['Ours (MSE loss)', null, [0.553, 0.002], [0.6, 0.003]],
    ['Ours (layer-agnostic)', null, [0.438, 0.003], [0.543, 0.003]],
    // .577 in tables 2, 5 and 6.
    ['Ours', null, [0.572, 0.005], [0.621, 0.007]],
  ],
} as const satisfies Record<string, readonly QuotedRow[]>

/** PLCC and SROCC on the test split of each database (Sec. G). */
export const quotedGeneral = {
  table8: [
    ['NIMA', 41, [0.636], [0.612]],
    ['Hosu et al.', 13, [0.757], [0.756]],
    ['PA-IAA', 24, null, [0.666]],
    ['HLA-GCN', 39, [0.687], [0.665]],
    ['MUSIQ-single', 19, [0.731], [0.719]],
    ['MUSIQ', 19, [0.738], [0.726]],
    ['VILA-R', 20, [0.774], [0.774]],
    ['TANet', 11, [0.765], [0.758]],
    ['TAVAR', 23, [0.736], [0.725]],
    ['CSKD', 47, [0.779], [0.77]],
    ['Ours (ViT-B/16)', null, [0.78], [0.781]],
    ['Ours (ViT-L/14)', null, [0.804], [0.808]],
  ],
  table9: [
    ['PAM', 36, [0.44], [0.422]],
    ['NIMA', 41, [0.405], [0.39]],
    ['HLA-GCN', 39, [0.493], [0.486]],
    ['TANet', 11, [0.531], [0.513]],
    ['Ours (ViT-B/16)', null, [0.521], [0.491]],
    ['Ours (ViT-L/14)', null, [0.523], [0.492]],
  ],
  table10: [
    ['PARA', 49, [0.936], [0.902]],
    ['CSKD', 47, [0.951], [0.926]],
    ['Ours (ViT-B/16)', null, [0.945], [0.921]],
    ['Ours (ViT-L/14)', null, [0.945], [0.917]],
  ],
  table11: [
    ['BRISQUE', 31, [0.681], [0.665]],
    ['ILNIQE', 53, [0.523], [0.507]],
    ['SFA', 22, [0.872], [0.856]],
    ['DBCNN', 54, [0.884], [0.875]],
    ['MetaIQA', 55, [0.887], [0.805]],
    ['BIQA', 40, [0.917], [0.906]],
    ['MUSIQ', 19, [0.928], [0.916]],
    ['CLIP-IQA', 44, [0.909], [0.895]],
    ['Ours (ViT-B/16)', null, [0.941], [0.925]],
    ['Ours (ViT-L/14)', null, [0.933], [0.918]],
  ],
  table12: [
    ['BRISQUE', 31, [0.817], [0.809]],
    ['ILNIQE', 53, [0.721], [0.713]],
    ['DBCNN', 54, [0.915], [0.911]],
    ['Fang et al.', 6, [0.909], [0.908]],
    ['BIQA', 40, [0.928], [0.925]],
    ['MUSIQ', 19, [0.921], [0.917]],
    ['CLIP-IQA', 44, [0.866], [0.864]],
    ['Ours (ViT-B/16)', null, [0.882], [0.914]],
    ['Ours (ViT-L/14)', null, [0.874], [0.912]],
  ],
} as const satisfies Record<string, readonly QuotedRow[]>
