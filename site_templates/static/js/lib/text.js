/** Small words for people: numbers, plurals, the pieces of a highlighted text. */

/** 5412 → "5,412". */
export const number = (value) => new Intl.NumberFormat("en").format(value);

/** (1, "item") → "1 item"; (2, "item") → "2 items". */
export const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

/** Text cut at highlight ranges: [{text, marked}], nothing lost, ranges may overlap or be unsorted. */
export function pieces(text, ranges) {
  const cut = [];
  let at = 0;
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const from = Math.max(at, start);
    const to = Math.min(end, text.length);
    if (to <= from) continue;
    if (from > at) cut.push({ text: text.slice(at, from), marked: false });
    cut.push({ text: text.slice(from, to), marked: true });
    at = to;
  }
  if (at < text.length) cut.push({ text: text.slice(at), marked: false });
  return cut;
}

/** The letter a poster placeholder shows. */
export const initial = (title) => /[\p{L}\p{N}]/u.exec(title)?.[0].toUpperCase() ?? "•";
