import assert from "node:assert/strict";
import { test } from "node:test";
import {
  destination,
  movedKeys,
  spoken,
  typedPosition,
} from "../../site_templates/static/js/lib/reorder.js";

for (const [command, index, expected] of [
  ["top", 3, 0],
  ["up", 3, 2],
  ["up", 0, 0],
  ["down", 3, 4],
  ["down", 4, 4],
  ["bottom", 1, 4],
]) {
  test(`"${command}" takes entry ${index} of 5 to ${expected}`, () => {
    assert.equal(destination(command, index, 5), expected);
  });
}

test("moving keys changes the place of one and the order of no others", () => {
  assert.deepEqual(movedKeys(["a", "b", "c", "d"], "d", 1), ["a", "d", "b", "c"]);
});

test("places are spoken from one", () => {
  assert.equal(spoken.moved("The Blob", 3, 27), "The Blob moved to 4 of 27");
});

for (const [text, expected] of [
  ["1", 0],
  ["27", 26],
  ["0", null],
  ["28", null],
  ["2.5", null],
  ["", null],
  ["two", null],
]) {
  test(`the typed position "${text}" of 27 is index ${expected}`, () => {
    assert.equal(typedPosition(text, 27), expected);
  });
}
