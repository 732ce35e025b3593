/** Numbers and days of the statistics in words. */

import { number, plural } from "../lib/text.js";

const DAY = { day: "numeric", month: "short", timeZone: "UTC" };

/** 5400 → "1.5"; from ten hours on whole ones. */
export function hours(seconds) {
  const exact = seconds / 3600;
  return number(exact < 10 ? Math.round(exact * 10) / 10 : Math.round(exact));
}

/** A value of a measure: "12 plays", "1.5 hours". */
export function amount(measure, value) {
  if (measure === "hours") return `${hours(value)} ${hours(value) === "1" ? "hour" : "hours"}`;
  if (measure === "queued") return `${number(value)} queued`;
  return plural(value, measure === "likes" ? "like" : "play");
}

/** Writes the days of bins in the viewer's way; days are UTC, wherever the viewer is. */
export function dayWriter(locale) {
  const short = new Intl.DateTimeFormat(locale, DAY);
  const withWeekday = new Intl.DateTimeFormat(locale, { ...DAY, weekday: "short" });
  const withYear = new Intl.DateTimeFormat(locale, { ...DAY, year: "numeric" });
  const month = new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" });
  const at = (day) => new Date(`${day}T00:00:00Z`);
  return {
    /** Under the chart: "22 Nov". */
    short: (day) => short.format(at(day)),
    /** With the year, for a row of the table or a tip: "Sun, 22 Nov", "16 – 22 Nov 2026", "November 2026". */
    bin: ({ from, to }, unit) =>
      unit === "day"
        ? withWeekday.format(at(from))
        : unit === "week"
          ? withYear.formatRange(at(from), at(to))
          : month.format(at(from)),
  };
}

/** How a chart of such columns is called. */
export const UNITS = { day: "Day by day", week: "Week by week", month: "Month by month" };

/** What the chart shows, in two sentences, for those who do not see it. */
export function chartWords({ unit, bins }, [measure, name, field], write) {
  const sum = bins.reduce((all, bin) => all + bin[field], 0);
  const best = bins.reduce((most, bin) => (bin[field] > most[field] ? bin : most), bins[0]);
  return {
    title: `${name} ${UNITS[unit].toLowerCase()}`,
    description:
      `From ${write.short(bins[0].from)} to ${write.short(bins.at(-1).to)}: ${amount(measure, sum)} in all. ` +
      `Most: ${amount(measure, best[field])}, ${write.bin(best, unit)}.`,
  };
}
