/** The generated order: what it is, what is doubtful about it, and putting it in another order. */

import { computed, effect, signal } from "@preact/signals";
import { hasRole } from "../../account/session.js";
import { duplicates, moveKey, removeKeys } from "../../lib/playlist-model.js";
import { schedule, startMoment } from "../../lib/time.js";
import { nowMinute } from "../../state/clock.js";
import { createEntryTimes } from "../../state/entry-times.js";
import {
  apply,
  byHand,
  generateAgain,
  generated,
  generating,
  items,
  redoable,
  redoStep,
  settings,
  undoable,
  undoStep,
} from "../../state/marathon.js";
import { IconButton } from "../icon-button.jsx";
import { OrderedList } from "../ordered-list/ordered-list.jsx";
import { PlaylistSummary } from "../playlist-summary.jsx";
import { marathonRenderer } from "./marathon-entry.jsx";
import { PreviewWays } from "./preview-ways.jsx";

const startAt = signal("");
const plan = computed(() => schedule(items.value, startMoment(startAt.value, nowMinute.value)));
const repeated = computed(() => duplicates(items.value));
const times = createEntryTimes();
const renderEntry = marathonRenderer(times);
effect(() => times.update(items.value, plan.value.times));

const labelOf = (item) => item.title;
const move = (key, index, item) => apply(`moving ${item.title}`, (all) => moveKey(all, key, index));
const remove = (key, item) => apply(`removing ${item.title}`, (all) => removeKeys(all, [key]));

function Waiting() {
  if (!settings.value.sources.length) return "The order appears here once a playlist is chosen.";
  if (!hasRole("blessed")) return "Generating an order needs a sign-in with the role blessed.";
  if (generating.value.state === "asking") return "Generating…";
  return "The order appears here once the pattern can be read.";
}

function Facts() {
  const { explanation, warnings } = generated.value;
  return (
    <div class="preview-facts">
      <p>{explanation}</p>
      {byHand.value && (
        <p class="notice">
          <span>You changed this order by hand. Other settings generate it anew; Undo brings yours back.</span>
        </p>
      )}
      {warnings.length > 0 && (
        <ul class="preview-warnings" aria-label="Worth knowing">
          {warnings.map(({ code, detail }) => (
            <li key={code + detail}>{detail}.</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Failed() {
  const { problem } = generating.value;
  const text = problem.away
    ? "The service that generates the order does not answer. Your settings stay, here and in the address: try again in a moment."
    : problem.detail;
  return (
    <div class="notice notice-bad" role="alert">
      <span>{text}</span>
      <button type="button" class="button small" onClick={generateAgain}>
        Try again
      </button>
    </div>
  );
}

export function Preview() {
  const entries = items.value;
  const first = repeated.value;
  const [undo, redo] = [undoable.value, redoable.value];
  return (
    <section class="preview" aria-labelledby="preview-title" aria-busy={generating.value.state === "asking"}>
      <div class="preview-head">
        <h2 id="preview-title">3. The marathon</h2>
        <IconButton icon="undo" label={undo ? `Undo ${undo}` : "Undo"} disabled={!undo} onClick={undoStep} />
        <IconButton icon="redo" label={redo ? `Redo ${redo}` : "Redo"} disabled={!redo} onClick={redoStep} />
      </div>
      {generating.value.state === "failed" && <Failed />}
      {entries.length === 0 ? (
        <p class="panel-empty">{Waiting()}</p>
      ) : (
        <>
          <Facts />
          <div class="editor-sum">
            <PlaylistSummary entries={entries} plan={plan.value} startAt={startAt} />
          </div>
          <PreviewWays />
          <div class="preview-scroll">
            <OrderedList
              items={entries}
              label="The marathon"
              labelOf={labelOf}
              renderItem={renderEntry}
              detailOf={(item) => first.get(item.key)}
              onMove={move}
              onRemove={remove}
            />
          </div>
        </>
      )}
    </section>
  );
}
