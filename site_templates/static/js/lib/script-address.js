// The only door for addresses of scripts (Trusted Types): what is not this site's own is refused.

/** The address, of this site's own; throws TypeError for another's. */
export function ownAddress(address) {
  const url = new URL(address, location.href);
  const isOurs = url.origin === location.origin && url.protocol === location.protocol;
  if (!isOurs) throw new TypeError(`${address} is no script of this site`);
  return url.href;
}

// made as the program loads, and no second of its name may be made: nobody later has this right
const policy = globalThis.trustedTypes?.createPolicy("kryten", { createScriptURL: ownAddress });

/** The same as the browser wants it where a script is started: a TrustedScriptURL, or text. */
export const scriptAddress = (address) => policy?.createScriptURL(address) ?? ownAddress(address);
