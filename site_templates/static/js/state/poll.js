/** Does something again and again while somebody looks at the page. */

/**
 * Runs `work()` now and again `delay()` milliseconds after it has ended; not while the page is
 * hidden, at once when it is seen again. `work` handles its own errors.
 * @returns {{again: () => Promise<void>, stop: () => void}} `again` runs it now (several at once are one)
 */
export function poll(work, delay) {
  let timer;
  let running = null;
  let stopped = false;

  const visible = () => document.visibilityState === "visible";
  const plan = () => {
    clearTimeout(timer);
    if (!stopped && visible()) timer = setTimeout(again, delay());
  };
  function again() {
    clearTimeout(timer);
    running ??= work().finally(() => {
      running = null;
      plan();
    });
    return running;
  }
  const onVisibility = () => (visible() ? again() : clearTimeout(timer));
  document.addEventListener("visibilitychange", onVisibility);
  if (visible()) again();
  return {
    again,
    stop() {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", onVisibility);
    },
  };
}
