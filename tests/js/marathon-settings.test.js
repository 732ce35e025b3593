import assert from "node:assert/strict";
import { test } from "node:test";
import {
  episodeCode,
  formatSettings,
  newSeed,
  parseSettings,
  patternOf,
  presets,
  requestOf,
} from "../../site_templates/static/js/lib/marathon-settings.js";

const settings = (more = {}) => ({
  sources: ["one", "two"],
  method: "interleave",
  pattern: "",
  seed: "",
  runOrder: true,
  ...more,
});

test("settings and their address say the same", () => {
  for (const more of [
    {},
    { pattern: "A2 B" },
    { method: "shuffle", seed: "x & y" },
    { method: "concatenate", runOrder: false },
    { sources: [] },
  ]) {
    assert.deepEqual(parseSettings(formatSettings(settings(more))), settings(more));
  }
});

test("an address that makes no sense is read as far as it does", () => {
  assert.equal(parseSettings("?method=constructor").method, "interleave");
  assert.equal(parseSettings(`?${"s=x&".repeat(40)}`).sources.length, 26);
});

test("what goes to the service is only what the method takes", () => {
  const body = { sources: ["one", "two"], preserve_run_order: true };
  assert.deepEqual(requestOf(settings()), { ...body, method: "interleave" });
  assert.deepEqual(requestOf(settings({ pattern: "a2b" })), { ...body, method: "interleave", pattern: "a2b" });
  assert.deepEqual(requestOf(settings({ method: "shuffle", pattern: "zz", seed: "s" })), {
    ...body,
    method: "shuffle",
    seed: "s",
  });
});

test("nothing is asked for that would be refused", () => {
  assert.equal(requestOf(settings({ sources: [] })), null);
  assert.equal(requestOf(settings({ pattern: "A0B" })), null);
  assert.equal(requestOf(settings({ pattern: "A" })), null);
});

test("every preset can be read and names every source", () => {
  for (const count of [1, 2, 3, 26]) {
    const sources = Array.from({ length: count }, (_, at) => String(at));
    for (const [pattern] of presets(count)) {
      assert.ok(patternOf(settings({ sources, pattern })).tokens, `${pattern} for ${count}`);
    }
  }
});

test("a seed is short, without letters that are mistaken for each other", () => {
  let number = 0;
  assert.match(newSeed(() => (number += 7)), /^[a-z2-9]{8}$/);
  assert.doesNotMatch(newSeed(() => (number += 1)), /[ilo01]/);
});

test("an episode has its code, a film none", () => {
  assert.equal(episodeCode({ season: 1, number: 4 }), "S01E04");
  assert.equal(episodeCode({ season: 2024, number: 105 }), "S2024E105");
  assert.equal(episodeCode(null), "");
});
