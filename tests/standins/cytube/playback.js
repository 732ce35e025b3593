// The clock of the playing entry: 3 s lead-in, its duration, 2 s for stragglers, then onEnd().

const LEAD_IN = -3;
const TAIL = 2;
const TICKS_PER_UPDATE = 5;
// a timer may fire a little before its second is over
const TOLERANCE = 0.005;

export class Playback {
  constructor({ speed, onUpdate, onEnd }) {
    this.speed = speed;
    this.onUpdate = onUpdate;
    this.onEnd = onEnd;
    this.time = 0;
    this.paused = false;
    this.seconds = 0;
    this.ticks = 0;
    this.timer = null;
  }

  /** Starts media of `seconds`; 0 seconds (live) never ends by itself. */
  start(seconds, time) {
    this.stop();
    this.seconds = seconds;
    this.time = time || (seconds > 0 ? LEAD_IN : 0);
    this.paused = this.time < 0;
    if (seconds > 0) this.#run();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
  }

  /** How many times faster than real time the media plays. */
  setSpeed(speed) {
    this.#advance();
    this.speed = speed;
    if (this.timer) this.#run();
  }

  position() {
    return { currentTime: this.time, paused: this.paused };
  }

  #run() {
    this.stop();
    this.last = performance.now();
    this.timer = setInterval(() => this.#tick(), 1000 / this.speed);
  }

  #elapsed() {
    const now = performance.now();
    const seconds = ((now - this.last) / 1000) * this.speed;
    this.last = now;
    return seconds;
  }

  #advance() {
    if (this.timer) this.time += this.#elapsed();
  }

  #tick() {
    const elapsed = this.#elapsed();
    if (this.time < 0 && this.time + elapsed >= -TOLERANCE * this.speed) {
      this.time = 0;
      this.paused = false;
      this.ticks = 0;
      this.onUpdate();
      return;
    }
    this.time += elapsed;
    this.ticks += 1;
    if (this.time >= this.seconds + TAIL - TOLERANCE * this.speed) this.onEnd();
    else if (this.ticks % TICKS_PER_UPDATE === 0) this.onUpdate();
  }
}
