/** Who you are, in the header: a sign-in button, or the name with its menu. */

import { MenuButton } from "../components/menu-button.jsx";
import { standing } from "../status/health.js";
import { roleMeaning } from "./roles.js";
import { session } from "./session.js";
import { SignInDialog } from "./sign-in-dialog.jsx";
import { openSignIn, signOut } from "./sign-in.js";

function choices(role) {
  const own = [
    { label: "Sign out", run: () => signOut(false) },
    { label: "Sign out everywhere", run: () => signOut(true) },
  ];
  if (role !== "admin") return own;
  return [{ label: "Administration", run: () => location.assign("/admin/") }, { ...own[0], apart: true }, own[1]];
}

function SignedIn({ username, role }) {
  return (
    <MenuButton label={`${username}, ${role}: ${roleMeaning(role)}`} choices={() => choices(role)}>
      <span class="account-name">{username}</span> <span class="badge">{role}</span>
    </MenuButton>
  );
}

export function AccountButton() {
  const { known, username, role } = session.value;
  // a site without a service has nobody to sign in to
  const possible = known || standing.value.state === "offline";
  return (
    <>
      {username && (
        <div class="account">
          <SignedIn username={username} role={role} />
        </div>
      )}
      {!username && possible && (
        <div class="account">
          <button type="button" class="button small" onClick={() => openSignIn()}>
            Sign in
          </button>
        </div>
      )}
      <SignInDialog />
    </>
  );
}
