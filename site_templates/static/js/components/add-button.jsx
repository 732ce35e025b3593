/** Adds one item to the working playlist, and shows that it is there already. */

import { Icon } from "./icon.jsx";

/** `times` is how often the item stands in the list now. */
export function AddButton({ title, times, onAdd, ...rest }) {
  return (
    <button
      type="button"
      class="add"
      aria-label={times ? `Add ${title} again` : `Add ${title}`}
      title={times ? "In your list: add again" : "Add to my list"}
      data-added={times || undefined}
      onClick={onAdd}
      {...rest}
    >
      <Icon name={times ? "check" : "plus"} />
    </button>
  );
}
