// How the page shows things: safe text out of CyTube's HTML, clocks, ranks, list rows.

const ALLOWED = new Set(["STRONG", "EM", "S", "CODE", "SPAN"]);
const RANKS = [[4, "owner"], [3, "admin"], [2, "mod"], [1.5, "leader"], [1, "registered"]];

/** An element with text and children; never HTML. */
export function element(tag, { text, className, ...attributes } = {}, ...children) {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = text;
  if (className) node.className = className;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** CyTube's message HTML as nodes: its few formatting tags, http links, else plain text. */
export function messageNodes(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  return [...parsed.body.childNodes].map(copy);
}

function copy(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return document.createTextNode(node.textContent);
  const children = [...node.childNodes].map(copy);
  if (node.tagName === "A" && /^https?:\/\//i.test(node.getAttribute("href") ?? "")) {
    const link = { href: node.getAttribute("href"), target: "_blank", rel: "noopener noreferrer" };
    return element("a", link, ...children);
  }
  if (!ALLOWED.has(node.tagName)) return element("span", {}, ...children);
  const className = node.classList.contains("spoiler") ? "spoiler" : undefined;
  return element(node.tagName.toLowerCase(), { className }, ...children);
}

export function rankName(rank) {
  return RANKS.find(([least]) => rank >= least)?.[1] ?? "guest";
}

export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const twoDigits = (part) => String(part).padStart(2, "0");
  const parts = [Math.floor(whole / 60) % 60, whole % 60].map(twoDigits);
  const hours = Math.floor(whole / 3600);
  return (hours > 0 ? [hours, ...parts] : parts).join(":");
}

export function messageRow({ username, to, msg, time }) {
  const from = to ? `${username} → ${to}` : username;
  return element(
    "li",
    {},
    element("span", { className: "from", text: from }),
    element("time", {
      text: new Date(time).toLocaleTimeString(),
      datetime: new Date(time).toISOString(),
    }),
    element("div", { className: "text" }, ...messageNodes(msg)),
  );
}

export function entryRow(entry, playing) {
  const notes = [entry.media.duration, entry.queueby, entry.temp ? "temporary" : ""];
  return element(
    "li",
    { "aria-current": String(playing), "data-uid": entry.uid },
    element("span", { className: "quiet", text: `#${entry.uid}` }),
    element("span", { text: entry.media.title }),
    element("span", { className: "quiet", text: notes.filter(Boolean).join(" · ") }),
  );
}

export function userRow({ name, rank, meta }) {
  const notes = [rankName(rank), meta?.afk ? "away" : ""].filter(Boolean).join(", ");
  return element(
    "li",
    {},
    element("span", { text: name }),
    element("span", { className: "quiet", text: notes }),
  );
}
