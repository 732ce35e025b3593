// The browser's rules for patterns and conflicts, driven by the tests of the Python ones:
// a JSON list of tasks on standard input, a JSON list of answers on standard output.
import { difference, merged } from "../../site_templates/static/js/lib/list-difference.js";
import { defaultPattern, explain, readPattern } from "../../site_templates/static/js/lib/pattern.js";

const places = (changes) => changes.map(({ videoId, before, after }) => [videoId, before, after]);

function pattern({ text, labels, names }) {
  const read = readPattern(text, labels);
  if (!read.tokens) return read;
  const tokens = read.tokens.map(({ label, count }) => [label, count]);
  return {
    tokens,
    explanation: explain(read.tokens, names),
    proposed: defaultPattern(labels),
  };
}

function conflict({ base, mine, theirs }) {
  const { added, removed, moved } = difference(base, theirs);
  return {
    added: places(added),
    removed: places(removed),
    moved: places(moved),
    merged: merged(base, mine, theirs),
  };
}

const ANSWERS = { pattern, conflict };
let input = "";
for await (const chunk of process.stdin) input += chunk;
const answers = JSON.parse(input).map(({ task, ...given }) => ANSWERS[task](given));
process.stdout.write(JSON.stringify(answers));
