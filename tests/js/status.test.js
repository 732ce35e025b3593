import assert from "node:assert/strict";
import { test } from "node:test";
import { isNews, lookDelay, looked, NEVER, pauseBefore, readMemory } from "../../site_templates/static/js/status/standing.js";
import { statusWords } from "../../site_templates/static/js/status/words.js";

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
const health = (nats, robot) => ({
  online: true,
  health: { nats_connected: nats, robot_connected: robot, nats: "the connection to NATS is lost", robot: "start it" },
});
const UP = health(true, true);
const failed = (code, online = true) => ({ online, code });
const time = (ms) => new Date(ms).toISOString().slice(11, 16);
const label = (memory, answer = null) => statusWords(memory, answer, time).label;

test("the service's own word decides, NATS before the robot", () => {
  assert.equal(looked(NEVER, UP, NOW).state, "online");
  assert.equal(looked(NEVER, health(false, false), NOW).state, "read-only");
  assert.equal(looked(NEVER, health(true, false), NOW).state, "no-robot");
});

test("a site that never had a service is only for browsing; one that had is offline", () => {
  assert.equal(looked(NEVER, failed("api_unavailable"), NOW).state, "browsing");
  assert.equal(looked(NEVER, failed("api_missing"), NOW).state, "browsing");
  const known = looked(NEVER, UP, NOW);
  assert.equal(looked(known, failed("api_unavailable"), NOW + MINUTE).state, "offline");
  assert.equal(looked(known, failed("api_timeout"), NOW + MINUTE).state, "offline");
  assert.equal(looked(known, failed("api_missing"), NOW + MINUTE).state, "browsing");
  assert.equal(looked(NEVER, failed("api_unreachable"), NOW).state, "offline");
  assert.equal(looked(known, failed(undefined, false), NOW + MINUTE).state, "no-network");
});

test("a change is dated only by who saw it happen", () => {
  const up = looked(NEVER, UP, NOW);
  const down = looked(up, health(false, false), NOW + MINUTE);
  assert.equal(down.since, NOW + MINUTE);
  assert.equal(looked(down, health(false, false), NOW + 9 * MINUTE).since, NOW + MINUTE);
  assert.equal(looked(up, health(false, false), NOW + 90 * MINUTE).since, null);
  assert.equal(looked(NEVER, health(false, false), NOW).since, null);
});

test("the pill says what, since when and why", () => {
  const up = looked(NEVER, UP, NOW);
  const at = time(NOW + MINUTE);
  assert.equal(label(up), "Online");
  assert.equal(label(looked(up, health(false, false), NOW + MINUTE)), `Read-only since ${at}: NATS is down`);
  assert.equal(label(looked(NEVER, health(false, false), NOW)), "Read-only: NATS is down");
  assert.equal(label(looked(up, health(true, false), NOW + MINUTE)), `Robot disconnected since ${at}`);
  assert.equal(label(looked(up, failed("api_unavailable"), NOW + MINUTE)), `Offline since ${at}: the service does not answer`);
  assert.equal(label(looked(up, failed("api_missing"), NOW + MINUTE)), "Browsing only");
});

test("what an admin can do is the service's own sentence and ours", () => {
  const words = statusWords(looked(NEVER, health(false, false), NOW), health(false, false).health, time);
  assert.equal(words.admin[0], "The connection to NATS is lost.");
  assert.match(words.admin[1], /NATS_URL/);
  const robot = statusWords(looked(NEVER, health(true, false), NOW), health(true, false).health, time);
  assert.deepEqual(robot.admin, ["Start it."]);
  assert.deepEqual(statusWords(looked(NEVER, UP, NOW), UP.health, time).admin, []);
});

test("the short form is part of the long one, so that voice control finds the button", () => {
  for (const look of [UP, health(false, false), health(true, false), failed("api_missing"), failed("x", false)]) {
    const words = statusWords(looked(NEVER, look, NOW), null, time);
    assert.ok(words.label.startsWith(words.short), words.label);
  }
});

test("looks are rare while all is well, and ever rarer while it is not", () => {
  assert.equal(lookDelay("online", 0, 0.5), 30_000);
  assert.equal(lookDelay("browsing", 3, 0.5), 300_000);
  const delays = [0, 1, 2, 5, 50].map((failures) => lookDelay("offline", failures, 0.5));
  assert.deepEqual(delays, [...delays].sort((a, b) => a - b));
  assert.equal(delays[0], 3000);
  assert.equal(delays.at(-1), 60_000);
  assert.ok(lookDelay("online", 0, 0) < lookDelay("online", 0, 1));
});

for (const [state, error, news] of [
  ["online", { away: true, code: "api_unreachable" }, true],
  ["offline", { away: true, code: "api_unreachable" }, false],
  ["browsing", { away: true, code: "api_missing" }, false],
  ["online", { away: false, code: "nats_unavailable" }, true],
  ["offline", { away: false, code: "nats_unavailable" }, true],
  ["read-only", { away: false, code: "nats_unavailable" }, false],
  ["read-only", { away: true, code: "api_timeout" }, true],
  ["no-robot", { away: false, code: "robot_unavailable" }, false],
  ["online", { away: false, code: "name_taken" }, false],
]) {
  test(`while ${state}, ${error.code} is ${news ? "a reason" : "no reason"} to look at once`, () =>
    assert.equal(isNews(state, error), news));
}

test("looks are a second apart, even where the clock was set back in between", () => {
  assert.equal(pauseBefore(null, NOW), 0);
  assert.equal(pauseBefore(NOW - 5 * MINUTE, NOW), 0);
  assert.equal(pauseBefore(NOW - 400, NOW), 600);
  assert.equal(pauseBefore(NOW + 60 * MINUTE, NOW), 1000);
});

test("what was stored by somebody else is no memory", () => {
  for (const text of [null, "", "{", "7", "[]", '{"state":1}', '{"state":"online","since":"x","lookedAt":1,"answeredAt":1}']) {
    assert.deepEqual(readMemory(text), NEVER, text);
  }
  const memory = looked(NEVER, UP, NOW);
  assert.deepEqual(readMemory(JSON.stringify(memory)), memory);
});
