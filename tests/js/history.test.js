import assert from "node:assert/strict";
import { test } from "node:test";
import {
  record,
  redo,
  redoLabel,
  startHistory,
  undo,
  undoLabel,
} from "../../site_templates/static/js/lib/history.js";

const made = (count) => {
  let history = startHistory(0);
  for (let step = 1; step <= count; step += 1) history = record(history, step, `step ${step}`);
  return history;
};

test("ten thousand steps can all be undone and redone", () => {
  let history = made(10_000);
  for (let step = 9_999; step >= 0; step -= 1) {
    history = undo(history);
    assert.equal(history.present, step);
  }
  assert.equal(undoLabel(history), null);
  for (let step = 1; step <= 10_000; step += 1) history = redo(history);
  assert.equal(history.present, 10_000);
  assert.equal(redoLabel(history), null);
});

test("a new step after undo forgets what was to be redone", () => {
  const history = record(undo(made(3)), "other", "another way");
  assert.equal(redo(history), history);
  assert.equal(undo(history).present, 2);
});

test("an unchanged state is no step", () => {
  const history = made(1);
  assert.equal(record(history, history.present, "nothing"), history);
});

test("labels say what undo and redo would do", () => {
  const history = made(2);
  assert.equal(undoLabel(history), "step 2");
  assert.equal(redoLabel(undo(history)), "step 2");
  assert.equal(undoLabel(undo(history)), "step 1");
});

test("undo with nothing behind gives the same history", () => {
  const history = startHistory("only");
  assert.equal(undo(history), history);
});
