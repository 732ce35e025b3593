/** The one way to the action API: JSON in, JSON out, every failure an ApiError, nothing tried twice. */

import { ApiError, problemOf } from "./problem.js";

/** Longer than the service's own deadline for NATS, shorter than a person's patience. */
const TIMEOUT_MS = 10_000;

/**
 * @param {{root: string, fetch: typeof fetch, credentials?: RequestCredentials, now?: () => number}}
 *   parts `root` is where /api/v1 is, without a slash at its end
 */
export function createClient({ root, fetch, credentials = "same-origin", now = Date.now }) {
  const listeners = new Set();

  function raise(error) {
    for (const tell of listeners) tell(error);
    throw error;
  }

  async function send(method, path, { body, ifMatch, signal, timeoutMs = TIMEOUT_MS }) {
    const limit = AbortSignal.timeout(timeoutMs);
    const headers = { Accept: "application/json" };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (ifMatch !== undefined) headers["If-Match"] = `"${ifMatch}"`;
    try {
      const reply = await fetch(`${root}${path}`, {
        method,
        headers,
        credentials,
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
        cache: "no-store",
      });
      return { reply, text: await reply.text() };
    } catch (error) {
      if (signal?.aborted) throw error;
      return raise(new ApiError({ code: limit.aborted ? "api_timeout" : "api_unreachable" }));
    }
  }

  async function call(method, path, options = {}) {
    const { reply, text } = await send(method, path, options);
    if (reply.status === 204) return null;
    const type = reply.headers.get("Content-Type") ?? "";
    const data = type.includes("json") ? parsed(text) : undefined;
    const expected = reply.ok || options.also?.includes(reply.status);
    if (expected && data !== undefined && !type.includes("problem")) return data;
    return raise(problemOf(reply.status, data, reply.headers.get("Retry-After"), now()));
  }

  /**
   * Options of all: `signal`, `timeoutMs`, `ifMatch` (a revision), and `also`: statuses besides
   * 2xx that are an answer and no error. They resolve to the parsed JSON, or null for 204.
   */
  return {
    get: (path, options) => call("GET", path, options),
    post: (path, body, options) => call("POST", path, { ...options, body }),
    put: (path, body, options) => call("PUT", path, { ...options, body }),
    patch: (path, body, options) => call("PATCH", path, { ...options, body }),
    delete: (path, options) => call("DELETE", path, options),
    /** The whole address, for EventSource and downloads. */
    url: (path) => `${root}${path}`,
    /** Calls `listener(error)` with every ApiError before it is thrown. */
    onProblem(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    // a server that says JSON and sends none: the caller makes an error of it
    return undefined;
  }
}
