import { learningCurve } from '../../server/messages/index.ts'
import { counted, decimals } from '../parts/names.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { address } from '../server.ts'
import { Waiting } from '../parts/waiting.tsx'

/** How agreement grew as the person rated: a chart, and its numbers. */
export function Curve({ person, version }: { readonly person: string; readonly version: string }) {
  const answer = useAnswer('/api/taste/curve', { schema: learningCurve, query: { person }, version })
  return (
    <section aria-labelledby="curve">
      <h2 id="curve">As you rated</h2>
      <Waiting answer={answer}>
        {({ points, sentence }) => {
          const [first, last] = [points[0], points.at(-1)]
          if (first === undefined || last === undefined || points.length < 2) {
            return <p class="quiet">{sentence === '' ? 'A curve needs a few more ratings.' : sentence}</p>
          }
          const alt =
            `Agreement with the ratings kept back: ${decimals(first.srocc)} after ${counted(first.said, 'rating')}, ` +
            `${decimals(last.srocc)} after ${last.said}`
          return (
            <>
              <img
                class="taste-curve"
                src={address('/api/taste/curve.svg', { person, version })}
                width={640}
                height={400}
                alt={alt}
              />
              <details>
                <summary>The same in numbers</summary>
                <table>
                  <thead>
                    <tr>
                      <th scope="col">Ratings</th>
                      <th scope="col">Agreement</th>
                      <th scope="col">90 % interval</th>
                    </tr>
                  </thead>
                  <tbody>
                    {points.map((point) => (
                      <tr key={point.said}>
                        <td>{point.said}</td>
                        <td>{decimals(point.srocc)}</td>
                        <td>
                          {decimals(point.low)} to {decimals(point.high)}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </details>
            </>
          )
        }}
      </Waiting>
    </section>
  )
}
