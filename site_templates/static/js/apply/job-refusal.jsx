/** Why something could not be done with a job. */

export const Refusal = ({ problem }) => (
  <p class="notice notice-bad" role="alert">
    <span>{problem.text}</span>
    {problem.jobId && <a href={`/queue/?job=${encodeURIComponent(problem.jobId)}`}>Watch it</a>}
  </p>
);
