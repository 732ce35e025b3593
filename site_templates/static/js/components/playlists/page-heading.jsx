/** The heading of what the playlists page shows: also the window's title, and where the keyboard goes on. */

import { useEffect, useRef } from "preact/hooks";
import { takeFocus } from "../../state/playlists-view.js";

const siteTitle = () => document.querySelector('meta[property="og:site_name"]').content;

export function PageHeading({ text }) {
  const heading = useRef(null);
  useEffect(() => {
    document.title = `${text} · ${siteTitle()}`;
    if (takeFocus()) heading.current.focus();
  }, [text]);
  return (
    <h1 ref={heading} tabIndex={-1} dir="auto">
      {text}
    </h1>
  );
}
