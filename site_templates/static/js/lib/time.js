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
  if (moment.getTime() < now) moment.setDate(moment.getDate() + 1);
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

/**
 * Moments in the viewer's own time: `time(m)` "21:45", `day(m)` "Fri", and `at(m, reference)`
 * "21:45", or "Fri 21:45" where that is not the day of the reference.
 */
export function clockFormatter(locale, timeZone) {
  const formatter = (options, tag = locale) => {
    const format = new Intl.DateTimeFormat(tag, { ...options, timeZone });
    return remembering((moment) => format.format(moment));
  };
  const time = formatter({ hour: "2-digit", minute: "2-digit" });
  const day = formatter({ weekday: "short" });
  const date = formatter({}, "en-CA");
  const at = (moment, reference) =>
    date(moment) === date(reference) ? time(moment) : `${day(moment)} ${time(moment)}`;
  return { time, day, at };
}

/** How long ago in words: "just now", "5 minutes ago", "yesterday", "3 days ago". */
export function ago(moment, now) {
  const minutes = Math.round((now - moment) / 60000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return minutes === 1 ? "a minute ago" : `${minutes} minutes ago`;
  const hours = Math.round(minutes / 60);
  if (hours < 24) return hours === 1 ? "an hour ago" : `${hours} hours ago`;
  const days = Math.round(hours / 24);
  return days === 1 ? "yesterday" : `${days} days ago`;
}
