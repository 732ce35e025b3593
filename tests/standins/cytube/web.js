// What CyTube's addresses answer to plain requests: socketconfig, and the stand-in's own page.

import { readFileSync } from "node:fs";

const PAGE = new URL("./page/", import.meta.url);
const FILES = {
  "/": ["index.html", "text/html; charset=utf-8"],
  "/page.css": ["page.css", "text/css; charset=utf-8"],
  "/page.js": ["page.js", "text/javascript; charset=utf-8"],
  "/view.js": ["view.js", "text/javascript; charset=utf-8"],
  "/state.js": ["state.js", "text/javascript; charset=utf-8"],
  "/favicon.svg": ["favicon.svg", "image/svg+xml"],
};
const HEADERS = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
    "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-store",
};
const CHANNEL_PATH = /^\/socketconfig\/([\w-]{1,30})\.json$/;

/** A request handler; addresses() gives {https, http} as CyTube's own configuration names them. */
export function makeResponder({ addresses, page }) {
  return (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    // socket.io answers its own requests beside us
    if (pathname.startsWith("/socket.io/")) return;
    if (CHANNEL_PATH.test(pathname)) {
      sendJson(response, 200, {
        servers: [
          { url: addresses().https, secure: true },
          { url: addresses().http, secure: false },
        ],
      });
    } else if (pathname === "/page.json") {
      sendJson(response, 200, page());
    } else if (Object.hasOwn(FILES, pathname)) {
      const [file, type] = FILES[pathname];
      response.writeHead(200, { ...HEADERS, "Content-Type": type });
      response.end(readFileSync(new URL(file, PAGE)));
    } else {
      sendJson(response, 404, { error: "Not found" });
    }
  };
}

export function sendJson(response, status, value) {
  const body = JSON.stringify(value);
  response.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" });
  response.end(body);
}
