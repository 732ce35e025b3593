/** The admin page: its sections for admins, the reason and a way in for everybody else. */

import { session } from "../account/session.js";
import { openSignIn } from "../account/sign-in.js";
import { inWords, standing } from "../status/health.js";
import { AccessList } from "./access-list.jsx";
import { AuditTrail } from "./audit-trail.jsx";
import { CatalogRefresh } from "./catalog-refresh.jsx";
import { Going } from "./going.jsx";
import { IpBlocks } from "./ip-blocks.jsx";

function Refused({ text, onSignIn, label }) {
  return (
    <div class="notice admin-refused">
      <span>{text}</span>
      {onSignIn && (
        <button type="button" class="button primary" onClick={onSignIn}>
          {label}
        </button>
      )}
    </div>
  );
}

function Gate({ username, role }) {
  const signIn = () => openSignIn({ why: "to administer this site" });
  if (username) {
    const text = `This page is for admins, and ${username} is ${role}. An admin can change that here, or the setting ADMINS names the first ones.`;
    return <Refused text={text} onSignIn={signIn} label="Sign in as somebody else" />;
  }
  return <Refused text="This page is for admins. Sign in with an admin’s CyTube name to see it." onSignIn={signIn} label="Sign in" />;
}

export function AdminPage() {
  const { known, username, role } = session.value;
  const { state } = standing.value;
  if (!known) return state === "unknown" || state === "online" ? <p class="page-sub">Looking who is signed in…</p> : <Refused text={inWords().means} />;
  if (role !== "admin") return <Gate username={username} role={role} />;
  return (
    <div class="admin-sections">
      <CatalogRefresh />
      <AccessList
        which="blessed"
        title="Blessed"
        means="May save playlists, make marathons and put them on the queue."
        adds={(name) => `${name} is blessed: it works from their next click on.`}
        removes={(name) => `${name} is no longer blessed.`}
      />
      <AccessList
        which="admins"
        title="Admins"
        means="May do what the blessed may, replace the whole queue, and use this page."
        adds={(name) => `${name} is admin now.`}
        removes={(name) => `${name} is no longer admin.`}
      />
      <IpBlocks />
      <Going />
      <AuditTrail />
    </div>
  );
}
