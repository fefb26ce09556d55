import { heatMap } from '../../core/picture.ts'
import { isAbsent } from '../measurements.ts'
import { type FigureSpec, packSentence } from './paper-figure.ts'

const id = 'figure4'
const title = 'Figure 4. Cosine similarity of the task vectors'

/** Figure 4: task vectors are nearly orthogonal, though their databases ask alike (Sec. 5.1). */
export const figure4: FigureSpec = {
  id,
  title,
  async make(measurements, pack) {
    const result = await measurements.similarity(pack)
    if (isAbsent(result)) return result
    const { names, values } = result
    return {
      id,
      title,
      caption: `Cosine similarity of the task vectors, all layers of a vector joined into one. ${packSentence(pack)}`,
      svg: await heatMap({ title, rows: names, columns: names, values, domain: [-1, 1] }),
      data: { vectors: names, cosine: values },
    }
  },
}
