import assert from "node:assert/strict";
import { test } from "node:test";
import { nextStep } from "../../site_templates/static/js/apply/failure-hints.js";
import {
  headline,
  isOver,
  outcome,
  readJob,
  secondsLeft,
  spokenChange,
} from "../../site_templates/static/js/apply/job.js";
import { firstChoice, MODES, whyNot } from "../../site_templates/static/js/apply/modes.js";
import {
  changesNothing,
  fingerprint,
  firstPlace,
  lasting,
  readPlan,
  receiptLines,
} from "../../site_templates/static/js/apply/plan.js";
import { explainRefusal } from "../../site_templates/static/js/apply/refusals.js";
import { asReport } from "../../site_templates/static/js/apply/report.js";
import { ordinal } from "../../site_templates/static/js/lib/ordinal.js";

const item = (title, state, reason = null) => ({ video_id: title, title, state, uid: null, reason });
const raw = (changes = {}) => ({
  id: "j1",
  playlist: { id: "p1", name: "Friday" },
  mode: "append",
  state: "running",
  requested_by: "Alice",
  created_at: "2026-11-22T20:00:00Z",
  updated_at: "2026-11-22T20:00:10Z",
  progress: { done: 2, total: 4 },
  items: [
    item("one", "queued"),
    item("two", "failed", "Expected HTTP 200 OK, not 404 Not Found"),
    item("three", "pending"),
    item("four", "pending"),
  ],
  verified: false,
  detail: null,
  restores: null,
  cancelled_by: null,
  can_retry: false,
  can_restore: false,
  ...changes,
});
const plan = (changes = {}) => ({
  keep: 3,
  remove: 2,
  add: 5,
  move: 0,
  removed: [{ uid: 1, title: "Old.One.mp4" }, { uid: 2, title: "Old.Two.mp4" }],
  already_queued: [],
  unavailable: [{ video_id: "x", title: "", reason: "Not encoded yet" }],
  left_out: [],
  stops: null,
  estimated_seconds: 2.6,
  ends_at: null,
  ...changes,
});

test("a receipt has a line for everything that happens and none for what does not", () => {
  const lines = receiptLines(readPlan(plan()));
  assert.deepEqual(
    lines.map(({ label, count }) => [label, count]),
    [["Added", 5], ["Kept", 3], ["Removed", 2], ["Skipped", 1]],
  );
  assert.equal(lines[2].items[0].title, "Old One");
  assert.deepEqual(lines[3].items[0], { videoId: "x", title: "x", reason: "Not encoded yet" });
});

test("a receipt that promises the same has the same fingerprint, another has not", () => {
  assert.equal(fingerprint(readPlan(plan())), fingerprint(readPlan(plan({ estimated_seconds: 9 }))));
  assert.notEqual(fingerprint(readPlan(plan())), fingerprint(readPlan(plan({ add: 4 }))));
  const others = [{ uid: 1, title: "Another" }, { uid: 2, title: "Old.Two.mp4" }];
  assert.notEqual(fingerprint(readPlan(plan())), fingerprint(readPlan(plan({ removed: others }))));
});

test("only what adds, moves, removes or stops something changes the queue", () => {
  assert.equal(changesNothing(readPlan(plan({ add: 0, remove: 0, removed: [] }))), true);
  assert.equal(changesNothing(readPlan(plan({ add: 0, remove: 0, removed: [], move: 1 }))), false);
});

for (const [seconds, words] of [
  [0.4, "a moment"],
  [14, "about 14 seconds"],
  [14.2, "about 15 seconds"],
  [60, "about 1 minute"],
  [75, "about 1 minute 15 seconds"],
  [1999, "about 33 minutes"],
]) {
  test(`${seconds} seconds are "${words}"`, () => assert.equal(lasting(seconds), words));
}

for (const [place, word] of [
  [1, "first"],
  [3, "third"],
  [10, "tenth"],
  [11, "11th"],
  [22, "22nd"],
  [1003, "1,003rd"],
]) {
  test(`place ${place} is "${word}"`, () => assert.equal(ordinal(place), word));
}

test("where the first item comes is said in words, where it is known", () => {
  assert.equal(firstPlace("append", 2), "Its first item is third in line.");
  assert.equal(firstPlace("append", 0), "Its first item comes next.");
  assert.equal(firstPlace("append", null), null);
  assert.match(firstPlace("hard_replace", null), /plays at once/);
});

test("ways one may not use have a reason, and the gentlest permitted one is chosen first", () => {
  const blessed = { role: "blessed", modes: ["preserve_current", "append"] };
  assert.deepEqual(MODES.map((mode) => whyNot(mode, blessed) === null), [true, true, false]);
  assert.match(whyNot("hard_replace", blessed), /Only admins/);
  assert.match(whyNot("append", { role: "viewer", modes: [] }), /role blessed/);
  assert.equal(firstChoice(blessed), "preserve_current");
  assert.equal(firstChoice({ role: "viewer", modes: [] }), null);
});

for (const [code, kind, words] of [
  ["apply_in_progress", "running", /Watch it finish/],
  ["now_playing_unknown", "retry", /add to the end/],
  ["nothing_available", "empty", /Open the playlist/],
  ["mode_not_permitted", "mode", /Choose another way/],
  ["not_permitted", "role", /role blessed/],
  ["sign_in_required", "sign-in", /Sign in again/],
  ["nats_unavailable", "retry", /NATS is down.*Nothing was changed/],
  ["robot_unavailable", "retry", /robot is not in the channel.*Nothing was changed/],
  ["not_found", "gone", /choose another/],
  ["api_unreachable", "retry", /does not answer.*Nothing was changed/],
]) {
  test(`the refusal ${code} is a sentence with a next step`, () => {
    const away = code.startsWith("api_");
    const found = explainRefusal({ code, away, detail: "…", fields: { job_id: "j9" } });
    assert.equal(found.kind, kind);
    assert.match(found.text, words);
    if (kind === "running") assert.equal(found.jobId, "j9");
  });
}

test("a refusal nobody foresaw is told in the service's own words", () => {
  const error = { code: "nothing_to_retry", away: false, detail: "Every item is there.", fields: {} };
  assert.equal(explainRefusal(error).text, "Every item is there.");
});

for (const [words, hint] of [
  ["Expected HTTP 200 OK, not 404 Not Found", /still there/],
  ["Expected HTTP 200 OK, not 500 Internal Server Error", /wait a few minutes/],
  ["Expected double-quoted property name in JSON at position 15", /no manifest/],
  ["Expected content-type application/json, not text/html", /no manifest/],
  ["title must not be blank", /does not accept/],
  ["source list must be nonempty", /does not accept/],
  ["URL protocol must be HTTPS (invalid: \"http://media\")", /does not accept/],
  ["socket hang up", /not reached in time/],
  ["Request timed out", /not reached in time/],
  ["You are adding videos too quickly", /allowance/],
  ["This item is already on the playlist", /nothing to do/],
  ["You don't have permission to add raw video files", /rank/],
  ["Playlist limit reached (4000)", /full/],
  ["Something new", /take the item out/],
  [null, /take the item out/],
]) {
  test(`CyTube's words "${words}" lead to a next step`, () => assert.match(nextStep(words), hint));
}

for (const [changes, title, told] of [
  [{}, "Applying “Friday”", "2 of 4 items done."],
  [{ detail: "Removing entries" }, "Applying “Friday”", "2 of 4 items done. Removing entries."],
  [{ state: "pending", detail: "Waiting for the worker" }, "“Friday” waits to be applied", "Waiting for the worker."],
  [
    { state: "done_with_failures" },
    "“Friday” is on the queue, with failures",
    "1 of 4 items on the queue, 1 failed.",
  ],
  [
    { state: "cancelled", cancelled_by: "bob", progress: { done: 4, total: 4 } },
    "Applying “Friday” was cancelled",
    "Cancelled by bob. 1 of 4 items came on the queue before it stopped, and stay there.",
  ],
  [
    { state: "failed", detail: "No worker took it" },
    "“Friday” could not be applied",
    "No worker took it. 1 of 4 items came on the queue before it stopped, and stay there.",
  ],
  [{ restores: "j0", mode: "hard_replace" }, "Restoring the queue", "2 of 4 items done."],
]) {
  test(`a job with ${JSON.stringify(changes)} is "${title}"`, () => {
    const job = readJob(raw(changes));
    assert.equal(headline(job), title);
    assert.equal(outcome(job), told);
  });
}

test("a screen reader hears quarters and ends, not every item", () => {
  const at = (done, changes = {}) => readJob(raw({ progress: { done, total: 8 }, ...changes }));
  assert.equal(spokenChange(at(2), at(3)), null);
  assert.equal(spokenChange(at(3), at(4)), "4 of 8 items done.");
  assert.match(spokenChange(at(7), at(8, { state: "done" })), /“Friday” is on the queue/);
});

test("the time left follows the pace seen here, and is not guessed from a first burst", () => {
  const job = readJob(raw({ progress: { done: 30, total: 100 } }));
  assert.equal(secondsLeft(job, { done: 10, at: 0 }, 10_000), 35);
  assert.equal(secondsLeft(job, { done: 10, at: 0 }, 2_000), null);
  assert.equal(secondsLeft(job, { done: 28, at: 0 }, 10_000), null);
  assert.equal(secondsLeft(job, null, 10_000), null);
  assert.equal(secondsLeft({ ...job, state: "done" }, { done: 10, at: 0 }, 10_000), null);
});

test("a report names what failed with CyTube's words, one item a line", () => {
  const job = readJob(raw({ state: "done_with_failures", items: [item("a\nb", "failed", "socket\nhang up"), item("c", "queued")] }));
  const text = asReport(job, { moment: () => "at 21:00", address: "https://x/queue/?job=j1" });
  assert.ok(isOver(job));
  assert.match(text, /Failed:\n- a b \(a b\): socket hang up\n/);
  assert.match(text, /asked for by Alice at 21:00\nhttps:\/\/x\/queue\/\?job=j1\n/);
  assert.ok(!text.includes("Left out"));
});
