/** Says something to screen readers, politely, through the page's live region. */

let timer;

/** While a modal dialog is open nothing outside it is spoken: it has a region of its own. */
const liveRegion = () =>
  [...document.querySelectorAll("dialog[open] [data-announcer]")].at(-1) ?? document.getElementById("announcer");

/** Later calls within `delay` ms take the place of earlier ones: only the last is spoken. */
export function announce(text, delay = 0) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const region = liveRegion();
    // the same words twice are spoken twice only if the text differs
    region.textContent = region.textContent === text ? `${text}\u00a0` : text;
  }, delay);
}
