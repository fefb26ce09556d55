/** Asks for a name as the server takes one; it has the focus first. */
export function NameField({
  label,
  value,
  onInput,
}: {
  readonly label: string
  readonly value: string
  readonly onInput: (name: string) => void
}) {
  return (
    <label>
      {label}{' '}
      <input
        autofocus
        value={value}
        maxLength={100}
        required
        pattern=".*\S.*"
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
  )
}
