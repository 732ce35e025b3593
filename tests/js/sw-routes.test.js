import assert from "node:assert/strict";
import { test } from "node:test";
import { outdatedCaches, route } from "../../site_templates/static/js/sw/routes.js";

const HOME = "https://site.example";

for (const [method, url, mode, expected] of [
  ["GET", "/api/v1/queue", "cors", "ignore"],
  ["POST", "/assets/x.js", "cors", "ignore"],
  ["GET", "https://other.example/pic.jpg", "no-cors", "ignore"],
  ["GET", "/sw.js", "no-cors", "ignore"],
  ["GET", "/catalog.json", "cors", "pointer"],
  ["GET", "/assets/main-A1.js", "no-cors", "hashed"],
  ["GET", "/search/ids-0f.bin", "cors", "hashed"],
  ["GET", "/", "navigate", "page"],
  ["GET", "/video/abc/", "navigate", "page"],
  ["GET", "/live/stats.json", "cors", "copy"],
  ["GET", "/favicon.svg", "no-cors", "file"],
]) {
  test(`${method} ${url} is answered as ${expected}`, () => {
    assert.equal(route({ method, url: new URL(url, HOME).href, mode }, HOME), expected);
  });
}

test("the new release and the one before it stay, and what is not a release's", () => {
  const names = ["shell-1", "shell-2", "shell-3", "pages"];
  assert.deepEqual(outdatedCaches(names, "shell-3", "shell-2"), ["shell-1"]);
});
