// Has the browser compile what the first search needs, while the catalog is on its way.
//
// Code that runs for the first time takes several times as long: a catalog of two rows goes all the
// way that the real one will go.
import { searchColumns } from "./decode.js";
import { FileReader, isSound } from "./file-reader.js";
import { Searcher } from "./searcher.js";

const HEADER = "KPLS\x02\0\0\0\0\0\0\0\0\0\0\0";
const COUNTS = "\x02\0\x01";
// in the order of build/site_builder/search_bundle.py
const SECTIONS = [
  "\0\0", "a'\n\x02\n", "\x02\n", "\x01\0", "\0", "\u00e1\n",
  "\0\0", "\0\0", "", "\0", "\0\0", "", "",
];
const encoder = new TextEncoder();

/** Decode, check and search a tiny catalog. */
export function warmUp() {
  const sections = SECTIONS.map((text) => encoder.encode(text));
  const lengths = String.fromCharCode(...sections.map(({ length }) => length));
  const file = encoder.encode(HEADER + COUNTS + lengths + SECTIONS.join(""));
  // its digest is none: what matters is that one has been made
  isSound(file);
  new Searcher(searchColumns(new FileReader(file, "search", HEADER.slice(0, 4)))).search("a");
}
