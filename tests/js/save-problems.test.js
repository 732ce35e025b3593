import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError } from "../../site_templates/static/js/api/problem.js";
import { explainSave, savedWords } from "../../site_templates/static/js/lib/save-problems.js";

const refused = (code, fields = {}, status = 409) =>
  explainSave(new ApiError({ code, status, detail: `detail of ${code}`, fields }));

for (const [code, kind] of [
  ["sign_in_required", "sign-in"],
  ["not_permitted", "role"],
  ["revision_conflict", "conflict"],
  ["not_found", "gone"],
  ["too_many_items", "other"],
]) {
  test(`${code} is of the kind ${kind} and says something`, () => {
    const found = refused(code);
    assert.equal(found.kind, kind);
    assert.ok(found.text.length > 10);
  });
}

test("a taken name comes with the existing playlist and another name", () => {
  const found = refused("name_taken", { existing_id: "x", suggestion: "X (2)" });
  assert.deepEqual([found.kind, found.existingId, found.suggestion], ["taken", "x", "X (2)"]);
});

test("nobody answering is told as nothing lost, with a next step", () => {
  for (const code of ["api_unreachable", "api_timeout", "api_unavailable", "api_missing"]) {
    const found = explainSave(new ApiError({ code }));
    assert.equal(found.kind, "away");
    assert.match(found.text, /Nothing is lost.*Try again/);
  }
});

test("saving while NATS is down says where it is and what will become of it", () => {
  assert.match(savedWords({ name: "X", storedLocally: true }), /this server.*merged when NATS is back/);
  assert.equal(savedWords({ name: "X", storedLocally: false }), "Saved “X”.");
});
