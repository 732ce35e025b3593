/** The letter of a source, in the source's colour: the letter says it too. */

import { LABELS } from "../../lib/pattern.js";

const COLOURS = 8;

export function LabelChip({ label }) {
  return (
    <span class="label-chip" data-colour={LABELS.indexOf(label) % COLOURS}>
      {label}
    </span>
  );
}
