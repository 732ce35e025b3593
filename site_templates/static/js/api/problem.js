/** What can go wrong with a request, as one kind of error: RFC 9457 problems and what stands in for them. */

const ENVELOPE = new Set(["type", "title", "status", "detail", "code", "instance"]);

/** Codes of answers that did not come from the service at all. */
const AWAY = new Set(["api_unreachable", "api_timeout", "api_unavailable", "api_missing"]);

const DETAILS = {
  api_unreachable: "The service cannot be reached: look at the network, then try again.",
  api_timeout: "The service did not answer in time: try again in a moment.",
  api_unavailable: "The service is not running: browsing goes on, try again in a moment.",
  api_missing: "This site has no service behind it: there is nobody to sign in to and nothing to save to.",
  unexpected_answer: "The service gave an answer that this page does not understand: reload the page.",
};

/**
 * `code` is stable, `detail` is a sentence a person can act on, `fields` is what else the problem
 * says, `status` is 0 where there was no answer, `retryAfterSeconds` is null where it is not known.
 */
export class ApiError extends Error {
  constructor({ code, status = 0, detail = DETAILS[code], fields = {}, retryAfterSeconds = null }) {
    super(detail);
    this.name = "ApiError";
    Object.assign(this, { code, status, detail, fields, retryAfterSeconds });
  }

  /** Whether nobody of ours answered. */
  get away() {
    return AWAY.has(this.code);
  }
}

/** A Retry-After header, in seconds or as a date, as seconds from `now`; null where it says nothing. */
export function retrySeconds(header, now) {
  if (!header) return null;
  if (/^\d+$/.test(header)) return Number(header);
  const moment = Date.parse(header);
  return Number.isNaN(moment) ? null : Math.max(0, Math.ceil((moment - now) / 1000));
}

/**
 * The error of an answer that is none of the expected ones.
 * @param {number} status
 * @param {unknown} body the parsed JSON, or undefined where it was none
 * @param {string|null} retryAfter the header
 */
export function problemOf(status, body, retryAfter, now) {
  const header = retrySeconds(retryAfter, now);
  if (typeof body?.code === "string" && typeof body.detail === "string") {
    const fields = Object.fromEntries(Object.entries(body).filter(([name]) => !ENVELOPE.has(name)));
    const stated = fields.retry_after_seconds;
    const retryAfterSeconds = Number.isFinite(stated) ? stated : header;
    return new ApiError({ code: body.code, status, detail: body.detail, fields, retryAfterSeconds });
  }
  const code = standInFor(status);
  return new ApiError({ code, status, retryAfterSeconds: header });
}

/** A web server without our service answers with pages: 404 from a static host, 50x from a proxy. */
function standInFor(status) {
  if ([502, 503, 504].includes(status)) return "api_unavailable";
  return [404, 405].includes(status) || status < 400 ? "api_missing" : "unexpected_answer";
}
