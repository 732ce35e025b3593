/**
 * A list that can be put in order by mouse, touch, keyboard and menu, for every list of ours.
 *
 * Props: `items` [{key, …}] in order; `label` the list's name; `labelOf(item)` what it is called;
 * `renderItem(item, detail)` what is shown of it (keep the function the same between renders);
 * `detailOf(item)?` a plain value: an entry is drawn again only if it or the item changes;
 * `onMove(key, index, item)` and `onRemove?(key, item)` ask the owner to change the data;
 * `choicesOf?(item)` more menu entries [{label, run}].
 * Entries are named by `key`, never by index: the owner may change the list at any time.
 */

import { useRef, useState } from "preact/hooks";
import { destination, movedKeys, spoken } from "../../lib/reorder.js";
import { announce } from "../../state/announce.js";
import { useOwnId } from "../use-own-id.js";
import { OrderedItem } from "./ordered-item.jsx";
import { PositionDialog } from "./position-dialog.jsx";
import { useKeepFocus } from "./use-keep-focus.js";
import { useSortable } from "./use-sortable.js";

const ARROWS = { ArrowUp: "up", ArrowDown: "down", Home: "top", End: "bottom" };
const COMMANDS = [
  ["top", "Move to top"],
  ["up", "Move up"],
  ["down", "Move down"],
  ["bottom", "Move to bottom"],
];

/** Lifting by keyboard: the order shown is provisional until the entry is dropped. */
function useLift({ latest, focus }) {
  const [lifted, setLifted] = useState(null);
  const current = useRef(null);
  const set = (next) => setLifted((current.current = next));
  const title = (key) => latest.current.title(key);
  const lift = (key) => {
    const keys = latest.current.keys;
    set({ key, keys });
    announce(spoken.lifted(title(key), keys.indexOf(key), keys.length));
  };
  const shift = (command) => {
    const { key, keys } = current.current;
    const to = destination(command, keys.indexOf(key), keys.length);
    focus.keep(key);
    set({ key, keys: movedKeys(keys, key, to) });
    announce(spoken.moved(title(key), to, keys.length));
  };
  const drop = () => {
    const { key, keys } = current.current;
    const to = keys.indexOf(key);
    focus.keep(key);
    set(null);
    if (latest.current.keys.indexOf(key) !== to) latest.current.onMove(key, to);
    announce(spoken.dropped(title(key), to, keys.length));
  };
  const putBack = ({ keepFocus }) => {
    const { key } = current.current;
    const keys = latest.current.keys;
    if (keepFocus) focus.keep(key);
    set(null);
    announce(spoken.returned(title(key), keys.indexOf(key), keys.length));
  };
  return { lifted, current, lift, shift, drop, putBack };
}

function handleKey(event, key, onHandle, lift, act) {
  const command = ARROWS[event.key];
  if (event.altKey && (command === "up" || command === "down")) act.move(key, command);
  else if (event.key === "Delete") act.remove(key);
  else if (!onHandle) return;
  else if (event.key === " " || event.key === "Enter") lift.current.current ? lift.drop() : lift.lift(key);
  else if (!lift.current.current) return;
  else if (command) lift.shift(command);
  else if (event.key === "Escape") lift.putBack({ keepFocus: true });
  else return;
  event.preventDefault();
  event.stopPropagation();
}

export function OrderedList(props) {
  const { items, label, labelOf, detailOf, renderItem } = props;
  const list = useRef(null);
  const hintId = useOwnId();
  const [asking, setAsking] = useState(null);
  const focus = useKeepFocus(list);
  const byKey = new Map(items.map((item) => [item.key, item]));
  // handlers outlive a render (rows are not drawn again): they read the newest props from here
  const latest = useRef(null);
  latest.current = {
    keys: items.map(({ key }) => key),
    title: (key) => (byKey.has(key) ? labelOf(byKey.get(key)) : ""),
    onMove: (key, index) => props.onMove(key, index, byKey.get(key)),
    remove: props.onRemove && ((key) => props.onRemove(key, byKey.get(key))),
    more: (item) => props.choicesOf?.(item) ?? [],
  };
  const lift = useLift({ latest, focus });

  const moveTo = (key, to, selector) => {
    const { keys, title, onMove } = latest.current;
    if (selector) focus.keep(key, selector);
    if (keys.indexOf(key) !== to) onMove(key, to);
    announce(spoken.moved(title(key), to, keys.length));
  };
  const move = (key, command, selector = ".handle") => {
    const { keys } = latest.current;
    if (lift.current.current) lift.shift(command);
    else moveTo(key, destination(command, keys.indexOf(key), keys.length), selector);
  };
  const remove = (key) => {
    const { keys, remove: ask } = latest.current;
    const index = keys.indexOf(key);
    const neighbour = keys[index + 1] ?? keys[index - 1];
    if (neighbour) focus.keep(neighbour);
    ask?.(key);
  };
  useSortable(list, (key, to) => moveTo(key, to));

  const choices = (item) => {
    const { keys } = latest.current;
    const index = keys.indexOf(item.key);
    const edge = { top: index === 0, up: index === 0 };
    edge.down = edge.bottom = index === keys.length - 1;
    return [
      ...COMMANDS.map(([command, text]) => ({
        label: text,
        disabled: edge[command],
        run: () => move(item.key, command, ".menu-anchor button"),
      })),
      { label: "Move to position…", disabled: keys.length < 2, run: () => setAsking(item.key) },
      ...latest.current.more(item),
      ...(latest.current.remove ? [{ label: "Remove", apart: true, run: () => remove(item.key) }] : []),
    ];
  };
  const onKeyDown = (event) => {
    const key = event.target.closest(".ordered-item")?.dataset.key;
    if (key) handleKey(event, key, event.target.matches(".handle"), lift, { move, remove });
  };
  const onFocusOut = (event) => {
    const left = !list.current.contains(event.relatedTarget);
    if (lift.current.current && left && !focus.isMoving()) lift.putBack({ keepFocus: false });
  };
  const order = (lift.lifted?.keys ?? latest.current.keys).filter((key) => byKey.has(key));

  return (
    <>
      <p id={hintId} hidden>
        Space lifts, arrow keys move, Space drops, Escape returns. Alt with an arrow moves at once.
      </p>
      <ol class="ordered" ref={list} aria-label={label} onKeyDown={onKeyDown} onFocusOut={onFocusOut}>
        {order.map((key) => (
          <OrderedItem
            key={key}
            item={byKey.get(key)}
            detail={detailOf?.(byKey.get(key))}
            label={labelOf(byKey.get(key))}
            lifted={lift.lifted?.key === key}
            hintId={hintId}
            renderItem={renderItem}
            choices={choices}
          />
        ))}
      </ol>
      {asking !== null && byKey.has(asking) && (
        <PositionDialog
          title={latest.current.title(asking)}
          index={latest.current.keys.indexOf(asking)}
          total={items.length}
          onClose={() => setAsking(null)}
          onChoose={(to) => {
            setAsking(null);
            moveTo(asking, to, ".menu-anchor button");
          }}
        />
      )}
    </>
  );
}
