// CyTube's rate limiter: a burst, then a sustained rate counted from the last accepted request.

export class Throttle {
  constructor(now = () => Date.now()) {
    this.now = now;
    this.count = 0;
    this.last = -Infinity;
  }

  /** True if this request must be refused. A refused request costs nothing. */
  refuses({ burst, sustained, cooldown = burst / sustained }) {
    const now = this.now();
    const idle = now - this.last;
    if (idle > cooldown * 1000) {
      this.count = 1;
    } else if (this.count < burst) {
      this.count += 1;
    } else if (idle < 1000 / sustained) {
      return true;
    }
    this.last = now;
    return false;
  }
}
