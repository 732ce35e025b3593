/** The site's line icons, drawn on a 24-unit square. */

const PATHS = {
  search: "M11 4.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM16 16l4.5 4.5",
  close: "M6 6l12 12M18 6 6 18",
  plus: "M12 5.5v13M5.5 12h13",
  check: "M5 12.5l4.5 4.5L19 7.5",
  undo: "M9 7 4.5 11.5 9 16M5 11.5h9a5 5 0 0 1 0 10h-2",
  redo: "M15 7l4.5 4.5L15 16M19 11.5h-9a5 5 0 0 0 0 10h2",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  handle: "M9 6v.01M15 6v.01M9 12v.01M15 12v.01M9 18v.01M15 18v.01",
  up: "M6 14.5l6-6 6 6",
  list: "M4 6.5h16M4 12h16M4 17.5h10",
  heart: "M12 20C9 17.700 4 14 4 9.500A4 4 0 0 1 12 8a4 4 0 0 1 8 1.500C20 14 15 17.700 12 20z",
  reload: "M19.5 12a7.5 7.5 0 1 1-2.200-5.300M19.5 4v4h-4",
};
const HEAVY = new Set(["more", "handle"]);

export function Icon({ name }) {
  return (
    <svg
      class={HEAVY.has(name) ? "icon icon-heavy" : "icon"}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
