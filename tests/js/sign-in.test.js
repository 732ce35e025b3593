import assert from "node:assert/strict";
import { test } from "node:test";
import { codeIn, isComplete, squeezed } from "../../site_templates/static/js/account/code.js";
import { includesRole, readSession } from "../../site_templates/static/js/account/roles.js";
import {
  anotherName,
  blocked,
  codeSent,
  haveCode,
  opened,
  refused,
  secondsUntil,
  START,
  working,
} from "../../site_templates/static/js/account/sign-in-flow.js";
import { explain, nameProblem } from "../../site_templates/static/js/account/sign-in-problems.js";
import { ApiError } from "../../site_templates/static/js/api/problem.js";

const NOW = 1_800_000_000_000;
const SENT = { status: "sent", expires_in_seconds: 300, delivery: "confirmed" };
const about = { name: "Alice", now: NOW, moment: (ms) => new Date(ms).toISOString() };
const error = (code, fields = {}, retryAfterSeconds = null) =>
  new ApiError({ code, status: 400, detail: "The service's own sentence.", fields, retryAfterSeconds });
const refuse = (flow, problem) => refused(flow, problem, explain(problem, about));
const asked = () => codeSent(working(START, "Alice"), SENT, NOW);

test("a code counts without case, spaces and dashes", () => {
  assert.equal(squeezed(" abcd – efgh "), "ABCDEFGH");
  for (const text of ["ABCD-EFGH", "abcdefgh", "ab cd ef gh"]) assert.ok(isComplete(text), text);
  for (const text of ["", "ABCD-EFG", "ABCD-EFGHJ"]) assert.ok(!isComplete(text), text);
});

test("the code is found in the whole pasted message", () => {
  const message = "Your sign-in code is 7K2M-9QXZ - it works once, within 5 minutes. Tell it to nobody.";
  assert.equal(codeIn(message), "7K2M-9QXZ");
  assert.equal(codeIn("  abcd efgh \n"), "abcd efgh");
  assert.equal(codeIn("no code in here"), "no code in here");
});

test("a name CyTube cannot have is told before anything is asked", () => {
  for (const name of ["Alice", "a", "x_-9", "y".repeat(20)]) assert.equal(nameProblem(name), null);
  for (const name of ["", "two words", "émile", "z".repeat(21), "a.b"]) assert.ok(nameProblem(name), name);
});

test("each refusal of the sign-in table is a sentence with a next step", () => {
  const table = [
    ["not_in_channel", {}, null, /Alice is not in the channel now\. Open the channel/],
    ["registered_account_required", {}, null, /Log in to CyTube with the registered account Alice/],
    ["ip_blocked", { blocked_until: "2027-01-18T08:00:00Z" }, null, /blocked until 2027-01-18T08:00:00\.000Z\. An admin/],
    ["locked", { retry_after_seconds: 9 }, 9, /too many wrong codes for Alice/],
    ["rate_limited", {}, 60, /Wait a moment, then ask again/],
    ["nats_unavailable", {}, 5, /NATS is down/],
    ["robot_unavailable", {}, 15, /No code can be sent\. The service's own sentence/],
    ["otp_invalid", { attempts_remaining: 2 }, null, /2 attempts left/],
    ["otp_invalid", { attempts_remaining: 1 }, null, /1 attempt left/],
    ["otp_invalid", { attempts_remaining: 0 }, null, /Ask for a new code later/],
    ["otp_expired", {}, null, /Ask for a new one/],
    ["otp_not_requested", {}, null, /Nobody asked for a code for Alice/],
    ["block_token_invalid", {}, null, /Try the code again/],
    ["cross_origin", {}, null, /The service's own sentence/],
  ];
  for (const [code, fields, wait, words] of table) {
    const said = explain(error(code, fields, wait), about);
    assert.match(said.text, words, code);
    assert.equal(said.until, wait === null ? null : NOW + wait * 1000, code);
  }
});

test("asking leads to the code, with its time, its attempts and a pause before the next", () => {
  const flow = asked();
  assert.equal(flow.step, "code");
  assert.equal(flow.busy, false);
  assert.equal(flow.attemptsLeft, 3);
  assert.deepEqual(flow.sent, { expiresAt: NOW + 300_000, confirmed: true });
  assert.equal(secondsUntil(flow.resendAt, NOW), 30);
  assert.equal(codeSent(START, { ...SENT, delivery: "unconfirmed" }, NOW).sent.confirmed, false);
});

test("a wrong code counts down, and the last one makes the code void", () => {
  let flow = refuse(asked(), error("otp_invalid", { attempts_remaining: 2 }));
  assert.equal(flow.attemptsLeft, 2);
  assert.ok(flow.sent);
  flow = refuse(flow, error("otp_invalid", { attempts_remaining: 0 }));
  assert.equal(flow.attemptsLeft, 0);
  assert.equal(flow.sent, null);
  assert.equal(flow.step, "code");
});

test("a limit holds the next code back until its time is over", () => {
  const flow = refuse(asked(), error("locked", {}, 240));
  assert.equal(secondsUntil(flow.resendAt, NOW), 240);
  assert.equal(secondsUntil(flow.resendAt, NOW + 241_000), 0);
});

test("a code nobody asked for brings an offer to block, and blocking ends the panel's story", () => {
  const offer = { can_block_ip: true, block_token: "token", block_hours: 72 };
  const flow = refuse(haveCode(START, "Alice"), error("otp_not_requested", offer));
  assert.deepEqual(flow.offer, { token: "token", hours: 72 });
  const over = blocked(flow, { blocked_until: "2027-01-18T08:00:00Z" });
  assert.equal(over.step, "blocked");
  assert.equal(over.offer, null);
});

test("closing and opening the panel goes on with a code that still works, and not with one that does not", () => {
  const flow = asked();
  assert.equal(opened(flow, "to save", NOW + 1000).step, "code");
  const later = opened(flow, "to save", NOW + 301_000);
  assert.equal(later.step, "name");
  assert.equal(later.name, "Alice");
  assert.equal(later.why, "to save");
  assert.equal(opened(refuse(START, error("not_in_channel")), "", NOW).problem, null);
});

test("another name starts over and keeps what it was for", () => {
  const flow = anotherName(opened(asked(), "to save", NOW));
  assert.deepEqual([flow.step, flow.why, flow.sent], ["name", "to save", null]);
});

test("roles include the lower ones, and an unknown one is none", () => {
  assert.ok(includesRole("admin", "blessed"));
  assert.ok(!includesRole("viewer", "blessed"));
  assert.equal(readSession({ username: "A", role: "emperor" }).role, "anonymous");
  assert.equal(readSession({ username: null, role: "anonymous" }).username, null);
  assert.deepEqual(readSession({ username: "A", role: "blessed", modes: ["append"], expires_at: "x" }).modes, ["append"]);
});
