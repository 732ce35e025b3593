// One job at a time, in order: how CyTube serialises look-ups, deletes and moves of a channel.

export class Serial {
  #waiting = [];
  #running = null;

  /** job: an async function; it starts when all jobs before it have ended. */
  add(job) {
    this.#waiting.push(job);
    this.#next();
  }

  /** Forgets the waiting jobs and lets new ones start beside the one under way. */
  reset() {
    this.#waiting = [];
    this.#running = null;
  }

  #next() {
    if (this.#running || this.#waiting.length === 0) return;
    const job = this.#waiting.shift();
    this.#running = job;
    Promise.resolve()
      .then(job)
      .catch((error) => console.error("a queue job failed:", error))
      .finally(() => {
        if (this.#running !== job) return;
        this.#running = null;
        this.#next();
      });
  }
}
