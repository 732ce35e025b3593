/** Something could not be done: why, in the service's own sentence, and a way on. */

export function ProblemNotice({ error, onRetry = null, retryLabel = "Try again" }) {
  return (
    <div class="notice notice-bad" role="alert">
      <span>{error.detail}</span>
      {onRetry && (
        <button type="button" class="button small" onClick={onRetry}>
          {retryLabel}
        </button>
      )}
    </div>
  );
}
