/** How it is going: the product's figures, their targets, and since when is counted. */

import { momentText } from "../account/sign-in.js";
import { useResource } from "../api/use-resource.js";
import { Icon } from "../components/icon.jsx";
import { ProblemNotice } from "../components/problem-notice.jsx";
import { announce } from "../state/announce.js";
import { basisText, grouped, nameOf, sinceText, targetText, valueText } from "./figure-words.js";

function Target({ figure }) {
  const target = targetText(figure);
  if (!target) return null;
  if (figure.met === null) return <p class="figure-target">{target}</p>;
  return (
    <p class="figure-target" data-met={figure.met}>
      <Icon name={figure.met ? "check" : "close"} /> {target}, {figure.met ? "met" : "not met"}
    </p>
  );
}

function Figure({ figure }) {
  return (
    <li class="figure">
      <p class="figure-name">{nameOf(figure)}</p>
      <p class={figure.value === null ? "figure-value figure-none" : "figure-value"}>{valueText(figure)}</p>
      <p class="figure-basis">{basisText(figure)}</p>
      <Target figure={figure} />
    </li>
  );
}

export function Going() {
  const numbers = useResource("/admin/metrics");
  const { data } = numbers;
  async function lookAgain() {
    await numbers.reload();
    announce("The figures are up to date");
  }
  return (
    <section class="admin-section admin-wide" aria-labelledby="going-title">
      <div class="going-head">
        <h2 id="going-title">How it is going</h2>
        <button type="button" class="button small" onClick={lookAgain}>
          <Icon name="reload" /> Look again
        </button>
      </div>
      {numbers.error && <ProblemNotice error={numbers.error} onRetry={numbers.reload} />}
      {data && <p class="page-sub">{sinceText(data, momentText)}</p>}
      {data?.worker.detail && <p class="notice">{data.worker.detail}</p>}
      {data &&
        grouped(data.figures).map(([title, figures]) => (
          <div class="figure-group">
            <h3>{title}</h3>
            <ul class="figures" aria-label={title}>
              {figures.map((figure) => (
                <Figure key={figure.id} figure={figure} />
              ))}
            </ul>
          </div>
        ))}
      {data && (
        <p class="admin-facts">
          Times are estimates from ranges: “≤ 100 ms” is certain, the exact figure is not known. The targets are this
          project’s own. Browsers tell times and counts, of nobody in particular, and nothing where Do Not Track or Global
          Privacy Control is on.
        </p>
      )}
    </section>
  );
}
