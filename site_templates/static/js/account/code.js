/** The sign-in code as people type and paste it. */

const LENGTH = 8;
const SHOWN = /(?<![0-9A-Z])[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}(?![0-9A-Z])/i;

/** The letters and digits alone, in capitals: what counts of a code. */
export const squeezed = (text) => text.toUpperCase().replace(/[^0-9A-Z]/g, "");

/** Whether it can be a code, so that a slip does not cost one of three attempts. */
export const isComplete = (text) => squeezed(text).length === LENGTH;

/** The code in a pasted text, which may be the whole private message; else the text itself. */
export const codeIn = (text) => (isComplete(text) ? text.trim() : (SHOWN.exec(text)?.[0] ?? text.trim()));
