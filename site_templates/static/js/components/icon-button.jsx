/** A square button that shows an icon and is called by its label. */

import { Icon } from "./icon.jsx";

export function IconButton({ icon, label, ...rest }) {
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} {...rest}>
      <Icon name={icon} />
    </button>
  );
}
