/** Lengths and clock times in words, and when each entry of a list would run. */

/** 5520 → "1 h 32 min", 45 → "45 s", null → "unknown length". */
export function runtime(seconds) {
  if (seconds === null || seconds === undefined) return "unknown length";
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (!hours) return `${minutes} min`;
  return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
}

/** 5530 → "1:32:10", 65 → "1:05", null → "–:––". */
export function stopwatch(seconds) {
  if (seconds === null || seconds === undefined) return "–:––";
  const whole = Math.round(seconds);
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/**
 * When each entry starts and ends (milliseconds), played back to back from `startsAt`.
 * After an entry of unknown length every time is a lower bound: `exact` is false.
 */
export function schedule(entries, startsAt) {
  let at = startsAt;
  let exact = true;
  let unknown = 0;
  const times = entries.map(({ durationSeconds }) => {
    const time = { startsAt: at, exact };
    if (durationSeconds === null) {
      unknown += 1;
      exact = false;
    } else at += durationSeconds * 1000;
    return { ...time, endsAt: at };
  });
  return { times, endsAt: at, exact, unknown, totalSeconds: (at - startsAt) / 1000 };
}

/** "20:30" → that moment of the day of `now`, or of the next day if it has passed; "" → `now`. */
export function startMoment(clockTime, now) {
  const match = /^(\d{1,2}):(\d{2})$/.exec(clockTime);
  if (!match) return now;
  const moment = new Date(now);
  moment.setHours(Number(match[1]), Number(match[2]), 0, 0);
  // what is said to the minute lasts a minute: who says 20:30 at half past eight means now
  if (moment.getTime() + 60_000 <= now) moment.setDate(moment.getDate() + 1);
  return moment.getTime();
}

/** A formatter that remembers: a long list asks for the same minutes at every change. */
function remembering(format) {
  const known = new Map();
  return (moment) => {
    const minute = Math.floor(moment / 60000);
    if (!known.has(minute)) {
      if (known.size > 20_000) known.clear();
      known.set(minute, format(minute * 60000));
    }
    return known.get(minute);
  };
}

/** From here on the name of a weekday says too little. */
const FAR_MS = 6 * 86_400_000;

/**
 * Moments in the viewer's own time: `time(m)` "21:45", and `at(m, reference)` "21:45", or
 * "Fri 21:45" where that is not the day of the reference, or "27 Nov 21:45" far from it.
 */
export function clockFormatter(locale, timeZone) {
  // made when first used: none of them is needed for a page to begin
  const formatter = (options, tag = locale) => {
    let format = null;
    return remembering((moment) => {
      format ??= new Intl.DateTimeFormat(tag, { ...options, timeZone });
      return format.format(moment);
    });
  };
  const time = formatter({ hour: "2-digit", minute: "2-digit" });
  const weekday = formatter({ weekday: "short" });
  const dayOfYear = formatter({ day: "numeric", month: "short" });
  const date = formatter({}, "en-CA");
  function at(moment, reference) {
    if (date(moment) === date(reference)) return time(moment);
    const day = Math.abs(moment - reference) < FAR_MS ? weekday : dayOfYear;
    return `${day(moment)} ${time(moment)}`;
  }
  return { time, at };
}

const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
/** From the largest: [unit, its minutes, the minutes from which it is used]. */
const UNITS = [
  ["year", 365.25 * 1440, 730 * 1440],
  ["month", 30.4375 * 1440, 60 * 1440],
  ["week", 7 * 1440, 14 * 1440],
  ["day", 1440, 23.5 * 60],
  ["hour", 60, 59.5],
  ["minute", 1, 1],
];

/** How long ago in words: "just now", "5 minutes ago", "yesterday", "3 days ago", "2 months ago". */
export function ago(moment, now) {
  const minutes = Math.round((now - moment) / 60000);
  const unit = UNITS.find(([, , from]) => minutes >= from);
  return unit ? RELATIVE.format(-Math.round(minutes / unit[1]), unit[0]) : "just now";
}
