/** The poster of a queue's entry, by the catalog; a letter where the catalog does not have it. */

import { Thumb } from "../components/thumb.jsx";
import { withCatalog } from "../state/catalog-on-demand.js";

async function addressOf(videoId) {
  if (videoId === null) return null;
  const address = await withCatalog((catalog) => {
    const row = catalog.indexOf(videoId);
    return row < 0 ? null : catalog.thumbnail(row);
  });
  return address;
}

export const Poster = ({ videoId, title }) => (
  <Thumb key={videoId ?? title} id={`queue-${videoId}`} title={title} load={() => addressOf(videoId)} />
);
