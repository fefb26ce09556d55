/** How likely a frame is to be kept, by the order learnt: the tenth likeliest of a shoot has three dots. */
export function LikelyDots({ likely }: { readonly likely: 0 | 1 | 2 | 3 }) {
  const words = ['unlikely to be kept', 'may be kept', 'likely to be kept', 'very likely to be kept'][likely]!
  return (
    <span class="cull-likely" role="img" aria-label={words} title={words}>
      {'\u25cf'.repeat(likely)}
      {'\u25cb'.repeat(3 - likely)}
    </span>
  )
}
