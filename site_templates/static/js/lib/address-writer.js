/** Writes what a page shows into its address. */

const AGAIN_MS = 2000;

/**
 * Firefox and Safari refuse addresses that change too often (Safari after 100 in half a minute: a
 * key held down is enough). The page goes on; the newest address is written when they take it again.
 *
 * @param {{history: History, later: (run: () => void, ms: number) => void}} parts
 */
export function createAddressWriter({ history, later }) {
  let waiting = null;
  let planned = false;

  function attempt() {
    const { address, push } = waiting;
    try {
      if (push) history.pushState(null, "", address);
      else history.replaceState(null, "", address);
      waiting = null;
    } catch (error) {
      if (error.name !== "SecurityError") throw error;
      if (!planned) later(again, AGAIN_MS);
      planned = true;
    }
  }

  function again() {
    planned = false;
    if (waiting) attempt();
  }

  return {
    /** `push`: it is a step for the Back button. */
    write(address, push) {
      waiting = { address, push: push || waiting?.push === true };
      attempt();
    },
    /** Back or Forward: what still waits belongs to a page that was left. */
    forget() {
      waiting = null;
    },
  };
}
