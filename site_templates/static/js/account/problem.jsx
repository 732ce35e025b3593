/** What is in the way of signing in, read out as it comes, with the time until the next try. */

import { Countdown } from "./countdown.jsx";

export function Problem({ problem }) {
  return (
    <div id="sign-in-problem" role="alert">
      {problem && (
        <p class="notice notice-bad">
          <span>{problem.text}</span>
        </p>
      )}
      {problem?.until && (
        <p class="sign-in-wait">
          <Countdown key={problem.until} until={problem.until} over="You can try again now.">
            {(left) => `You can try again in ${left}.`}
          </Countdown>
        </p>
      )}
    </div>
  );
}
