// The libraries beside ours, each set as near to "contains the query" as it goes: a function that
// indexes folded titles and returns one that finds row numbers.

export const peers = {
  async uFuzzy(folded) {
    const { default: UFuzzy } = await import("/peers/@leeoniya/ufuzzy/dist/uFuzzy.mjs");
    const fuzzy = new UFuzzy({});
    return (query) => fuzzy.filter(folded, query) ?? [];
  },

  async FlexSearch(folded) {
    const { Index } = await import("/peers/flexsearch/dist/flexsearch.bundle.module.min.mjs");
    const index = new Index({ tokenize: "forward" });
    folded.forEach((text, row) => index.add(row, text));
    return (query) => index.search(query, { limit: folded.length });
  },

  async MiniSearch(folded) {
    const { default: MiniSearch } = await import("/peers/minisearch/dist/es/index.js");
    const index = new MiniSearch({ fields: ["text"] });
    index.addAll(folded.map((text, id) => ({ id, text })));
    return (query) => index.search(query, { prefix: true, combineWith: "AND" }).map(({ id }) => id);
  },

  async Fuse(folded) {
    const { default: Fuse } = await import("/peers/fuse.js/dist/fuse.mjs");
    const index = new Fuse(folded, { threshold: 0, ignoreLocation: true });
    return (query) => index.search(query).map(({ refIndex }) => refIndex);
  },
};
