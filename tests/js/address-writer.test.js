import assert from "node:assert/strict";
import { test } from "node:test";
import { createAddressWriter } from "../../site_templates/static/js/lib/address-writer.js";

/** A browser that takes so many addresses, and more once `calm` was called; `wait()` lets time pass. */
function browser({ takes }) {
  let left = takes;
  const steps = [];
  const planned = [];
  const take = (kind) => (_state, _title, address) => {
    if (left <= 0) throw new DOMException("The operation is insecure.", "SecurityError");
    left -= 1;
    steps.push(`${kind} ${address}`);
  };
  const history = { pushState: take("push"), replaceState: take("replace") };
  const writer = createAddressWriter({ history, later: (run) => planned.push(run) });
  const wait = () => planned.splice(0).forEach((run) => run());
  return { writer, steps, planned, wait, calm: () => (left = takes) };
}

test("an address is a step for Back, or goes into the last", () => {
  const { writer, steps, planned } = browser({ takes: 9 });
  writer.write("/?q=a", true);
  writer.write("/?q=ab", false);
  assert.deepEqual(steps, ["push /?q=a", "replace /?q=ab"]);
  assert.equal(planned.length, 0);
});

test("a browser that has had enough stops nothing, and gets the newest address later", () => {
  const { writer, steps, planned, wait, calm } = browser({ takes: 1 });
  writer.write("/?q=a", false);
  writer.write("/?q=ab", true);
  writer.write("/?q=abc", false);
  assert.equal(planned.length, 1);
  wait();
  assert.deepEqual(steps, ["replace /?q=a"]);
  calm();
  wait();
  assert.deepEqual(steps, ["replace /?q=a", "push /?q=abc"]);
  wait();
  assert.equal(planned.length, 0);
});

test("what waits is forgotten when Back leads elsewhere", () => {
  const { writer, steps, wait, calm } = browser({ takes: 1 });
  writer.write("/?q=a", false);
  writer.write("/?q=ab", false);
  writer.forget();
  calm();
  wait();
  assert.deepEqual(steps, ["replace /?q=a"]);
});

test("any other fault is not hidden", () => {
  const history = {
    replaceState: () => {
      throw new TypeError("broken");
    },
  };
  const writer = createAddressWriter({ history, later: assert.fail });
  assert.throws(() => writer.write("/", false), { message: "broken" });
});
