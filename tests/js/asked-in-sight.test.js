import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError } from "../../site_templates/static/js/api/problem.js";
import { createAskedInSight } from "../../site_templates/static/js/stats/asked-in-sight.js";

/** A service that answers when it is told to; `asked` is every question it got, in order. */
function service() {
  const asked = [];
  const open = new Map();
  const rows = createAskedInSight((id) => {
    asked.push(id);
    return new Promise((resolve, reject) => open.set(id, { resolve, reject }));
  });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return {
    rows,
    asked,
    async answer(id, value) {
      open.get(id).resolve(value);
      await settled();
    },
    async refuse(id) {
      open.get(id).reject(new ApiError({ code: "nats_unavailable" }));
      await settled();
    },
  };
}

const NAMES = Array.from({ length: 20 }, (_, number) => `p${number}`);

test("however many rows are in sight, three are asked at once and each has its answer", async () => {
  const { rows, asked, answer } = service();
  for (const id of NAMES) rows.see(id);
  assert.deepEqual(asked, NAMES.slice(0, 3));
  for (const [at, id] of NAMES.entries()) {
    await answer(id, { applies: at });
    assert.deepEqual(asked, NAMES.slice(0, at + 4));
  }
  assert.deepEqual(NAMES.map((id) => rows.of(id).value.applies), NAMES.map((_, at) => at));
});

test("a row that went by before its turn is not asked for", async () => {
  const { rows, asked, answer } = service();
  for (const id of NAMES) {
    rows.see(id);
    if (id !== "p19") rows.leave(id);
  }
  for (const id of ["p0", "p1", "p2"]) await answer(id, { applies: 1 });
  assert.deepEqual(asked, ["p0", "p1", "p2", "p19"]);
});

test("what was answered, or is being asked, is not asked again", async () => {
  const { rows, asked, answer } = service();
  for (let times = 0; times < 3; times += 1) {
    rows.see("p0");
    rows.leave("p0");
    rows.of("p0");
  }
  await answer("p0", { applies: 4 });
  rows.see("p0");
  assert.deepEqual(asked, ["p0"]);
  assert.deepEqual(rows.of("p0").value, { applies: 4 });
});

test("without an answer a row stays empty: drawing it asks nothing, coming into sight anew does", async () => {
  const { rows, asked, answer, refuse } = service();
  rows.see("p0");
  await refuse("p0");
  for (let times = 0; times < 5; times += 1) assert.equal(rows.of("p0").value, null);
  assert.deepEqual(asked, ["p0"]);
  rows.leave("p0");
  rows.see("p0");
  await answer("p0", { applies: 2 });
  assert.deepEqual(rows.of("p0").value, { applies: 2 });
});

test("refused rows do not keep the others from being asked", async () => {
  const { rows, asked, refuse } = service();
  for (const id of NAMES) rows.see(id);
  for (const id of NAMES) await refuse(id);
  assert.deepEqual(asked, NAMES);
});
