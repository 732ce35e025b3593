/** A measure over days as columns, drawn to any width; the same numbers as a table for whoever reads them. */

import { number } from "../lib/text.js";
import { ticks } from "./scale.js";
import { MEASURES } from "./view.js";
import { amount, chartWords, dayWriter, hours } from "./words.js";

/** Units of the drawing: it is stretched to the room there is, so they need not be square. */
const COLUMN = 10;
const GAP = 2;
const HEIGHT = 100;
const write = dayWriter(undefined);

function Column({ bin, index, top, value, words }) {
  const height = (HEIGHT * value) / top;
  return (
    <g class="chart-column">
      <title>{words}</title>
      <rect class="chart-reach" x={index * COLUMN} y="0" width={COLUMN} height={HEIGHT} />
      <rect class="chart-bar" data-from={bin.from} x={index * COLUMN + GAP / 2} y={HEIGHT - height} width={COLUMN - GAP} height={height} />
    </g>
  );
}

function Drawing({ chart, measure, scale }) {
  const [key, , field] = measure;
  const { title, description } = chartWords(chart, measure, write);
  const { bins, unit } = chart;
  const top = scale.at(-1);
  const width = bins.length * COLUMN;
  return (
    <svg class="chart-drawing" role="img" aria-labelledby="chart-title" aria-describedby="chart-description" viewBox={`0 0 ${width} ${HEIGHT}`} preserveAspectRatio="none">
      <title id="chart-title">{title}</title>
      <desc id="chart-description">{description}</desc>
      {scale.map((tick) => (
        <path key={tick} class="chart-line" d={`M0 ${HEIGHT - (HEIGHT * tick) / top}H${width}`} />
      ))}
      {bins.map((bin, index) => (
        <Column
          key={bin.from}
          bin={bin}
          index={index}
          value={key === "hours" ? bin[field] / 3600 : bin[field]}
          top={top}
          words={`${write.bin(bin, unit)}: ${amount(key, bin[field])}`}
        />
      ))}
    </svg>
  );
}

function Days({ bins }) {
  const shown = bins.length < 3 ? bins : [bins[0], bins[Math.floor(bins.length / 2)], bins.at(-1)];
  return (
    <div class="chart-days" aria-hidden="true">
      {shown.map(({ from }) => (
        <span key={from}>{write.short(from)}</span>
      ))}
    </div>
  );
}

const COLUMN_NAMES = { day: "Day (UTC)", week: "Week (UTC)", month: "Month (UTC)" };

function Table({ chart: { unit, bins } }) {
  return (
    <details class="chart-table">
      <summary>The numbers as a table</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{COLUMN_NAMES[unit]}</th>
            {MEASURES.map(([key, name]) => (
              <th key={key} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...bins].reverse().map((bin) => (
            <tr key={bin.from}>
              <th scope="row">{write.bin(bin, unit)}</th>
              {MEASURES.map(([key, , field]) => (
                <td key={key}>{key === "hours" ? hours(bin[field]) : number(bin[field])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** `chart` is what binned() gave, `measure` one of MEASURES. */
export function DayChart({ chart, measure }) {
  const [key, , field] = measure;
  const largest = Math.max(...chart.bins.map((bin) => bin[field]));
  const scale = ticks(key === "hours" ? largest / 3600 : largest);
  return (
    <>
      {largest === 0 ? (
        <p class="chart-nothing">No {measure[1].toLowerCase()} in this time.</p>
      ) : (
        <div class="chart-frame">
          <div class="chart-scale" aria-hidden="true">
            {[...scale].reverse().map((tick) => (
              <span key={tick}>{number(tick)}</span>
            ))}
          </div>
          <Drawing chart={chart} measure={measure} scale={scale} />
          <Days bins={chart.bins} />
        </div>
      )}
      <Table chart={chart} />
    </>
  );
}
