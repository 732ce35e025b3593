// One CyTube channel: who is in it and what happens to the frames they send.

import { Chat } from "./chat.js";
import { checkFrame } from "./frames.js";
import { CSS_JS, DEFAULT_OPTIONS } from "./options.js";
import { Permissions } from "./permissions.js";
import { Queue } from "./queue.js";
import { Ranks } from "./ranks.js";
import { Throttle } from "./throttle.js";

const MAX_SAVED_BYTES = 1048576;
const KEPT_PRIVATE = 1000;

export class Channel {
  constructor({ name, settings, accounts, store }) {
    this.name = name;
    this.settings = settings;
    this.accounts = accounts;
    this.store = store;
    this.viewers = [];
    this.privateMessages = [];
    this.loaded = false;
    this.ranks = new Ranks(this);
    this.#load();
  }

  // ---- coming and going ----

  join(viewer, { name }) {
    if (viewer.joined) return;
    if (String(name).toLowerCase() !== this.name.toLowerCase()) {
      viewer.emit("errorMsg", { msg: `This stand-in serves only the channel ${this.name}` });
      this.kick(viewer, `Channel could not be loaded: ${this.name} is the only one here`);
      return;
    }
    if (!this.loaded) this.#load();
    viewer.joined = true;
    this.viewers.push(viewer);
    if (viewer.loggedIn) this.ranks.announce(viewer);
    this.#welcome(viewer);
    if (viewer.loggedIn && !viewer.guest) this.ranks.applyChannelRank(viewer);
  }

  #welcome(viewer) {
    viewer.emit("setPermissions", this.permissions.needed);
    viewer.emit("setPlaylistLocked", !this.permissions.open);
    viewer.emit("emoteList", []);
    this.chat.sendHistory(viewer);
    viewer.emit("drinkCount", 0);
    viewer.emit("channelCSSJS", CSS_JS);
    viewer.emit("setMotd", this.settings.motd);
    viewer.emit("channelOpts", this.options);
    this.queue.sendList(viewer);
    this.queue.sendPlaying(viewer);
    this.ranks.sendUserlist(viewer);
    this.broadcast("usercount", this.viewers.length);
  }

  /** The viewer's connection ended; the last one to go unloads the channel. */
  leave(viewer) {
    if (viewer.gone) return;
    viewer.gone = true;
    clearTimeout(viewer.afkTimer);
    if (!viewer.joined) return;
    this.ranks.forget(viewer);
    this.viewers.splice(this.viewers.indexOf(viewer), 1);
    if (viewer.loggedIn) this.broadcast("userLeave", { name: viewer.name });
    this.broadcast("usercount", this.viewers.length);
    if (this.viewers.length === 0) this.#unload();
  }

  kick(viewer, reason) {
    viewer.emit("kick", { reason });
    viewer.hangUp();
    this.leave(viewer);
  }

  kickBy(mod, name, reason) {
    if (!this.permissions.allow(mod, "kick")) return;
    const target = this.findViewer(name);
    if (!target || target.rank >= mod.rank) {
      mod.emit("errorMsg", { msg: `Cannot kick ${name}` });
      return;
    }
    this.kick(target, reason || `Kicked by ${mod.name}`);
    this.chat.whisperToMods(`${mod.name} kicked ${target.name} (${reason})`);
  }

  findViewer(name) {
    return this.viewers.find((viewer) => viewer.is(name)) ?? null;
  }

  broadcast(event, ...payload) {
    for (const viewer of [...this.viewers]) viewer.emit(event, ...payload);
  }

  // ---- frames ----

  /** Acts on one frame of a viewer. */
  handle(viewer, event, data) {
    if (viewer.gone) return;
    if (event === "login") {
      this.ranks.login(viewer, data);
    } else if (event === "joinChannel") {
      if (data && typeof data === "object") this.join(viewer, data);
    } else if (viewer.joined && Object.hasOwn(HANDLERS, event)) {
      this.#checked(viewer, event, data);
    }
  }

  #checked(viewer, event, data) {
    try {
      checkFrame(event, data);
    } catch (error) {
      viewer.emit("errorMsg", { msg: error.message });
      return;
    }
    HANDLERS[event](this, viewer, data);
  }

  // ---- what modules tell the channel ----

  mediaChanged() {
    this.broadcast("drinkCount", 0);
    for (const viewer of this.viewers) {
      if (this.permissions.allow(viewer, "viewvoteskip")) {
        viewer.emit("voteskip", { count: 0, need: 0 });
      }
    }
  }

  recordPrivate(packet) {
    this.privateMessages.push(packet);
    if (this.privateMessages.length > KEPT_PRIVATE) this.privateMessages.shift();
  }

  setAfk(viewer, afk) {
    clearTimeout(viewer.afkTimer);
    const timeout = this.options.afk_timeout;
    if (!afk && timeout > 0) {
      viewer.afkTimer = setTimeout(() => this.setAfk(viewer, true), timeout * 1000);
    }
    if (viewer.afk === afk) return;
    viewer.afk = afk;
    if (afk) viewer.emit("clearVoteskipVote");
    for (const other of this.viewers) {
      other.emit("setUserMeta", { name: viewer.name, meta: viewer.describe(other.rank >= 2).meta });
    }
    this.broadcast("setAFK", { name: viewer.name, afk });
  }

  changeOptions(changes) {
    for (const key of Object.keys(changes)) {
      if (!(key in DEFAULT_OPTIONS)) throw new Error(`options: ${key} is not a channel option`);
    }
    Object.assign(this.options, changes);
    this.broadcast("channelOpts", this.options);
  }

  changePermissions(changes, open = this.permissions.open) {
    this.permissions.change(changes);
    this.permissions.open = open;
    this.broadcast("setPermissions", this.permissions.needed);
    this.broadcast("setPlaylistLocked", !open);
  }

  // ---- loading and saving ----

  /** A new channel's queue, chat, options and permissions for whoever stays. */
  reset() {
    this.queue.unload();
    this.privateMessages = [];
    this.#begin({});
    for (const viewer of this.viewers) {
      viewer.queueThrottle = new Throttle();
      viewer.chatThrottle = new Throttle();
    }
    this.broadcast("channelOpts", this.options);
    this.broadcast("setPermissions", this.permissions.needed);
    this.broadcast("setPlaylistLocked", !this.permissions.open);
    this.broadcast("playlist", []);
    this.broadcast("setPlaylistMeta", this.queue.entries.meta);
  }

  #load() {
    this.#begin(this.store.read() ?? {});
  }

  #begin(saved) {
    this.options = {
      ...DEFAULT_OPTIONS, pagetitle: this.name, ...this.settings.options, ...saved.options,
    };
    this.permissions = new Permissions(
      { ...this.settings.permissions, ...saved.permissions },
      saved.open ?? false,
    );
    this.chat = new Chat(this);
    this.chat.history = saved.history ?? [];
    this.queue = new Queue(this);
    this.loaded = true;
    if (saved.queue) this.queue.load(saved.queue);
  }

  /** Stores the channel; false if it is too big for CyTube to store. */
  save() {
    if (!this.loaded) return true;
    const text = JSON.stringify({
      queue: this.queue.save(), history: this.chat.history, options: this.options,
      permissions: this.permissions.needed, open: this.permissions.open,
    });
    if (text.length > MAX_SAVED_BYTES) {
      const notice = { limit: MAX_SAVED_BYTES, actual: text.length };
      for (const viewer of this.viewers) {
        if (viewer.rank >= 2) viewer.emit("warnLargeChandump", notice);
      }
      return false;
    }
    this.store.write(text);
    return true;
  }

  #unload() {
    this.save();
    this.queue.unload();
    this.loaded = false;
  }

  /** As a crash and a start of CyTube: everybody out, back to what was last saved. */
  crash() {
    this.loaded = false;
    this.queue.unload();
    for (const viewer of [...this.viewers]) {
      viewer.hangUp();
      viewer.gone = true;
      clearTimeout(viewer.afkTimer);
    }
    this.viewers = [];
    this.#load();
  }
}

const HANDLERS = {
  queue: (channel, viewer, data) => channel.queue.queue(viewer, data),
  delete: (channel, viewer, data) => channel.queue.delete(viewer, data),
  moveMedia: (channel, viewer, data) => channel.queue.move(viewer, data),
  setTemp: (channel, viewer, data) => channel.queue.setTemp(viewer, data),
  jumpTo: (channel, viewer, data) => channel.queue.jumpTo(viewer, data),
  playNext: (channel, viewer) => channel.queue.skip(viewer),
  clearPlaylist: (channel, viewer) => channel.queue.clear(viewer),
  shufflePlaylist: (channel, viewer) => channel.queue.shuffle(viewer),
  requestPlaylist: (channel, viewer) => channel.queue.request(viewer),
  playerReady: (channel, viewer) => channel.queue.sendPlaying(viewer),
  chatMsg: (channel, viewer, data) => channel.chat.say(viewer, data),
  pm: (channel, viewer, data) => channel.chat.sendPrivate(viewer, data),
  assignLeader: (channel, viewer, data) => channel.ranks.assignLeader(viewer, data),
  setChannelRank: (channel, viewer, data) => channel.ranks.setChannelRank(viewer, data),
};
