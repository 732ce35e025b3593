/** A button with a menu: arrows, Home and End walk it, Escape returns, a choice closes it. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "./icon-button.jsx";

const GAP = 4;

function place(menu, button) {
  const anchor = button.getBoundingClientRect();
  const below = anchor.bottom + GAP + menu.offsetHeight <= innerHeight;
  const top = below ? anchor.bottom + GAP : Math.max(GAP, anchor.top - GAP - menu.offsetHeight);
  const left = Math.max(GAP, Math.min(anchor.right - menu.offsetWidth, innerWidth - menu.offsetWidth - GAP));
  menu.style.top = `${top}px`;
  menu.style.left = `${left}px`;
}

function walk(event, menu) {
  const choices = [...menu.querySelectorAll("button:not(:disabled)")];
  const at = choices.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  choices.at(to % choices.length)?.focus();
}

/** `choices`: [{label, run, disabled?, apart?}]; `apart` draws a line before it. */
function Menu({ label, choices, button, onClose }) {
  const menu = useRef(null);
  useLayoutEffect(() => {
    // shown in the top layer, so that no scrolling list can clip it
    menu.current.showPopover();
    place(menu.current, button);
    // where nothing can be chosen the menu itself hears the keys that close it
    const first = menu.current.querySelector("button:not(:disabled)") ?? menu.current;
    first.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    const close = (event) => {
      if (!menu.current?.contains(event.target) && !button.contains(event.target)) onClose(false);
    };
    addEventListener("pointerdown", close, true);
    addEventListener("scroll", close, true);
    return () => {
      removeEventListener("pointerdown", close, true);
      removeEventListener("scroll", close, true);
    };
  }, []);
  const onKeyDown = (event) => {
    event.stopPropagation();
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      onClose(true);
    } else walk(event, menu.current);
  };
  const choose = (choice) => {
    onClose(true);
    choice.run();
  };
  return (
    <div class="menu" role="menu" tabIndex={-1} popover="manual" ref={menu} aria-label={label} onKeyDown={onKeyDown}>
      {choices.map((choice) => (
        <>
          {choice.apart && <hr />}
          <button
            type="button"
            role="menuitem"
            tabIndex={-1}
            disabled={choice.disabled}
            onClick={() => choose(choice)}
          >
            {choice.label}
          </button>
        </>
      ))}
    </div>
  );
}

/** `choices()` is asked when the menu opens. Children are the button's face, in place of the icon. */
export function MenuButton({ label, choices, icon = "more", children }) {
  const [open, setOpen] = useState(false);
  const root = useRef(null);
  const button = () => root.current.querySelector("button");
  const close = (focus) => {
    setOpen(false);
    if (focus) button().focus({ preventScroll: true });
  };
  const behaviour = { "aria-haspopup": "menu", "aria-expanded": open, onClick: () => setOpen(!open) };
  return (
    <span ref={root} class="menu-anchor">
      {children ? (
        <button type="button" class="button small" title={label} {...behaviour}>
          {children}
        </button>
      ) : (
        <IconButton icon={icon} label={label} {...behaviour} />
      )}
      {open && <Menu label={label} choices={choices()} button={button()} onClose={close} />}
    </span>
  );
}
