/** The three ways a playlist is put on the queue: what each is called, what it does, who may. */

export const MODES = ["preserve_current", "append", "hard_replace"];
/** Chosen by nobody: the job that puts a queue back as it was. */
export const RESTORE = "restore";

const NAMES = {
  preserve_current: "Keep what is playing, replace the rest",
  append: "Add to the end",
  hard_replace: "Replace everything now",
  [RESTORE]: "Restore the queue as it was",
};

const CONSEQUENCES = {
  preserve_current: "What is playing goes on to its end. Everything after it makes way for this playlist.",
  append: "Nothing stops and nothing is removed. This playlist comes after all that is queued.",
  hard_replace: "What is playing stops. The whole queue makes way, and the first item of this playlist plays at once.",
};

/** A mode in a few words; one this page does not know is shown as it is called. */
export const modeName = (mode) => NAMES[mode] ?? String(mode ?? "").replaceAll("_", " ");
export const consequence = (mode) => CONSEQUENCES[mode];

/** Why somebody may not use a mode, or null where they may. */
export function whyNot(mode, { role, modes }) {
  if (modes.includes(mode)) return null;
  if (role !== "blessed" && role !== "admin") {
    return "Needs the role blessed: an admin of the channel can give it to you.";
  }
  return "Only admins may stop what is playing here: ask one, or choose another way.";
}

/** The way that is chosen first: the gentlest of the usual ones that is permitted, or null. */
export const firstChoice = ({ modes }) => MODES.find((mode) => modes.includes(mode)) ?? null;
