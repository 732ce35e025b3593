// The site in Firefox, as a visitor uses it: node firefox.mjs SITE SESSION FOLDER. Ends with 1 and
// the reason where something is not as it should be. It says "offline" and waits for a line when
// the site may be taken away. SESSION is the cookie of a blessed user; pictures go into FOLDER.
import assert from "node:assert/strict";
import { once } from "node:events";
import path from "node:path";
import puppeteer from "puppeteer-core";

const [site, session, folder] = process.argv.slice(2);
const PAGES = ["/", "/categories/", "/playlists/", "/marathon/", "/queue/", "/stats/", "/admin/"];
const FILMS = "/#playlist=film00000.film00001.film00002.film00003.film00004";

const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: "/usr/bin/firefox-esr",
  headless: true,
});
const page = await browser.newPage();
page.setDefaultTimeout(30_000);
await page.setViewport({ width: 1280, height: 900 });

const complaints = [];
page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
page.on("console", (message) => {
  if (message.type() === "error") complaints.push(`${page.url()}: ${message.text()}`);
});
await page.evaluateOnNewDocument(() => {
  addEventListener("securitypolicyviolation", (event) =>
    console.error(`policy: ${event.effectiveDirective} ${event.blockedURI}`),
  );
});

const picture = (name) => page.screenshot({ path: path.join(folder, `firefox-${name}.png`) });
const text = (selector) => page.$eval(selector, (found) => found.textContent);
const titles = () =>
  page.$$eval(".ordered-item .entry-title", (found) => found.map((one) => one.textContent));

const pause = (ms) => new Promise((later) => setTimeout(later, ms));

async function until(what, holds) {
  const ends = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > ends) throw new Error(`not in 30 s: ${what}`);
    await pause(50);
  }
}

async function everyPageOpens() {
  for (const address of PAGES) {
    const answer = await page.goto(site + address);
    assert.equal(answer.status(), 200, address);
    await page.waitForSelector("main");
    // what the pages ask for when they have opened must not go wrong either
    await page.waitForNetworkIdle({ idleTime: 300, concurrency: 2 });
  }
}

/** How many there are is not said: other tests may have added one to the catalog. */
const someHits = async () => {
  const [, hits, all] = /^([\d,]+) of ([\d,]+)$/.exec(await text(".results-count"));
  return hits !== "0" && hits !== all;
};

async function searchFinds() {
  await page.goto(`${site}/`);
  await page.waitForSelector("#results");
  await page.type("input[type=search]", "blob");
  await until("some hits", someHits);
  assert.match(await text("#row-0 mark"), /blob/i);
  assert.ok(page.url().includes("q=blob"), page.url());
  await picture("search");
}

async function listIsDragged() {
  // from elsewhere: what differs after the # alone would not load the page
  await page.goto("about:blank");
  await page.goto(site + FILMS);
  await page.waitForSelector("#results");
  await until("five entries", async () => (await titles()).length === 5);
  const [first, ...rest] = await titles();
  const handles = await page.$$(".ordered-item .handle");
  const middle = async (handle) => {
    const { x, y, width, height } = await handle.boundingBox();
    return [x + width / 2, y + height / 2];
  };
  const [x, y] = await middle(handles[0]);
  const [, end] = await middle(handles[3]);
  await page.mouse.move(x, y);
  await page.mouse.down();
  // as slow as a quick hand: what is held looks 20 times a second at what it is over
  for (let step = 1; step <= 15; step++) {
    await page.mouse.move(x, y + ((end + 8 - y) * step) / 15);
    await pause(20);
  }
  await page.mouse.up();
  await until("a new order", async () => (await titles())[0] === rest[0]);
  const wanted = [...rest.slice(0, 3), first, rest[3]];
  assert.deepEqual(await titles(), wanted);
  await page.reload();
  await until("the list again", async () => (await titles()).length === 5);
  assert.deepEqual(await titles(), wanted);
}

async function listIsSaved() {
  await browser.setCookie({
    name: "kryten_playlist",
    value: session,
    domain: new URL(site).hostname,
    path: "/",
    httpOnly: true,
    sameSite: "Lax",
  });
  await page.reload();
  await page.locator("::-p-aria(Save as playlist…)").click();
  await page.locator("dialog[open] input").fill("Saved in Firefox");
  await page.locator("dialog[open] button[type=submit]").click();
  await page.waitForSelector("dialog[open]", { hidden: true });
  await page.goto(`${site}/playlists/`);
  await page.waitForSelector("::-p-text(Saved in Firefox)");
  await picture("playlists");
}

async function offlineItGoesOn() {
  await page.goto(`${site}/`);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await until("everything kept", () =>
    page.evaluate(async () => {
      const kept = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
      const files = (await Promise.all(kept.map((one) => one.keys()))).flat();
      return files.some(({ url }) => url.includes("/search/"));
    }),
  );
  const noted = complaints.length;
  process.stdout.write("offline\n");
  await once(process.stdin, "data");
  await page.goto(`${site}/?q=blob`);
  await page.waitForSelector(".results-count");
  await until("some hits", someHits);
  assert.equal((await titles()).length, 5);
  await picture("offline");
  // without a network Firefox notes each thing it could not get
  complaints.length = noted;
}

try {
  await everyPageOpens();
  await searchFinds();
  await listIsDragged();
  await listIsSaved();
  await offlineItGoesOn();
  assert.deepEqual(complaints, []);
} catch (error) {
  await picture("failed").catch(() => {});
  console.error(error, complaints);
  process.exitCode = 1;
} finally {
  process.stdin.destroy();
  await browser.close();
}
