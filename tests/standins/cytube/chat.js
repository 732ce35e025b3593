// Chat lines, private messages, and the flood limit both share.

import { isValidName } from "./accounts.js";
import { formatMessage } from "./text.js";

const FLOOD = { burst: 20, sustained: 10 };
const MAX_LENGTH = 320;
const HISTORY = 15;

export class Chat {
  constructor(channel) {
    this.channel = channel;
    this.history = [];
  }

  say(viewer, { msg, meta }) {
    if (!this.channel.permissions.allow(viewer, "chat") || !viewer.loggedIn) return;
    // eslint-disable-next-line no-control-regex
    const text = msg.slice(0, MAX_LENGTH).replace(/[\x00-\x1f]+/g, " ");
    if (!text.trim()) return;
    if (!text.startsWith("/afk")) this.channel.setAfk(viewer, false);
    if (this.#floods(viewer)) return;
    if (this.#command(viewer, text)) return;
    if (viewer.muted) {
      viewer.emit("noflood", { action: "chat", msg: "You have been muted on this channel." });
      return;
    }
    this.#publish(viewer, text, flair(viewer, meta));
  }

  sendPrivate(viewer, { to, msg, meta }) {
    const lower = to.toLowerCase();
    const fail = (why) => viewer.emit("errorMsg", { msg: why });
    if (!viewer.loggedIn) return fail("You must be signed in to send PMs");
    if (viewer.is(lower)) return fail("You can't PM yourself!");
    if (!isValidName(lower)) return fail(`PM failed: ${lower} isn't a valid username.`);
    if (this.#floods(viewer)) return undefined;
    const recipient = this.channel.findViewer(lower);
    if (!recipient) return fail(`PM failed: ${lower} isn't connected to this channel.`);
    const text = msg.slice(0, MAX_LENGTH);
    const packet = this.#packet(viewer.name, text, flair(viewer, meta));
    if (text.startsWith(">")) packet.meta.addClass = "greentext";
    packet.to = recipient.name;
    return this.#deliver(viewer, recipient, packet);
  }

  /** A line only mods see. */
  whisperToMods(text) {
    const meta = { addClass: "server-whisper", addClassToNameAndTimestamp: true };
    const line = { username: "[server]", msg: text, meta, time: Date.now() };
    for (const viewer of this.channel.viewers) {
      if (viewer.rank >= 2) viewer.emit("chatMsg", line);
    }
  }

  sendHistory(viewer) {
    for (const line of this.history) viewer.emit("chatMsg", line);
  }

  // the stand-in's own faults: a lost message, a lost echo
  #deliver(viewer, recipient, packet) {
    const fault = this.channel.settings.pmFault;
    if (fault === "lost") return;
    this.channel.recordPrivate(packet);
    recipient.emit("pm", packet);
    if (fault !== "no-echo") viewer.emit("pm", packet);
  }

  #publish(viewer, text, meta) {
    const line = this.#packet(viewer.name, text, meta);
    if (text.startsWith(">")) line.meta.addClass = "greentext";
    this.channel.broadcast("chatMsg", line);
    this.history.push(line);
    if (this.history.length > HISTORY) this.history.shift();
  }

  #command(viewer, text) {
    const [command, ...words] = text.split(" ");
    switch (command) {
      case "/me":
        this.#publish(viewer, words.join(" "), { addClass: "action", action: true });
        return true;
      case "/afk":
        this.channel.setAfk(viewer, !viewer.afk);
        return true;
      case "/clear":
        if (this.channel.permissions.allow(viewer, "chatclear")) {
          this.history = [];
          this.channel.broadcast("clearchat");
        }
        return true;
      case "/kick":
        this.channel.kickBy(viewer, words[0] ?? "", words.slice(1).join(" "));
        return true;
      default:
        return false;
    }
  }

  #packet(username, text, meta) {
    const linkify = this.channel.options.enable_link_regex;
    return { username, msg: formatMessage(text, { linkify }), meta, time: Date.now() };
  }

  #floods(viewer) {
    const { chat_antiflood: strict, chat_antiflood_params: params } = this.channel.options;
    const limit = strict && viewer.rank < 2 ? params : FLOOD;
    if (!viewer.chatThrottle.refuses(limit)) return false;
    viewer.emit("cooldown", 1000 / limit.sustained);
    return true;
  }
}

const flair = (viewer, meta) =>
  viewer.rank >= 2 && meta?.modflair === viewer.rank ? { modflair: meta.modflair } : {};
