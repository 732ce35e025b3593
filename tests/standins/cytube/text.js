// What CyTube does to text: escaping, chat filters, links, durations.

const LINK = /(\w+:\/\/(?:[^:/[\]\s]+|\[[0-9a-f:]+\])(?::\d+)?(?:\/[^/\s]*)*)/gi;
const LINK_PLACEHOLDER = "\ueeee";

// the filters a new channel has
const FILTERS = [
  [/`(.+?)`/g, "<code>$1</code>"],
  [/\*(.+?)\*/g, "<strong>$1</strong>"],
  [/_(.+?)_/g, "<em>$1</em>"],
  [/~~(.+?)~~/g, "<s>$1</s>"],
  [/\[sp\](.*?)\[\/sp\]/gi, '<span class="spoiler">$1</span>'],
];

const ENTITIES = {
  "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "(": "&#40;", ")": "&#41;",
};

/** For error messages: everything that could mean something in HTML or script. */
export const escapeAll = (text) => String(text).replace(/[&<>"'()]/g, (sign) => ENTITIES[sign]);

const escapeText = (text) => text.replace(/[&<>]/g, (sign) => ENTITIES[sign]);

const anchor = (link) =>
  `<a href="${link.replaceAll('"', "&quot;")}" target="_blank" rel="noopener noreferrer">` +
  `${link}</a>`;

/** Chat and PM text as everybody receives it: escaped, filtered, links made clickable. */
export function formatMessage(text, { linkify = true } = {}) {
  const escaped = escapeText(text.replaceAll(LINK_PLACEHOLDER, ""));
  const links = escaped.match(LINK) ?? [];
  let result = escaped.replace(LINK, LINK_PLACEHOLDER);
  for (const [pattern, replacement] of FILTERS) result = result.replace(pattern, replacement);
  return result.replaceAll(LINK_PLACEHOLDER, () => {
    const link = links.shift() ?? "";
    return linkify && link ? anchor(link) : link;
  });
}

/** Seconds as mm:ss or hh:mm:ss. */
export function formatTime(seconds) {
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  const hours = Math.floor(whole / 3600);
  if (hours > 0) parts.unshift(hours);
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
