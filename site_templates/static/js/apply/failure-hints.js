/** What to do about an item that CyTube refused, going by CyTube's own words (as measured). */

const HINTS = [
  [/not 404/i, "MediaCMS has no manifest for this item: see whether the video is still there, then retry, or take it out of the playlist."],
  [/not [45]\d\d/i, "MediaCMS refused or had an error: wait a few minutes, then retry."],
  [/JSON|content-type/i, "What MediaCMS sent is no manifest: an admin of MediaCMS has to look at it. Retrying helps only after that."],
  [/title must|source list|source|duration|URL protocol|hostname|quality/i, "CyTube does not accept this manifest: the video is perhaps not encoded yet. Retry when MediaCMS is done with it."],
  [/hang up|timed out|timeout|ECONN|ENOTFOUND|did not answer|no answer/i, "MediaCMS was not reached in time: retry."],
  [/too quickly|throttl/i, "Other adds used up CyTube’s allowance: retry."],
  [/already on the/i, "It stands on the queue already: there is nothing to do."],
  [/permission/i, "The robot may not do this in the channel: its rank has to be raised there, then retry."],
  [/limit reached|at most/i, "The queue is full: remove entries in the channel, then retry."],
];

/** A next step for a reason; there is always one. */
export function nextStep(reason) {
  const hint = HINTS.find(([words]) => words.test(reason ?? ""));
  return hint ? hint[1] : "Retry; if it fails again, take the item out of the playlist.";
}
