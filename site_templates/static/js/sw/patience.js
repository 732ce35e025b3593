/** Patience with the network: pure, so that it can be tested without a service worker. */

/**
 * What `fetch(request)` answers; rejects where no answer has begun after `ms`. One that has begun
 * takes as long as it needs: a limit on the whole would cut pages short on slow lines.
 */
export async function answerWithin(ms, request, fetch) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), ms);
  try {
    return await fetch(request, { signal: patience.signal });
  } finally {
    clearTimeout(timer);
  }
}
