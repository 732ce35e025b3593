/** Days put together for a chart: none left out, and as many columns as a phone can show. */

const DAY_MS = 86_400_000;
const MOST_DAYS = 62;
const MOST_WEEKS = 800;
const FIELDS = ["itemsQueued", "itemsPlayed", "secondsPlayed", "likes"];
const LENGTHS = { "7d": 7, "30d": 30, "365d": 365 };

/** The UTC day of a moment: "2026-11-22". */
export const dayOf = (moment) => new Date(moment).toISOString().slice(0, 10);
const startOf = (day) => Date.parse(`${day}T00:00:00Z`);
const plus = (day, days) => dayOf(startOf(day) + days * DAY_MS);

/**
 * Every day of a window up to `today`, in order, quiet ones too; days outside of it are dropped.
 * "all" begins with the first day that is told.
 */
export function everyDay(told, window, today) {
  const known = new Map(told.map((one) => [one.day, one]));
  const first = LENGTHS[window] ? plus(today, 1 - LENGTHS[window]) : [...known.keys(), today].sort()[0];
  const days = [];
  for (let day = first; day <= today; day = plus(day, 1)) {
    days.push(known.get(day) ?? { day, ...Object.fromEntries(FIELDS.map((field) => [field, 0])) });
  }
  return days;
}

/** The first day of the column a day belongs to: itself, the Monday of its week, the first of its month. */
const COLUMN_OF = {
  day: (day) => day,
  week: (day) => plus(day, -((new Date(startOf(day)).getUTCDay() + 6) % 7)),
  month: (day) => `${day.slice(0, 7)}-01`,
};

const unitFor = (count) => (count <= MOST_DAYS ? "day" : count <= MOST_WEEKS ? "week" : "month");

/**
 * @param {object[]} days what everyDay() gave
 * @returns {{unit: "day"|"week"|"month", bins: object[]}} each bin with its sums, and the days it
 *   really holds as `from` and `to`: the first and the last may be short
 */
export function binned(days) {
  const unit = unitFor(days.length);
  const bins = [];
  let column;
  for (const one of days) {
    const key = COLUMN_OF[unit](one.day);
    if (key !== column) {
      column = key;
      bins.push({ from: one.day, to: one.day, ...Object.fromEntries(FIELDS.map((field) => [field, 0])) });
    }
    const bin = bins.at(-1);
    bin.to = one.day;
    for (const field of FIELDS) bin[field] += one[field];
  }
  return { unit, bins };
}

/** The sum of a field over days or bins. */
export const total = (list, field) => list.reduce((sum, one) => sum + one[field], 0);
