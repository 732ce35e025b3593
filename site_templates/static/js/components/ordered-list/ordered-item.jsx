/** One entry of an ordered list: handle, place, what the list's owner shows, menu. */

import { Component } from "preact";
import { Icon } from "../icon.jsx";
import { MenuButton } from "../menu-button.jsx";

export class OrderedItem extends Component {
  // a list of 500 moves within a frame only if entries that stay the same are not drawn again
  shouldComponentUpdate(next) {
    const { item, detail, lifted, renderItem } = this.props;
    return (
      next.item !== item ||
      next.detail !== detail ||
      next.lifted !== lifted ||
      next.renderItem !== renderItem
    );
  }

  render({ item, detail, label, lifted, hintId, renderItem, choices }) {
    return (
      <li class="ordered-item" data-key={item.key} data-lifted={lifted || undefined}>
        <button
          type="button"
          class="icon-button handle"
          aria-label={`Move ${label}`}
          aria-describedby={hintId}
          aria-pressed={lifted}
        >
          <Icon name="handle" />
        </button>
        <span class="ordered-place" aria-hidden="true" />
        {renderItem(item, detail)}
        <span class="ordered-actions">
          <MenuButton label={`Actions for ${label}`} choices={() => choices(item)} />
        </span>
      </li>
    );
  }
}
