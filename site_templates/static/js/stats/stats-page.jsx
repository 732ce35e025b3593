/** The statistics page: totals, the days as a chart, what was played and liked most. */

import { useMemo } from "preact/hooks";
import { clock, nowMinute } from "../state/clock.js";
import { binned, dayOf, everyDay, total } from "./bins.js";
import { Choice } from "./choice.jsx";
import { DayChart } from "./day-chart.jsx";
import { askAgain, show, stats, view } from "./stats-feed.js";
import { TopLiked } from "./top-liked.jsx";
import { TopList } from "./top-list.jsx";
import { Totals } from "./totals.jsx";
import { inWindow, MEASURES, WINDOWS } from "./view.js";
import { amount, UNITS } from "./words.js";

const AWAY = {
  nats: "NATS is down, so nothing is counted now",
  service: "The service does not answer",
};

function SourceNotice({ source, asOf }) {
  if (source === "live") return null;
  const when = asOf ? clock.at(asOf, nowMinute.value) : "an earlier time";
  return (
    <div class="notice notice-warn" data-source={source}>
      <span>
        {AWAY[source]}: these numbers are as of {when}, and move on by themselves when it is back.
      </span>
      <button type="button" class="button small" onClick={askAgain}>
        Try again
      </button>
    </div>
  );
}

function Failed({ problem }) {
  return (
    <div class="notice notice-bad" role="alert">
      <span>The statistics cannot be shown. {problem}</span>
      <button type="button" class="button small" onClick={askAgain}>
        Try again
      </button>
    </div>
  );
}

/** The copy has the days of a year at most. */
const daysToldOf = (window, source) => (window === "all" && source !== "live" ? "365d" : window);

function Days({ data, window }) {
  const { measure } = view.value;
  const today = dayOf(data.asOf ?? nowMinute.value);
  const chart = useMemo(() => binned(everyDay(data.days, window, today)), [data, window, today]);
  const chosen = MEASURES.find(([key]) => key === measure);
  return (
    <section class="stats-days" aria-labelledby="days-title">
      <div class="stats-days-head">
        <h2 id="days-title">{UNITS[chart.unit]}</h2>
        <p class="page-sub">
          {amount(measure, total(chart.bins, chosen[2]))} {inWindow(window)}
        </p>
        <Choice name="measure" legend="Show" choices={MEASURES} chosen={measure} onChoose={(key) => show({ measure: key })} />
      </div>
      <DayChart chart={chart} measure={chosen} />
    </section>
  );
}

const NothingPlayed = ({ window }) => (
  <>
    <p>Nothing of the catalog was played {inWindow(window)}.</p>
    <p>
      <a class="button" href="/playlists/">
        Put a playlist on the queue
      </a>
    </p>
  </>
);

function Told() {
  const { data, window, source } = stats.value;
  return (
    <>
      <Totals summary={data.summary} />
      <Choice name="window" legend="Time" choices={WINDOWS} chosen={view.value.window} onChoose={(key) => show({ window: key })} />
      <div class="stats-window" aria-busy={window !== view.value.window}>
        <Days data={data} window={daysToldOf(window, source)} />
        <section class="stats-top" aria-labelledby="played-title">
          <h2 id="played-title">Top played</h2>
          <TopList
            rows={data.top}
            unit="play"
            lastWord="last played"
            label={`Played most ${inWindow(window)}`}
            nothing={<NothingPlayed window={window} />}
          />
        </section>
        <section class="stats-top" aria-labelledby="liked-title">
          <h2 id="liked-title">Top liked</h2>
          <TopLiked />
        </section>
      </div>
    </>
  );
}

export function StatsPage() {
  const { state, data, source, problem } = stats.value;
  return (
    <div class="stats">
      <div role="status">{data && <SourceNotice source={source} asOf={data.asOf} />}</div>
      {state === "failed" && <Failed problem={problem} />}
      {state === "loading" && <p class="page-sub">Counting…</p>}
      {data && <Told />}
    </div>
  );
}
