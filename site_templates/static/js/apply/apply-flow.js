/** Putting a playlist on the queue: what is asked, what the service says it would do, and doing it. */

import { batch, signal } from "@preact/signals";
import { lookAtSession, session } from "../account/session.js";
import { openSignIn } from "../account/sign-in.js";
import { api } from "../api/api.js";
import { announce } from "../state/announce.js";
import { toast } from "../state/toast.js";
import { telemetry } from "../telemetry/telemetry.js";
import { readQueue, summary } from "../queue/queue-model.js";
import { firstChoice } from "./modes.js";
import { fingerprint, readPlan } from "./plan.js";
import { explainRefusal, SERVICE_AWAY } from "./refusals.js";

/** An older receipt is compared with a new one before anything is done. */
const FRESH_MS = 10_000;

/** `{playlistId, name, unsaved?}` while the dialog is open, else null. */
export const asked = signal(null);
export const mode = signal(null);
/** `{state: "none"|"loading"|"ready"|"refused", plan?, problem?, at?}` */
export const receipt = signal({ state: "none" });
/** "receipt", or "sure" for the second question of who stops what is playing. */
export const step = signal("receipt");
export const busy = signal(false);
/** Whether the queue changed between receipt and doing: the new receipt says so. */
export const changed = signal(false);
/** How many entries are still to come on the queue, or null. */
export const coming = signal(null);

let run = 0;

/** How many entries come before an appended one: said beside the receipt. */
async function lookAtQueue() {
  coming.value = null;
  try {
    const queue = readQueue(await api.get("/queue"));
    coming.value = queue.connected ? summary(queue).coming : null;
  } catch (error) {
    // the receipt itself says what is in the way
    if (error.name !== "ApiError") throw error;
  }
}

/** Opens the dialog, after signing in where nobody is. */
export async function openApplyFlow(what) {
  if (!session.value.known) await lookAtSession();
  const { known, username } = session.value;
  if (known && !username) {
    openSignIn({ why: "to put playlists on the queue", then: () => openApplyFlow(what) });
    return;
  }
  batch(() => {
    asked.value = what;
    step.value = "receipt";
    busy.value = false;
    changed.value = false;
    mode.value = firstChoice(session.value);
    receipt.value = known ? { state: "none" } : { state: "refused", problem: SERVICE_AWAY };
  });
  if (!mode.value) return;
  lookAtQueue();
  workOut();
}

export function closeApply() {
  run += 1;
  asked.value = null;
}

export function signInAgain() {
  const what = asked.value;
  closeApply();
  openSignIn({ why: "to put playlists on the queue", then: () => openApplyFlow(what) });
}

export function choose(next) {
  batch(() => {
    mode.value = next;
    step.value = "receipt";
    changed.value = false;
  });
  return workOut();
}

const wish = () => ({ playlist_id: asked.value.playlistId, mode: mode.value });

/** Shows why it is refused; anything that is not one of the service's refusals is a fault of ours. */
function refuse(error) {
  if (error.name !== "ApiError") throw error;
  batch(() => {
    busy.value = false;
    step.value = "receipt";
    receipt.value = { state: "refused", problem: explainRefusal(error) };
  });
}

/** Asks for a receipt of the chosen mode; what was shown stays in sight meanwhile. */
export async function workOut() {
  run += 1;
  const mine = run;
  receipt.value = { ...receipt.value, state: "loading" };
  try {
    const plan = readPlan(await api.post("/apply-jobs/plan", wish()));
    if (mine !== run) return;
    receipt.value = { state: "ready", plan, at: performance.now() };
    announce(`Receipt: ${plan.add.count} added, ${plan.remove.count} removed`, 500);
  } catch (error) {
    if (mine === run) refuse(error);
  }
}

/** Whether what the receipt promises still holds; shows the new one where it does not. */
async function stillHolds() {
  const { plan, at } = receipt.value;
  if (performance.now() - at < FRESH_MS) return true;
  await workOut();
  if (receipt.value.state !== "ready") return false;
  changed.value = fingerprint(plan) !== fingerprint(receipt.value.plan);
  if (changed.value) step.value = "receipt";
  return !changed.value;
}

/** Does it, and goes to the page where everybody watches it. */
export async function apply() {
  if (busy.value || receipt.value.state !== "ready") return;
  if (mode.value === "hard_replace" && step.value !== "sure") {
    step.value = "sure";
    return;
  }
  busy.value = true;
  const what = asked.value;
  try {
    // another playlist's dialog may have been opened meanwhile
    if ((await stillHolds()) && asked.value === what) {
      const job = await api.post("/apply-jobs", wish());
      telemetry.applied();
      // who stays, or comes back to this page as it was left, must not find the question again
      closeApply();
      const watch = () => location.assign(`/queue/?job=${encodeURIComponent(job.id)}`);
      toast(`“${what.name}” is being put on the queue.`, { label: "Watch it", run: watch });
      watch();
    }
    busy.value = false;
  } catch (error) {
    refuse(error);
  }
}
