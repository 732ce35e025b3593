import assert from "node:assert/strict";
import { test } from "node:test";
import {
  MAX_LIST_PIXELS,
  scrollDelta,
  showable,
  visibleRange,
} from "../../site_templates/static/js/lib/virtual-window.js";

const view = { viewportHeight: 800, rowHeight: 80, total: 5412, overscan: 2 };

test("at the top the first rows and a few more are there", () => {
  assert.deepEqual(visibleRange({ ...view, listTop: 240 }), { start: 0, end: 9 });
});

test("in the middle the rows in sight are there with a few on both sides", () => {
  assert.deepEqual(visibleRange({ ...view, listTop: -8000 }), { start: 98, end: 112 });
});

test("wherever one scrolls, the range is inside the list and covers the window", () => {
  for (let listTop = 1000; listTop > -450_000; listTop -= 733) {
    const { start, end } = visibleRange({ ...view, listTop });
    assert.ok(start >= 0 && end <= view.total && start <= end);
    const firstSeen = Math.max(0, Math.floor(-listTop / 80));
    const lastSeen = Math.min(view.total, Math.ceil((800 - listTop) / 80));
    if (firstSeen < lastSeen) assert.ok(start <= firstSeen && end >= lastSeen);
  }
});

test("an empty list needs no rows", () => {
  assert.deepEqual(visibleRange({ ...view, total: 0, listTop: 0 }), { start: 0, end: 0 });
});

test("a list is cut where browsers would stop laying it out", () => {
  assert.equal(showable(5412, 80), 5412);
  assert.equal(showable(10_000_000, 80), MAX_LIST_PIXELS / 80);
});

test("a row in sight needs no scrolling, one behind the edges just as much as hides it", () => {
  const at = { rowHeight: 80, listTop: 0, viewportHeight: 800, coverTop: 60, coverBottom: 40 };
  assert.equal(scrollDelta({ ...at, index: 3 }), 0);
  assert.equal(scrollDelta({ ...at, index: 0 }), -60);
  assert.equal(scrollDelta({ ...at, index: 9 }), 40);
});
