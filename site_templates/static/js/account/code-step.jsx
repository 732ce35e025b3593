/** Second step: the code from the private message. */

import { useEffect, useRef, useState } from "preact/hooks";
import { plural } from "../lib/text.js";
import { CodeWait } from "./code-wait.jsx";
import { codeIn, isComplete } from "./code.js";
import { Problem } from "./problem.jsx";
import { askForCode, blockThisAddress, changeName, tryCode } from "./sign-in.js";

const INCOMPLETE = { code: "incomplete", text: "A code has eight letters and digits, such as ABCD-EFGH.", until: null };

function wayOf(sent, name) {
  if (!sent) return `Type the code that ${name} got by private message in the channel.`;
  if (sent.confirmed) return `${name} has a private message with the code in the channel.`;
  return `A private message with the code was sent to ${name}, but the channel has not confirmed that it arrived. If it does not come, see that ${name} takes private messages, then ask for a new one.`;
}

/** The address that tried a code nobody had asked for may have itself shut out. */
function BlockOffer({ hours }) {
  return (
    <div class="notice notice-warn">
      <span>
        Did somebody else get you to type this code, or did one come that you never asked for? You can shut this address
        out of signing in for {plural(hours, "hour")}. That includes you, at this address; an admin can lift it.
      </span>
      <button type="button" class="button small" onClick={blockThisAddress}>
        Block this address for {plural(hours, "hour")}
      </button>
    </div>
  );
}

function Attempts({ left }) {
  return left !== null && left > 0 && left < 3 ? <p class="sign-in-facts">{plural(left, "attempt")} left.</p> : null;
}

export function CodeStep({ flow }) {
  const field = useRef(null);
  const [slip, setSlip] = useState(null);
  const problem = slip ?? flow.problem;
  useEffect(() => {
    field.current.focus();
    field.current.select();
  }, [flow.problem]);
  const onAgain = () => {
    setSlip(null);
    // not when the answer comes: the message may be there before it, and its code in the field
    field.current.value = "";
    askForCode(flow.name);
  };
  const onSubmit = (event) => {
    event.preventDefault();
    const code = field.current.value;
    if (!isComplete(code)) {
      setSlip({ ...INCOMPLETE });
      field.current.focus();
      return;
    }
    setSlip(null);
    tryCode(code);
  };
  const onPaste = (event) => {
    event.preventDefault();
    field.current.value = codeIn(event.clipboardData.getData("text"));
  };
  return (
    <form class="sign-in" onSubmit={onSubmit} noValidate>
      <p id="sign-in-way">{wayOf(flow.sent, flow.name)}</p>
      <div class="field">
        <label for="sign-in-code">Code</label>
        <input
          id="sign-in-code"
          ref={field}
          class="code-field"
          autocomplete="one-time-code"
          autocapitalize="characters"
          spellcheck={false}
          autofocus
          placeholder="ABCD-EFGH"
          onPaste={onPaste}
          aria-invalid={problem?.field === "code"}
          aria-describedby="sign-in-way sign-in-problem"
        />
      </div>
      <Problem problem={problem} />
      {flow.offer && <BlockOffer hours={flow.offer.hours} />}
      {!problem && <Attempts left={flow.attemptsLeft} />}
      <CodeWait flow={flow} onAgain={onAgain} />
      <div class="dialog-actions">
        <button type="button" class="button" onClick={changeName}>
          Another name
        </button>
        <button class="button primary" aria-disabled={flow.busy}>
          {flow.busy ? "Checking…" : "Sign in"}
        </button>
      </div>
    </form>
  );
}
