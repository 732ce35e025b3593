/** For who got a code without asking: what it means and what to do. */

import { useEffect, useRef } from "preact/hooks";
import { changeName } from "./sign-in.js";

export function UnaskedStep() {
  const leave = useRef(null);
  useEffect(() => leave.current.focus(), []);
  return (
    <div class="sign-in">
      <p>
        Somebody typed your name here. Without the code in your private messages they cannot sign in as you, so{" "}
        <strong>tell the code to nobody</strong>. It dies within minutes.
      </p>
      <p>
        To shut them out, answer the robot’s private message in the channel with the one word <strong>block</strong>: the
        address that asked for the code cannot sign in for 72 hours, and the code is void.
      </p>
      <p>Was it you, on another device? Then there is nothing to do.</p>
      <div class="dialog-actions">
        <button type="button" class="button" ref={leave} autofocus onClick={changeName}>
          Back
        </button>
      </div>
    </div>
  );
}
