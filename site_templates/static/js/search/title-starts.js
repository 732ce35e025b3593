// Which titles start with which one, two and three bytes, in lists: the first tier at once.
import { gramAt, GRAMS, MAX_GRAM } from "./gram-index.js";

// a row is a newline, a space and the folded title, and a newline follows
const TITLE_AT = 2;

export class TitleStarts {
  #ends = new Uint32Array(GRAMS + 1);
  #rows;

  constructor({ bytes, starts }) {
    const count = starts.length - 1;
    // a counting sort: how many of each, where they end, and then each in its place
    for (const filling of [false, true]) {
      if (filling) this.#allot();
      for (let row = 0; row < count; row++) {
        const at = starts[row] + TITLE_AT;
        const most = Math.min(MAX_GRAM, starts[row + 1] - at);
        for (let length = 1; length <= most; length++) {
          const gram = gramAt(bytes, at, length);
          if (filling) this.#rows[this.#ends[gram]++] = row;
          else this.#ends[gram]++;
        }
      }
    }
  }

  #allot() {
    let total = 0;
    for (let gram = 0; gram < this.#ends.length; gram++) {
      const size = this.#ends[gram];
      this.#ends[gram] = total;
      total += size;
    }
    this.#rows = new Uint32Array(total);
  }

  /** The rows whose title can start with `wanted`: those that share its first three bytes. */
  rowsOf(wanted) {
    const gram = gramAt(wanted, 0, Math.min(MAX_GRAM, wanted.length));
    return this.#rows.subarray(gram === 0 ? 0 : this.#ends[gram - 1], this.#ends[gram]);
  }
}
