/** What is asked of each row once: of those in sight alone, a few at a time. */

import { signal } from "@preact/signals";

const AT_ONCE = 3;

/**
 * @param {(id: string) => Promise<object>} ask rejects with an ApiError where there is no answer;
 *   that row is asked for again when it comes into sight the next time, not before
 */
export function createAskedInSight(ask) {
  const known = new Map();
  const asked = new Set();
  const waiting = new Set();
  let running = 0;

  async function settle(id) {
    try {
      of(id).value = await ask(id);
    } catch (error) {
      asked.delete(id);
      // the list stands without it; whoever wants to know why looks at the status pill
      if (error.name !== "ApiError") throw error;
    }
  }

  async function work() {
    running += 1;
    try {
      while (waiting.size > 0) {
        const [id] = waiting;
        waiting.delete(id);
        asked.add(id);
        await settle(id);
      }
    } finally {
      running -= 1;
    }
  }

  /** A signal of the answer, null until there is one; asks nothing. */
  function of(id) {
    if (!known.has(id)) known.set(id, signal(null));
    return known.get(id);
  }

  /** The row is in sight. */
  function see(id) {
    if (asked.has(id)) return;
    waiting.add(id);
    if (running < AT_ONCE) work();
  }

  /** The row is out of sight: nobody waits for it any more. */
  const leave = (id) => waiting.delete(id);

  return { of, see, leave };
}
