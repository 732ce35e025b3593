/** The addresses that may not sign in, and lifting a block. */

import { momentText } from "../account/sign-in.js";
import { api } from "../api/api.js";
import { attempt } from "../api/attempt.js";
import { useResource } from "../api/use-resource.js";
import { ProblemNotice } from "../components/problem-notice.jsx";
import { toast } from "../state/toast.js";
import { changeMade } from "./trail-changed.js";

function Block({ block, onLift }) {
  return (
    <li class="admin-row">
      <strong class="mono">{block.address}</strong>
      <span class="admin-facts">
        until {momentText(Date.parse(block.blocked_until))}: {block.reason}, asked by {block.asked_by}
      </span>
      <button type="button" class="button small" aria-label={`Lift the block of ${block.address}`} onClick={onLift}>
        Lift
      </button>
    </li>
  );
}

export function IpBlocks() {
  const list = useResource("/admin/ip-blocks");
  const blocks = list.data?.ip_blocks ?? [];
  async function lift({ id, address }) {
    const done = await attempt(() => api.delete(`/admin/ip-blocks/${encodeURIComponent(id)}`));
    await list.reload();
    changeMade();
    if (done === null) toast(`${address} may sign in again.`);
    document.getElementById("blocks-title")?.focus({ preventScroll: true });
  }
  return (
    <section class="admin-section" aria-labelledby="blocks-title">
      <h2 id="blocks-title" tabindex={-1}>
        Blocked addresses
      </h2>
      <p class="page-sub">Shut out of signing in, by people who got a code they had not asked for.</p>
      {list.error && <ProblemNotice error={list.error} onRetry={list.reload} />}
      <ul class="admin-list" aria-label="Blocked addresses">
        {blocks.map((block) => (
          <Block key={block.id} block={block} onLift={() => lift(block)} />
        ))}
      </ul>
      {list.data && !blocks.length && <p class="admin-none">None now.</p>}
      <p>
        <button type="button" class="button small" onClick={list.reload}>
          Look again
        </button>
      </p>
    </section>
  );
}
