/** Says something to screen readers, politely, through the page's one live region. */

let timer;

/** Later calls within `delay` ms take the place of earlier ones: only the last is spoken. */
export function announce(text, delay = 0) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const region = document.getElementById("announcer");
    // the same words twice are spoken twice only if the text differs
    region.textContent = region.textContent === text ? `${text}\u00a0` : text;
  }, delay);
}
