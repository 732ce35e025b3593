/** First step: the CyTube name the code is sent to. */

import { useEffect, useRef } from "preact/hooks";
import { Problem } from "./problem.jsx";
import { askForCode, tellNotAsked, typeCodeFor } from "./sign-in.js";

export function NameStep({ flow }) {
  const field = useRef(null);
  const wrong = flow.problem?.field === "name";
  useEffect(() => {
    field.current.focus();
    field.current.select();
  }, [flow.problem]);
  const typed = () => field.current.value;
  const onSubmit = (event) => {
    event.preventDefault();
    askForCode(typed());
  };
  return (
    <form class="sign-in" onSubmit={onSubmit} noValidate>
      <p>You get a code by private message in the channel. There is no password here, and nothing to register.</p>
      <div class="field">
        <label for="sign-in-name">Your CyTube name</label>
        <input
          id="sign-in-name"
          ref={field}
          defaultValue={flow.name}
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          autofocus
          aria-invalid={wrong}
          aria-describedby="sign-in-problem"
        />
      </div>
      <Problem problem={flow.problem} />
      <div class="dialog-actions">
        <button class="button primary" aria-disabled={flow.busy}>
          {flow.busy ? "Sending…" : "Send me a code"}
        </button>
      </div>
      <p class="sign-in-more">
        <button type="button" class="link-button" onClick={() => typeCodeFor(typed())}>
          I have a code
        </button>
        <button type="button" class="link-button" onClick={tellNotAsked}>
          I got a code I did not ask for
        </button>
      </p>
    </form>
  );
}
