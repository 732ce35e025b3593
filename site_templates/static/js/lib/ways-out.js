/** Why a search found nothing, and which single changes would find something. */

const MOST_WORDS = 6;

/** Which filter it was, as a sentence; `names` are those of the categories. */
export function whyNothing(query, names) {
  const where = names.join(", ");
  if (query) return names.length ? `No title with these words is in ${where}.` : "No title in the catalog contains these words.";
  if (!names.length) return "The catalog has no items yet.";
  return names.length > 1 ? `No item is in ${where} at once.` : `No item is in ${where}.`;
}

/**
 * @param {{query: string, categories: string[], mode: "any"|"all"}} state
 * @param {(state) => Promise<number>} count how many items a state finds
 * @returns {Promise<{kind: string, state: object, total: number, word?: string}[]>}
 *   changes that find something, the smallest change first
 */
export async function waysOut(state, count) {
  const { query, categories, mode } = state;
  const words = query.trim().split(/\s+/).filter(Boolean);
  const changes = [];
  if (mode === "all" && categories.length > 1) {
    changes.push({ kind: "any-category", state: { ...state, mode: "any" } });
  }
  if (categories.length) {
    changes.push({ kind: "all-categories", state: { ...state, categories: [], mode: "any" } });
  }
  if (words.length > 1) {
    for (const word of words.slice(0, MOST_WORDS)) {
      changes.push({ kind: "one-word", word, state: { ...state, query: word } });
    }
  }
  if (query && categories.length) changes.push({ kind: "no-query", state: { ...state, query: "" } });
  const counted = await Promise.all(
    changes.map(async (change) => ({ ...change, total: await count(change.state) })),
  );
  return counted.filter(({ total }) => total > 0);
}
