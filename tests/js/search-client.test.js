import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { openCatalog } from "../../site_templates/static/js/search/client.js";

const { pointer, files } = JSON.parse(
  readFileSync(new URL("./search-fixture.json", import.meta.url), "utf8"),
);

/** A server of the fixture: `asked` collects the paths, `broken` answers some of them otherwise. */
function server({ broken = {} } = {}) {
  const asked = [];
  const fetch = async (url) => {
    const path = new URL(url, "https://site.example").pathname;
    asked.push(path);
    if (path in broken) return broken[path]();
    if (path === "/catalog.json") return Response.json(pointer);
    return new Response(Buffer.from(files[path], "base64"));
  };
  return { asked, fetch };
}

const titles = (catalog, { rows }) => [...rows].map((row) => catalog.row(row).title);

test("a catalog can be searched before its ids have come", async () => {
  let sendIds;
  const broken = {
    "/search/ids.bin": () =>
      new Promise((resolve) => {
        sendIds = () => resolve(new Response(Buffer.from(files["/search/ids.bin"], "base64")));
      }),
  };
  const catalog = await openCatalog("/catalog.json", server({ broken }));
  assert.equal((await catalog.search("blob")).total, 2);
  assert.throws(() => catalog.videoId(0), /await catalog.idsReady/);
  while (sendIds === undefined) await new Promise((resolve) => setTimeout(resolve));
  sendIds();
  await catalog.idsReady;
  const row = (await catalog.search("swat")).rows[0];
  assert.equal(catalog.indexOf(catalog.videoId(row)), row);
  assert.equal(catalog.indexOf("no such id"), -1);
});

test("info tells the snapshot and the categories of the pointer", async () => {
  const { info } = await openCatalog("/catalog.json", server());
  assert.equal(info.snapshotId, pointer.snapshot_id);
  assert.equal(info.takenAt, pointer.taken_at);
  assert.equal(info.itemCount, 6);
  assert.deepEqual(info.categories, pointer.categories);
});

test("results, counts and pages are the same before and after the index is built", async () => {
  const catalog = await openCatalog("/catalog.json", server());
  const ask = async (asked) => {
    const { total, rows, categoryCounts, query } = await catalog.search(...asked);
    return { total, rows: [...rows], categoryCounts: [...categoryCounts], query };
  };
  const asked = [
    ["blob"],
    ["", { categories: ["Horror"] }],
    ["", { categories: ["Horror", "Action"], mode: "all" }],
    ["s", { limit: 1, offset: 1 }],
    ["the", { limit: Infinity }],
    ["xfiles"],
    ["<"],
    ["", { categories: ["None"] }],
  ];
  const askAll = async () => {
    const answers = [];
    for (const one of asked) answers.push(await ask(one));
    return answers;
  };
  const scanned = await askAll();
  await catalog.indexed;
  assert.deepEqual(await askAll(), scanned);
  assert.deepEqual(titles(catalog, scanned[0]), ["The Blob (1958).mkv", "The Blob (1988).mkv"]);
  assert.equal(scanned[0].query, "blob");
  assert.deepEqual([scanned[2].total, ...scanned[2].categoryCounts], [1, 1, 1, 0]);
  assert.equal(scanned[7].total, 0);
});

test("all rows of an answer can be had when they are wanted", async () => {
  const catalog = await openCatalog("/catalog.json", server());
  const first = await catalog.search("", { limit: 2 });
  assert.equal(first.rows.length, 2);
  const all = await first.allRows();
  assert.equal(all.length, first.total);
  assert.deepEqual([...all.slice(0, 2)], [...first.rows]);
});

test("the search file is fetched beside the pointer where the page names it", async () => {
  let sendPointer;
  const broken = {
    "/catalog.json": () =>
      new Promise((resolve) => {
        sendPointer = () => resolve(Response.json(pointer));
      }),
  };
  const { asked, fetch } = server({ broken });
  const searchFile = pointer.files.search;
  const opening = openCatalog("/catalog.json", { fetch, searchFile });
  assert.deepEqual(asked.toSorted(), ["/catalog.json", "/search/search.bin"]);
  sendPointer();
  const catalog = await opening;
  assert.equal((await catalog.search("blob")).total, 2);
  assert.equal(asked.filter((path) => path === "/search/search.bin").length, 1);
});

test("a page of another release than the pointer searches what the pointer names", async () => {
  const searchFile = "/search/of-the-last-release.bin";
  const broken = { [searchFile]: () => new Response("", { status: 404 }) };
  const { fetch } = server({ broken });
  const catalog = await openCatalog("/catalog.json", { fetch, searchFile });
  assert.equal((await catalog.search("blob")).total, 2);
});

test("a page that carries the pointer waits for the search file alone", async () => {
  const { asked, fetch } = server();
  const catalog = await openCatalog("/catalog.json", { fetch, pointer });
  assert.deepEqual(asked, ["/search/search.bin"]);
  assert.equal((await catalog.search("blob")).total, 2);
  assert.equal(catalog.info.snapshotId, pointer.snapshot_id);
  await catalog.idsReady;
  assert.deepEqual(asked, ["/search/search.bin", "/search/ids.bin"]);
});

const carried = (search) => ({ ...pointer, files: { ...pointer.files, search } });
const GONE = "/search/of-a-release-that-is-gone.bin";

for (const [what, kept, answer] of [
  ["whose release is gone", carried(GONE), () => new Response("", { status: 404 })],
  ["whose file is a page now", carried(GONE), () => new Response("<!doctype html><p>Not here")],
  ["of another catalog", { ...pointer, item_count: 7, snapshot_id: "another" }, null],
  ["that names no files", { ...pointer, files: {} }, null],
]) {
  test(`a carried pointer ${what} gives way to the one the site has now`, async () => {
    const { asked, fetch } = server({ broken: answer === null ? {} : { [GONE]: answer } });
    const catalog = await openCatalog("/catalog.json", { fetch, pointer: kept });
    assert.equal((await catalog.search("blob")).total, 2);
    assert.equal(catalog.info.snapshotId, pointer.snapshot_id);
    assert.equal(catalog.info.itemCount, 6);
    assert.deepEqual(asked.slice(-2), ["/catalog.json", "/search/search.bin"]);
  });
}

test("a search file that stays damaged is an error for a page with the pointer, too", async () => {
  const body = Buffer.from(files["/search/search.bin"], "base64");
  const broken = { "/search/search.bin": () => new Response(body.subarray(0, 60)) };
  await assert.rejects(openCatalog("/catalog.json", { ...server({ broken }), pointer }), {
    name: "BundleError",
    message: /search file is not usable: .* Reload the page/,
  });
});

test("a row tells what is known of it", async () => {
  const catalog = await openCatalog("/catalog.json", server());
  const { rows } = await catalog.search("img onerror");
  assert.deepEqual(catalog.row(rows[0]), {
    index: rows[0],
    title: "<img src=x onerror=alert(1)>",
    displayTitle: "<img src=x onerror=alert(1)>",
    durationSeconds: 2400,
    categories: [],
    unavailableReason: "its id is not sound",
  });
  const unknown = (await catalog.search("1988")).rows[0];
  assert.equal(catalog.row(unknown).durationSeconds, null);
});

test("thumbnails come with one fetch, a failed one is tried again", async () => {
  let failures = 1;
  const path = "/search/thumbnails-0.bin";
  const broken = {
    [path]: () =>
      failures-- > 0
        ? new Response("", { status: 503 })
        : new Response(Buffer.from(files[path], "base64")),
  };
  const { asked, fetch } = server({ broken });
  const catalog = await openCatalog("/catalog.json", { fetch });
  const row = (await catalog.search("swat")).rows[0];
  await assert.rejects(catalog.thumbnail(row), /the server says 503/);
  assert.equal(await catalog.thumbnail(row), "https://media.example/1.jpg");
  assert.equal(await catalog.thumbnail((await catalog.search("onerror")).rows[0]), null);
  assert.equal(asked.filter((one) => one === path).length, 2);
});

test("a damaged file is an error that names it and the way out", async () => {
  const body = Buffer.from(files["/search/search.bin"], "base64");
  const broken = { "/search/search.bin": () => new Response(body.subarray(0, 60)) };
  await assert.rejects(openCatalog("/catalog.json", server({ broken })), {
    name: "BundleError",
    message: /search file is not usable: .* Reload the page/,
  });
});

test("where browsers give no digest, over plain http, a file cut short is an error all the same", async (t) => {
  const crypto = Object.getOwnPropertyDescriptor(globalThis, "crypto");
  t.after(() => Object.defineProperty(globalThis, "crypto", crypto));
  Object.defineProperty(globalThis, "crypto", { value: undefined, configurable: true });
  const catalog = await openCatalog("/catalog.json", server());
  assert.equal((await catalog.search("blob")).total, 2);
  const body = Buffer.from(files["/search/search.bin"], "base64");
  const broken = { "/search/search.bin": () => new Response(body.subarray(0, 100)) };
  await assert.rejects(openCatalog("/catalog.json", server({ broken })), { name: "BundleError" });
});

test("files of two catalogs are not mixed", async () => {
  const broken = {
    "/catalog.json": () => Response.json({ ...pointer, item_count: 7 }),
  };
  await assert.rejects(
    openCatalog("/catalog.json", server({ broken })),
    /belongs to another catalog/,
  );
});

test("a missing pointer says what the server said", async () => {
  const broken = { "/catalog.json": () => new Response("", { status: 404 }) };
  await assert.rejects(
    openCatalog("/catalog.json", server({ broken })),
    /Could not load \/catalog.json: the server says 404/,
  );
});

test("ids that did not come are asked for again by the next who needs them", async () => {
  let failures = 1;
  const broken = {
    "/search/ids.bin": () =>
      failures-- > 0
        ? new Response("", { status: 503 })
        : new Response(Buffer.from(files["/search/ids.bin"], "base64")),
  };
  const { asked, fetch } = server({ broken });
  const catalog = await openCatalog("/catalog.json", { fetch });
  await assert.rejects(catalog.idsReady, /the server says 503/);
  await Promise.all([catalog.idsReady, catalog.idsReady]);
  assert.equal(typeof catalog.videoId(0), "string");
  assert.equal(asked.filter((path) => path === "/search/ids.bin").length, 2);
});
