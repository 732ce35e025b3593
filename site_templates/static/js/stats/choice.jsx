/** One of a few: radio buttons that look like one control. */

export function Choice({ name, legend, choices, chosen, onChoose }) {
  return (
    <fieldset class="choice">
      <legend>{legend}</legend>
      <div class="choice-row">
        {choices.map(([key, label]) => (
          <label key={key}>
            <input type="radio" name={name} value={key} checked={key === chosen} onChange={() => onChoose(key)} />
            <span>{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
