/** The service worker: keeps one release whole for being offline, and stays out of the way online. */

import { answerWithin } from "./sw/patience.js";
import { outdatedCaches, route } from "./sw/routes.js";

const { release, urls } = __PRECACHE__;
const SHELL = `shell-${release}`;
const PAGES = "pages";
const COPIES = "copies";
const MOST_PAGES = 60;
const PATIENCE_MS = 4000;
const OFFLINE_PAGE = "/offline/";
/** From here on a status says that nobody is there to answer: what is stored says more. */
const SERVER_ERROR = 500;

async function install() {
  const cache = await caches.open(SHELL);
  await cache.addAll(urls.map((url) => new Request(url, { cache: "no-cache" })));
  await self.skipWaiting();
}

/** The last release's files stay for the pages that are still open from it. */
async function activate() {
  const names = (await caches.keys()).filter((name) => name.startsWith("shell-") && name !== SHELL);
  const previous = names.at(-1);
  await Promise.all(outdatedCaches(await caches.keys(), SHELL, previous).map((name) => caches.delete(name)));
}

/** From this release's store first, then from what else is stored (the release before). */
async function stored(request, options) {
  const shell = await caches.open(SHELL);
  return (await shell.match(request, options)) ?? caches.match(request, options);
}

async function remember(request, reply) {
  const cache = await caches.open(PAGES);
  await cache.put(request, reply);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST_PAGES)).map((key) => cache.delete(key)));
}

async function page(event) {
  const { request } = event;
  const shell = await caches.open(SHELL);
  const own = await shell.match(request, { ignoreSearch: true });
  const kept = async () => own ?? stored(request, { ignoreSearch: true });
  try {
    const reply = own ? await answerWithin(PATIENCE_MS, request, fetch) : await fetch(request);
    if (reply.status >= SERVER_ERROR) return (await kept()) ?? reply;
    // the shell is stored as one piece when it is installed, never page by page
    if (!own && reply.ok) event.waitUntil(remember(request, reply.clone()));
    return reply;
  } catch {
    return (await kept()) ?? stored(OFFLINE_PAGE);
  }
}

async function networkFirst(event, onReply = () => {}) {
  try {
    const reply = await fetch(event.request);
    if (reply.status >= SERVER_ERROR) return (await stored(event.request)) ?? reply;
    onReply(reply);
    return reply;
  } catch (error) {
    const kept = await stored(event.request);
    if (kept) return kept;
    throw error;
  }
}

async function keep(request, reply) {
  const cache = await caches.open(COPIES);
  await cache.put(request, reply);
}

const copy = (event) =>
  networkFirst(event, (reply) => {
    if (reply.ok) event.waitUntil(keep(event.request, reply.clone()));
  });

async function storedFirst(event) {
  return (await stored(event.request)) ?? fetch(event.request);
}

const ANSWERS = { page, pointer: networkFirst, file: networkFirst, copy, hashed: storedFirst };

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const answer = ANSWERS[route(event.request, self.location.origin)];
  if (answer) event.respondWith(answer(event));
});
