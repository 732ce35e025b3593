/** A scale for people: round steps from zero to just above the largest value. */

const MOST_STEPS = 4;

/** @returns {number[]} at least [0, 1]; steps of 1, 2 or 5 times a power of ten, never of less than 1 */
export function ticks(largest) {
  const least = Math.max(1, largest / MOST_STEPS);
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= least);
  const steps = Math.max(1, Math.ceil(largest / step));
  return Array.from({ length: steps + 1 }, (_, index) => index * step);
}
