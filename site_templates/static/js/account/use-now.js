/** The time as a countdown shows it: renders anew each second while the component is there. */

import { useEffect, useState } from "preact/hooks";

export function useNow() {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
