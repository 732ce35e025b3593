// One connection to the channel: who it is, what it may, how to reach it.

import { createHash } from "node:crypto";
import { Throttle } from "./throttle.js";

let made = 0;

export class Viewer {
  /** send(event, payload) reaches the client, close() ends its connection. */
  constructor({ ip, send, close, kind = "socket" }) {
    this.id = ++made;
    this.ip = ip;
    this.kind = kind;
    this.transmit = send;
    this.hangUp = close;
    this.name = "";
    this.globalRank = -1;
    this.rank = -1;
    this.guest = false;
    this.joined = false;
    this.gone = false;
    this.muted = false;
    this.afk = false;
    this.afkTimer = null;
    this.profile = { image: "", text: "" };
    this.queueThrottle = new Throttle();
    this.chatThrottle = new Throttle();
    this.requestThrottle = new Throttle();
  }

  get loggedIn() {
    return this.name !== "";
  }

  emit(event, ...payload) {
    if (!this.gone) this.transmit(event, ...payload);
  }

  is(name) {
    return this.loggedIn && this.name.toLowerCase() === String(name).toLowerCase();
  }

  /** The user object: mods also see the cloaked address and the aliases. */
  describe(forMod) {
    const meta = { afk: this.afk, muted: this.muted };
    if (forMod) {
      Object.assign(meta, { smuted: false, aliases: [this.name], ip: cloak(this.ip) });
    }
    return { name: this.name, rank: this.rank, profile: this.profile, meta };
  }
}

function cloak(ip) {
  const digest = createHash("md5").update(ip).digest("base64").replace(/[+/=]/g, "x");
  return [0, 3, 6, 9].map((start) => digest.slice(start, start + 3)).join(".");
}
