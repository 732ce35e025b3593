/** Gives the viewer text: to the clipboard, or as a file. */

import { toast } from "./toast.js";

export async function copyText(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    toast(`${what} copied.`);
  } catch {
    // no permission, or plain HTTP: the text is shown to be copied by hand
    window.prompt(`Copy ${what.toLowerCase()}:`, text);
  }
}

export function saveText(text, fileName) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
