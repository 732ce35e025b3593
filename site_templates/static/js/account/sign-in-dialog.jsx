/** The sign-in panel: one step at a time, in a native dialog. */

import { useEffect } from "preact/hooks";
import { Dialog } from "../components/dialog.jsx";
import { BlockedStep } from "./blocked-step.jsx";
import { CodeStep } from "./code-step.jsx";
import { NameStep } from "./name-step.jsx";
import { closeSignIn, flow, panelShown } from "./sign-in.js";
import { UnaskedStep } from "./unasked-step.jsx";

const STEPS = { name: NameStep, code: CodeStep, unasked: UnaskedStep, blocked: BlockedStep };

/** The button that opened the panel is gone once somebody is signed in: the account stands there. */
function keepFocus() {
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) document.querySelector("#account-slot button")?.focus();
  });
}

function Panel() {
  useEffect(() => keepFocus, []);
  const { step, why } = flow.value;
  const Step = STEPS[step];
  return (
    <Dialog title="Sign in" onClose={closeSignIn}>
      {why && <p class="sign-in-why">Sign in {why}.</p>}
      <Step key={step} flow={flow.value} />
    </Dialog>
  );
}

export const SignInDialog = () => panelShown.value && <Panel />;
