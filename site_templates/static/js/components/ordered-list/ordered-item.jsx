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

  /** Handle and menu are the same node as long as nothing in them changes: Preact passes them by. */
  frame({ item, label, lifted, hintId, choices }) {
    const known = this.known;
    if (known && known.item === item && known.lifted === lifted) return known;
    const handle = (
      <button
        type="button"
        class="icon-button handle"
        aria-label={`Move ${label}`}
        aria-describedby={hintId}
        aria-pressed={lifted}
      >
        <Icon name="handle" />
      </button>
    );
    const place = <span class="ordered-place" aria-hidden="true" />;
    const actions = (
      <span class="ordered-actions">
        <MenuButton label={`Actions for ${label}`} choices={() => choices(item)} />
      </span>
    );
    this.known = { item, lifted, handle, place, actions };
    return this.known;
  }

  render(props) {
    const { item, detail, lifted, renderItem } = props;
    const { handle, place, actions } = this.frame(props);
    return (
      <li class="ordered-item" data-key={item.key} data-lifted={lifted || undefined}>
        {handle}
        {place}
        {renderItem(item, detail)}
        {actions}
      </li>
    );
  }
}
