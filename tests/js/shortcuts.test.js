import assert from "node:assert/strict";
import { test } from "node:test";
import { commandOf } from "../../site_templates/static/js/lib/shortcuts.js";

const press = (key, held = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

for (const [key, held, typing, command] of [
  ["/", {}, false, "search"],
  ["/", {}, true, null],
  ["k", { ctrlKey: true }, true, "search"],
  ["K", { metaKey: true }, false, "search"],
  ["?", { shiftKey: true }, false, "help"],
  ["?", { shiftKey: true }, true, null],
  ["z", { ctrlKey: true }, false, "undo"],
  ["z", { ctrlKey: true }, true, null],
  ["Z", { ctrlKey: true, shiftKey: true }, false, "redo"],
  ["y", { ctrlKey: true }, false, "redo"],
  ["z", {}, false, null],
]) {
  const where = typing ? "in a field" : "on the page";
  test(`${key} with ${JSON.stringify(held)} ${where} means ${command}`, () => {
    assert.equal(commandOf(press(key, held), typing), command);
  });
}
