import assert from "node:assert/strict";
import { test } from "node:test";
import { ownAddress } from "../../site_templates/static/js/lib/script-address.js";

globalThis.location = new URL("https://site.test/playlists/?q=x");

test("a script of this site's own has its whole address", () => {
  assert.equal(ownAddress("/sw.js"), "https://site.test/sw.js");
  assert.equal(ownAddress("https://site.test/assets/a.js"), "https://site.test/assets/a.js");
});

test("a script of anywhere else is refused", () => {
  for (const address of [
    "https://evil.test/x.js",
    "//evil.test/x.js",
    "http://site.test/sw.js",
    "data:text/javascript,1",
    "blob:https://evil.test/1",
    "blob:https://site.test/1",
    "javascript:alert(1)",
  ]) {
    assert.throws(() => ownAddress(address), TypeError, address);
  }
});
