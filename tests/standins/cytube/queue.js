// CyTube's "playlist" of one channel: adding, moving, deleting, jumping, playing.

import { Entries } from "./entries.js";
import { lookUp } from "./manifest.js";
import { Playback } from "./playback.js";
import { Serial } from "./serial.js";
import { escapeAll } from "./text.js";

const FAST = { burst: 10, sustained: 2 };
const SLOW = { burst: 3, sustained: 1 };
const REQUEST_LIMIT = { burst: 1, sustained: 1, cooldown: 60 };

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export class Queue {
  constructor(channel) {
    this.channel = channel;
    this.settings = channel.settings;
    this.entries = new Entries();
    this.current = null;
    this.serial = new Serial();
    this.playback = new Playback({
      speed: this.settings.speed,
      onUpdate: () => this.channel.broadcast("mediaUpdate", this.playback.position()),
      onEnd: () => this.playNext(),
    });
  }

  // ---- what a viewer asks ----

  queue(viewer, data) {
    const { id, type, pos } = data;
    const allow = (action) => this.channel.permissions.allow(viewer, action);
    const fail = (msg) => viewer.emit("queueFail", { msg, link: id, id });
    if (typeof id !== "string" || (pos !== "next" && pos !== "end")) return;
    if (!allow("playlistadd")) return;
    if (pos === "next" && !allow("playlistnext")) return;
    if (type === "cm" && !allow("playlistaddrawfile")) {
      fail("You don't have permission to add raw video files");
      return;
    }
    const temp = Boolean(data.temp) || !allow("addnontemp");
    if (viewer.queueThrottle.refuses(viewer.rank >= 2 ? FAST : SLOW)) {
      fail("You are adding videos too quickly");
      return;
    }
    if (type !== "cm") {
      fail(`${escapeAll(type)} media is not supported by this stand-in, only cm`);
      return;
    }
    this.serial.add(() => this.#lookUpAndAdd(viewer, { id, pos, temp, fail }));
  }

  move(viewer, { from, after }) {
    if (!this.channel.permissions.allow(viewer, "playlistmove")) return;
    this.serial.add(() => {
      const entry = this.entries.find(from);
      if (!entry) return;
      this.entries.remove(entry);
      // as CyTube: an entry moved after one that does not exist is gone, and nobody is told
      if (after === "prepend") this.entries.prepend(entry);
      else if (after === "append") this.entries.append(entry);
      else if (!this.entries.insertAfter(entry, after)) return;
      this.channel.broadcast("moveVideo", { from, after });
    });
  }

  delete(viewer, uid) {
    if (typeof uid !== "number") return;
    if (!this.channel.permissions.allow(viewer, "playlistdelete")) return;
    this.serial.add(() => this.#remove(this.entries.find(uid)));
  }

  setTemp(viewer, { uid, temp }) {
    if (!this.channel.permissions.allow(viewer, "settemp")) return;
    const entry = this.entries.find(uid);
    if (!entry) return;
    entry.temp = temp;
    this.channel.broadcast("setTemp", { uid, temp });
  }

  jumpTo(viewer, uid) {
    if (typeof uid !== "string" && typeof uid !== "number") return;
    if (!this.channel.permissions.allow(viewer, "playlistjump")) return;
    const target = this.entries.find(uid);
    if (!target) return;
    const left = this.current;
    this.#play(target);
    if (left?.temp && left !== target) this.#remove(left);
  }

  skip(viewer) {
    if (this.channel.permissions.allow(viewer, "playlistjump")) this.playNext();
  }

  clear(viewer) {
    if (!this.channel.permissions.allow(viewer, "playlistclear")) return;
    this.#stop();
    this.entries.clear();
    this.serial.reset();
    this.channel.broadcast("playlist", []);
    this.channel.broadcast("setPlaylistMeta", this.entries.meta);
  }

  shuffle(viewer) {
    if (!this.channel.permissions.allow(viewer, "playlistshuffle")) return;
    const old = this.entries.clear();
    const playing = this.current;
    this.serial.reset();
    while (old.length > 0) {
      const [entry] = old.splice(Math.floor(Math.random() * old.length), 1);
      const renumbered = this.entries.make(entry.media, entry);
      if (entry === playing) this.entries.prepend(renumbered);
      else this.entries.append(renumbered);
    }
    this.channel.broadcast("playlist", this.entries.pack());
    const time = playing ? this.playback.time : undefined;
    if (this.entries.first) this.#play(this.entries.first, time);
  }

  request(viewer) {
    if (viewer.requestThrottle.refuses(REQUEST_LIMIT)) {
      viewer.emit("errorMsg", {
        msg: "Get Playlist URLs is limited to 1 usage every 60 seconds.  Please try again later.",
        code: "REQ_PLAYLIST_LIMIT_REACHED",
      });
      return;
    }
    this.sendList(viewer);
  }

  // ---- what a viewer is shown ----

  sendList(viewer) {
    viewer.emit("setPlaylistMeta", this.entries.meta);
    if (!this.channel.permissions.allow(viewer, "seeplaylist")) return;
    viewer.emit("playlist", this.entries.pack());
    if (this.current) viewer.emit("setCurrent", this.current.uid);
  }

  sendPlaying(viewer) {
    if (!this.current) return;
    viewer.emit("setCurrent", this.current.uid);
    viewer.emit("changeMedia", this.#nowPlaying());
  }

  #nowPlaying() {
    return { ...this.current.media, ...this.playback.position() };
  }

  // ---- what happens ----

  async #lookUpAndAdd(viewer, wanted) {
    let media;
    try {
      if (this.settings.lookupDelay > 0) await pause(this.settings.lookupDelay);
      media = await lookUp(wanted.id, { timeout: this.settings.lookupTimeout });
    } catch (error) {
      wanted.fail(escapeAll(error.message));
      return;
    }
    this.add(media, { ...wanted, queueby: viewer.name });
  }

  /** Puts looked-up media on the queue, or calls fail() with CyTube's words. */
  add(media, { pos, temp, queueby, fail }) {
    const { allow_dupes: allowDuplicates } = this.channel.options;
    if (this.entries.length >= this.settings.maxItems) {
      fail(`Playlist limit reached (${this.settings.maxItems})`);
      return;
    }
    const existing = allowDuplicates ? null : this.entries.findMedia(media.id);
    if (existing && (pos === "end" || existing === this.current)) {
      fail("This item is already on the playlist");
      return;
    }
    const entry = this.entries.make(media, { temp, queueby });
    if (pos === "end" || this.current === null) {
      this.entries.append(entry);
    } else {
      this.entries.insertAfter(entry, this.current.uid);
      if (existing) {
        entry.temp = existing.temp;
        this.#remove(existing);
      }
    }
    this.channel.broadcast("queue", { item: { ...entry }, after: this.entries.placeOf(entry) });
    this.channel.broadcast("setPlaylistMeta", this.entries.meta);
    if (this.entries.length === 1) this.#play(entry);
  }

  playNext() {
    if (!this.current) return;
    if (this.current.temp) this.#remove(this.current);
    else this.#play(this.entries.next(this.current));
  }

  #remove(entry) {
    if (!entry) return;
    const next = this.entries.next(entry);
    this.entries.remove(entry);
    this.channel.broadcast("delete", { uid: entry.uid });
    this.channel.broadcast("setPlaylistMeta", this.entries.meta);
    if (this.current !== entry) return;
    if (next === entry) this.#stop();
    else this.#play(next);
  }

  #play(entry, time) {
    this.current = entry;
    this.playback.start(entry.media.seconds, time);
    this.channel.broadcast("setCurrent", entry.uid);
    this.channel.broadcast("changeMedia", this.#nowPlaying());
    this.channel.mediaChanged();
  }

  #stop() {
    this.current = null;
    this.playback.stop();
  }

  // ---- storage ----

  save() {
    const index = this.current ? this.entries.indexOf(this.current) : 0;
    return { entries: this.entries.pack(), index, time: this.current ? this.playback.time : 0 };
  }

  load({ entries, index, time }) {
    for (const saved of entries) this.entries.append(this.entries.make(saved.media, saved));
    this.current = this.entries.at(index) ?? this.entries.first;
    if (this.current) this.playback.start(this.current.media.seconds, time);
  }

  unload() {
    this.playback.stop();
    this.serial.reset();
  }
}
