/** One of the lists of names with rights: shown, added to, removed from. */

import { useRef, useState } from "preact/hooks";
import { session, lookAtSession } from "../account/session.js";
import { nameProblem } from "../account/sign-in-problems.js";
import { api } from "../api/api.js";
import { attempt } from "../api/attempt.js";
import { useResource } from "../api/use-resource.js";
import { ConfirmDialog } from "../components/confirm-dialog.jsx";
import { ProblemNotice } from "../components/problem-notice.jsx";
import { toast } from "../state/toast.js";
import { AddName } from "./add-name.jsx";
import { ListedName } from "./listed-name.jsx";
import { changeMade } from "./trail-changed.js";

const same = (one, other) => one.toLowerCase() === other.toLowerCase();

export function AccessList({ which, title, means, adds, removes }) {
  const path = `/admin/${which}`;
  const list = useResource(path);
  const [doubtful, setDoubtful] = useState(null);
  const root = useRef(null);
  const users = list.data?.[which] ?? [];
  const entry = (name) => `${path}/${encodeURIComponent(name)}`;

  function changed(answer, name) {
    list.put(answer);
    changeMade();
    if (same(name, session.value.username ?? "")) lookAtSession();
  }
  /** Adds, and throws the refusal: the form shows it. */
  async function add(name) {
    changed(await api.put(entry(name)), name);
    toast(adds(name));
  }
  async function remove(name) {
    const answer = await attempt(() => api.delete(entry(name)));
    if (answer === undefined) return;
    changed(answer, name);
    toast(removes(name), { label: "Undo", run: () => attempt(() => add(name)) });
    // the button that was pressed is gone with its row
    root.current?.querySelector("input")?.focus({ preventScroll: true });
  }
  const refuse = (name) =>
    nameProblem(name) ?? (users.some(({ username }) => same(username, name)) ? `${name} is on this list already.` : null);
  const ask = (name) => (which === "admins" && same(name, session.value.username) ? setDoubtful(name) : remove(name));

  return (
    <section ref={root} class="admin-section" aria-labelledby={`${which}-title`}>
      <h2 id={`${which}-title`}>{title}</h2>
      <p class="page-sub">{means}</p>
      {list.error && <ProblemNotice error={list.error} onRetry={list.reload} />}
      <ul class="admin-list" aria-label={title}>
        {users.map((user) => (
          <ListedName key={user.username} user={user} title={title} onRemove={() => ask(user.username)} />
        ))}
      </ul>
      {list.data && !users.length && <p class="admin-none">Nobody yet.</p>}
      {list.data && (
        <AddName id={`${which}-name`} label={`Add to ${title.toLowerCase()}`} refuse={refuse} onAdd={add} />
      )}
      {doubtful && (
        <ConfirmDialog
          title="Remove yourself?"
          text="You would no longer be admin, and could not undo it here."
          action="Remove me"
          onClose={() => setDoubtful(null)}
          onConfirm={() => remove(doubtful)}
        />
      )}
    </section>
  );
}
