/** The live queue as the pages know it: read from the service's reply, with what follows from it. */

const known = (seconds) => (Number.isFinite(seconds) && seconds > 0 ? seconds : null);

/** The epoch itself stands for a time that the service does not know. */
function moment(text) {
  const parsed = Date.parse(text ?? "");
  return parsed > 0 ? parsed : null;
}

/** `now_playing` of a reply, or null; `elapsed` and `seconds` are null where nobody knows. */
export function readNowPlaying(raw) {
  if (!raw) return null;
  return {
    uid: raw.uid,
    videoId: raw.video_id ?? null,
    title: raw.title,
    seconds: known(raw.seconds),
    elapsed: Number.isFinite(raw.elapsed_seconds) ? raw.elapsed_seconds : null,
  };
}

function readEntry(raw) {
  return {
    uid: raw.uid,
    videoId: raw.video_id ?? null,
    title: raw.title,
    seconds: known(raw.seconds),
    queuedBy: raw.queued_by,
    temp: raw.temp === true,
    startsAt: moment(raw.starts_at),
  };
}

/** GET /queue. `asOf` is when the service last knew the queue, in milliseconds. */
export function readQueue(raw) {
  return {
    connected: raw.connected === true,
    asOf: moment(raw.as_of),
    nowPlaying: readNowPlaying(raw.now_playing),
    entries: raw.entries.map(readEntry),
  };
}

/** Seconds played by `now` of what was told at `toldAt` (both on one clock), never past its end. */
export function elapsedAt({ elapsed, seconds }, toldAt, now) {
  if (elapsed === null) return null;
  const passed = Math.max(0, elapsed + (now - toldAt) / 1000);
  return seconds === null ? passed : Math.min(passed, seconds);
}

/** Where the playing entry stands, or -1. */
export const playingIndex = ({ nowPlaying, entries }) =>
  nowPlaying ? entries.findIndex(({ uid }) => uid === nowPlaying.uid) : -1;

/**
 * The whole queue in numbers. `endsAt` is when the last entry ends, null where that hangs on an
 * entry of unknown length (CyTube never leaves such an entry by itself) or on an unknown start.
 */
export function summary(queue) {
  const { entries } = queue;
  const playing = playingIndex(queue);
  const last = entries.at(-1);
  const coming = entries.slice(Math.max(playing, 0));
  const certain = last && last.startsAt !== null && coming.every(({ seconds }) => seconds !== null);
  return {
    count: entries.length,
    totalSeconds: entries.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0),
    unknown: entries.filter(({ seconds }) => seconds === null).length,
    coming: playing < 0 ? entries.length : entries.length - playing - 1,
    endsAt: certain ? last.startsAt + last.seconds * 1000 : null,
  };
}

/**
 * What is said where the start of an entry would stand: "played" = it stands before what plays,
 * "playing", "at" = its `startsAt` is known, "unknown" = it is not.
 */
export function startOf(entry, index, playing) {
  if (playing >= 0 && index < playing) return "played";
  if (index === playing) return "playing";
  return entry.startsAt === null ? "unknown" : "at";
}

/** Milliseconds until the next look: longer for a long queue, soon where the playing entry ends. */
export function nextLook({ entries, nowPlaying }) {
  const usual = 3000 + 2 * entries.length;
  if (!nowPlaying || nowPlaying.elapsed === null || nowPlaying.seconds === null) return usual;
  const untilEnd = (nowPlaying.seconds - nowPlaying.elapsed) * 1000 + 1500;
  return Math.max(1500, Math.min(usual, untilEnd));
}
