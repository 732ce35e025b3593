// The libraries beside ours, each set as near to "contains the query" as it goes: a function that
// indexes folded titles and returns one that finds row numbers.

export const peers = {
  async uFuzzy(folded) {
    const { default: UFuzzy } = await import("@leeoniya/ufuzzy");
    const fuzzy = new UFuzzy({});
    return (query) => fuzzy.filter(folded, query) ?? [];
  },

  async FlexSearch(folded) {
    const { Index } = await import("flexsearch");
    const index = new Index({ tokenize: "forward" });
    folded.forEach((text, row) => index.add(row, text));
    return (query) => index.search(query, { limit: folded.length });
  },

  async MiniSearch(folded) {
    const { default: MiniSearch } = await import("minisearch");
    const index = new MiniSearch({ fields: ["text"] });
    index.addAll(folded.map((text, id) => ({ id, text })));
    return (query) => index.search(query, { prefix: true, combineWith: "AND" }).map(({ id }) => id);
  },

  async Fuse(folded) {
    const { default: Fuse } = await import("fuse.js");
    const index = new Fuse(folded, { threshold: 0, ignoreLocation: true });
    return (query) => index.search(query).map(({ refIndex }) => refIndex);
  },
};
