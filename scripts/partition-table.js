/** What `partition-study.js` found, as Markdown: the parts, then each method on each pack with its difference to the whole. */
export function partitionMarkdown({ trials, raters, vectors, partitions, results }) {
  const packs = Object.keys(vectors)
  const cells = new Map(results.map((result) => [keyOf(result), result]))
  const isZeroShot = ({ label }) => label.startsWith('zero-shot:')
  const rows = uniqueRows(results.filter((result) => !isZeroShot(result)))
  return [
    `Raters of OASIS set 2 (${raters}), ${trials} trials: mean SROCC; in brackets the difference to the whole and the middle 95 % of a bootstrap over raters and photos.`,
    '',
    `| ratings | method | ${packs.map((pack) => `${pack}, ${vectors[pack]} vectors`).join(' | ')} |`,
    `| ---: | --- | ${packs.map(() => '---').join(' | ')} |`,
    ...rows.map(({ shots, label }) => {
      const row = packs.map((pack) => cellOf(cells.get(keyOf({ pack, label, shots }))))
      return `| ${shots} | ${label} | ${row.join(' | ')} |`
    }),
    '',
    '| partition | vector | holds | photos | raters | zero-shot, no ratings |',
    '| --- | --- | --- | ---: | ---: | --- |',
    ...results.filter(isZeroShot).map((result) => {
      const { pack, label } = result
      const parts = partitions.find(({ name }) => name === pack)?.parts ?? []
      const part = parts.find((each) => label === `zero-shot:oasis-beauty-${each.part}`)
      const { holds, images, raters: who } = part ?? { holds: 'all', images: '', raters: '' }
      return `| ${pack} | ${label.slice('zero-shot:'.length)} | ${holds} | ${images} | ${who} | ${cellOf(result)} |`
    }),
    '',
  ].join('\n')
}

function keyOf({ pack, label, shots }) {
  return JSON.stringify([pack, label, shots])
}

function uniqueRows(results) {
  const rows = new Map(results.map(({ shots, label }) => [`${shots}/${label}`, { shots, label }]))
  return [...rows.values()].sort((a, b) => a.shots - b.shots)
}

function cellOf(result) {
  if (result === undefined) return ''
  const { pack, label, srocc, pairedDifference } = result
  const mean = short(srocc.mean)
  if (pack === 'whole' && !label.includes(':oasis-beauty-')) return mean
  const { difference, low, high } = pairedDifference
  return `${mean} (${signed(difference)}, ${signed(low)} to ${signed(high)})`
}

function short(value) {
  return value.toFixed(3).replace(/^(-?)0\./, '$1.')
}

function signed(value) {
  return `${value < 0 ? '' : '+'}${short(value)}`
}
