// Custom media: fetches a manifest, checks it as CyTube does, turns it into media.

import http from "node:http";
import https from "node:https";
import net from "node:net";
import { formatTime } from "./text.js";

const MAX_BYTES = 100 * 1024;
const MAX_TITLE = 100;
const QUALITIES = new Set([240, 360, 480, 540, 720, 1080, 1440, 2160]);
const SOURCE_TYPES = new Set([
  "application/dash+xml", "application/x-mpegURL", "audio/aac", "audio/mp4", "audio/mpeg",
  "audio/ogg", "audio/opus", "video/mp4", "video/ogg", "video/webm",
]);
const AUDIO_TYPES = new Set(["audio/aac", "audio/mp4", "audio/mpeg", "audio/ogg", "audio/opus"]);

function refuseUnless(condition, message) {
  if (!condition) throw new Error(message);
}

/** Fetches `address` and resolves to media; rejects with CyTube's words. */
export async function lookUp(address, { timeout }) {
  const body = await fetchText(address, timeout);
  return convert(address, JSON.parse(body));
}

function parseAddress(address) {
  try {
    return new URL(address);
  } catch {
    throw new Error(`Invalid URL "${address}"`);
  }
}

function fetchText(address, timeout) {
  const url = parseAddress(address);
  refuseUnless(
    /^https?:$/.test(url.protocol),
    `Unacceptable protocol "${url.protocol}".  Custom metadata must be retrieved by HTTP or HTTPS`,
  );
  return new Promise((resolve, reject) => {
    const get = url.protocol === "https:" ? https.get : http.get;
    const request = get(url, { headers: { Accept: "application/json" }, agent: false });
    const refuse = (message) => {
      reject(new Error(message));
      request.destroy();
    };
    request.setTimeout(timeout, () => refuse("Request timed out"));
    request.on("error", reject);
    request.on("response", (response) => {
      const { statusCode, statusMessage, headers } = response;
      const type = headers["content-type"];
      if (statusCode !== 200) {
        refuse(`Expected HTTP 200 OK, not ${statusCode} ${statusMessage}`);
      } else if (!/^application\/json/.test(type)) {
        refuse(`Expected content-type application/json, not ${type}`);
      } else {
        collect(response, resolve, reject, refuse);
      }
    });
  });
}

function collect(response, resolve, reject, refuse) {
  let text = "";
  response.setEncoding("utf8");
  response.on("data", (chunk) => {
    text += chunk;
    if (text.length > MAX_BYTES) refuse("Response size exceeds 100KB");
  });
  response.on("error", reject);
  response.on("end", () => resolve(text));
}

/** A manifest as media; throws with CyTube's words for the first thing wrong. */
export function convert(id, data) {
  validate(data);
  const seconds = data.live ? 0 : Math.trunc(data.duration);
  const direct = {};
  for (const { url, contentType, quality } of data.sources) {
    (direct[quality] ??= []).push({ link: url, contentType, quality });
  }
  const meta = { direct };
  for (const key of ["textTracks", "audioTracks", "thumbnail"]) {
    if (data[key] !== undefined) meta[key] = data[key];
  }
  const title = shorten(data.title);
  return { id, title, seconds, duration: formatTime(seconds), type: "cm", meta };
}

const shorten = (title) =>
  title.length > MAX_TITLE ? `${title.slice(0, MAX_TITLE - 3)}...` : title;

function validate(data) {
  refuseUnless(data !== null && typeof data === "object", "manifest must be an object");
  refuseUnless(typeof data.title === "string", "title must be a string");
  refuseUnless(data.title, "title must not be blank");
  refuseUnless(typeof data.duration === "number", "duration must be a number");
  refuseUnless(
    Number.isFinite(data.duration) && data.duration >= 0,
    "duration must be a non-negative finite number",
  );
  refuseUnless(!("live" in data) || typeof data.live === "boolean", "live must be a boolean");
  if ("thumbnail" in data) {
    refuseUnless(typeof data.thumbnail === "string", "thumbnail must be a string");
    validateAddress(data.thumbnail);
  }
  validateSources(data.sources);
  validateTracks(data.textTracks, "text", (type) => type === "text/vtt");
  validateTracks(data.audioTracks, "audio", (type) => AUDIO_TYPES.has(type));
}

function validateSources(sources) {
  refuseUnless(Array.isArray(sources), "sources must be a list");
  refuseUnless(sources.length > 0, "source list must be nonempty");
  for (const { url, contentType, quality, bitrate } of sources) {
    refuseUnless(typeof url === "string", "source URL must be a string");
    validateAddress(url);
    refuseUnless(SOURCE_TYPES.has(contentType), `unacceptable source contentType "${contentType}"`);
    refuseUnless(QUALITIES.has(quality), `unacceptable source quality "${quality}"`);
    refuseUnless(
      bitrate === undefined || (Number.isFinite(bitrate) && bitrate >= 0),
      "source bitrate must be a non-negative finite number",
    );
  }
}

function validateTracks(tracks, kind, accepts) {
  if (tracks === undefined) return;
  refuseUnless(Array.isArray(tracks), `${kind}Tracks must be a list`);
  for (const { url, contentType, name, label } of tracks) {
    refuseUnless(typeof url === "string", `${kind} track URL must be a string`);
    validateAddress(url);
    refuseUnless(accepts(contentType), `unacceptable ${kind} track contentType "${contentType}"`);
    const title = kind === "audio" ? label ?? name : name;
    refuseUnless(typeof title === "string", `${kind} track name must be a string`);
    refuseUnless(title, `${kind} track name must be nonempty`);
  }
}

function validateAddress(address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    throw new Error(`invalid URL "${address}"`);
  }
  refuseUnless(url.protocol === "https:", `URL protocol must be HTTPS (invalid: "${address}")`);
  refuseUnless(
    !net.isIP(url.hostname.replace(/^\[|\]$/g, "")),
    `URL hostname must be a domain name, not an IP address (invalid: "${address}")`,
  );
}
