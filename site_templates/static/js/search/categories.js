// Category filters and counts over rows whose category sets are numbered.

/**
 * Which category sets pass a choice of categories: a byte a set. `chosen` are category numbers,
 * none of them means no filter, and -1 stands for a category that does not exist.
 */
export function passingSets(sets, chosen, mode) {
  const test = mode === "all" ? "every" : "some";
  return Uint8Array.from(sets, (members) =>
    chosen.length === 0 || chosen[test]((category) => members.includes(category)) ? 1 : 0,
  );
}

/**
 * From how many matching rows each category set has: {total, categoryCounts}. A category counts
 * the rows that match the query and, in mode all, the chosen categories too.
 */
export function countCategories(rowsOfSet, sets, passing, mode, categoryCount) {
  const categoryCounts = new Uint32Array(categoryCount);
  let total = 0;
  for (let set = 0; set < sets.length; set++) {
    const rows = rowsOfSet[set];
    if (rows === 0) continue;
    if (passing[set] === 1) total += rows;
    if (passing[set] === 0 && mode === "all") continue;
    for (const category of sets[set]) categoryCounts[category] += rows;
  }
  return { total, categoryCounts };
}
