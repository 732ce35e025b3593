/** A text with the found parts marked; always text, whatever the title says. */

import { pieces } from "../lib/text.js";

export function Highlight({ text, ranges }) {
  return pieces(text, ranges).map(({ text: part, marked }) => (marked ? <mark>{part}</mark> : part));
}
