/** A small poster: the first letter until (or unless) the picture comes. */

import { useEffect, useState } from "preact/hooks";
import { initial } from "../lib/text.js";

const addresses = new Map();

/** `load()` → Promise of an address or null; asked once for each `id`, after the row stands still. */
export function Thumb({ id, title, load }) {
  const [address, setAddress] = useState(addresses.get(id));
  useEffect(() => {
    if (address !== undefined) return undefined;
    let alive = true;
    const timer = setTimeout(async () => {
      const found = await load().catch(() => null);
      addresses.set(id, found);
      if (alive) setAddress(found);
    }, 60);
    return () => {
      alive = false;
      clearTimeout(timer);
    };
  }, [id]);
  const forget = () => {
    addresses.set(id, null);
    setAddress(null);
  };
  return (
    <span class="thumb" aria-hidden="true">
      <span class="thumb-letter">{initial(title)}</span>
      {address && (
        <img src={address} alt="" decoding="async" referrerpolicy="no-referrer" onError={forget} />
      )}
    </span>
  );
}
