/** What an address of the API says, for one component: loaded when it appears, and again when asked. */

import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "./api.js";

/**
 * @returns {{data: any, error: ApiError|null, reload: () => Promise<void>, put: (data: any) => void}}
 *   `data` is undefined until it has come, and stays while a later load fails; `put` takes what
 *   another call has answered in its place
 */
export function useResource(path) {
  const [state, setState] = useState({ data: undefined, error: null });
  const newest = useRef(0);
  async function reload() {
    newest.current += 1;
    const mine = newest.current;
    const outcome = await api.get(path).then(
      (data) => ({ data, error: null }),
      (error) => {
        if (error.name !== "ApiError") throw error;
        return { error };
      },
    );
    if (mine === newest.current) setState((before) => ({ ...before, ...outcome }));
  }
  function put(data) {
    newest.current += 1;
    setState({ data, error: null });
  }
  useEffect(() => {
    reload();
    return () => {
      // an answer that comes after the component has gone is nobody's
      newest.current += 1;
    };
  }, [path]);
  return { ...state, reload, put };
}
