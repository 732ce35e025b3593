/** What became of each pasted line. */

import { plural } from "../../lib/text.js";
import { displayTitle } from "../../search/display-title.js";
import { Icon } from "../icon.jsx";

/** Lines that need the reader come first; the order within is that of the text. */
export function ImportReport({ lines }) {
  const bad = lines.filter(({ video_id: videoId }) => videoId === null);
  const good = lines.filter(({ video_id: videoId }) => videoId !== null);
  const all = bad.length ? `${good.length} of ${plural(lines.length, "line")} found.` : `All ${plural(lines.length, "line")} found.`;
  return (
    <>
      <p role="status">
        {lines.length ? all : "There is nothing but blank lines in the text."} Nothing is saved yet.
      </p>
      <ol class="import-report" tabIndex={0} aria-label="Report by line">
        {[...bad, ...good].map(({ line, input, video_id: videoId, title, reason }) => (
          <li class={videoId === null ? "import-line import-bad" : "import-line"} key={line}>
            <Icon name={videoId === null ? "close" : "check"} />
            <span class="import-number">{line}</span>
            <span>
              <span dir="auto">{input}</span>
              <span class="import-note">
                {videoId === null ? (
                  reason
                ) : (
                  <>
                    {title && <span dir="auto">{displayTitle(title)} </span>}
                    <span class="mono">{videoId}</span>
                  </>
                )}
              </span>
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}
