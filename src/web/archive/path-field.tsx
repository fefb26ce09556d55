/** A path on this machine, whole. */
export function PathField({
  label,
  example,
  value,
  onInput,
}: {
  readonly label: string
  readonly example: string
  readonly value: string
  readonly onInput: (path: string) => void
}) {
  return (
    <label class="archive-path">
      <span>{label}</span>
      <input
        value={value}
        placeholder={`such as ${example}`}
        maxLength={4096}
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
    </label>
  )
}
