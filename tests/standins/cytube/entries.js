// The ordered entries of the queue and their totals; uids count up from 0 while it is loaded.

import { formatTime } from "./text.js";

export class Entries {
  #list = [];
  #nextUid = 0;

  get length() {
    return this.#list.length;
  }

  get first() {
    return this.#list[0] ?? null;
  }

  get meta() {
    const rawTime = this.#list.reduce((sum, entry) => sum + entry.media.seconds, 0);
    return { count: this.#list.length, rawTime, time: formatTime(rawTime) };
  }

  make(media, { temp, queueby }) {
    return { media, uid: this.#nextUid++, temp: Boolean(temp), queueby };
  }

  find(uid) {
    // as CyTube's list, which compares loosely: "12" finds 12
    return this.#list.find((entry) => entry.uid === Number(uid)) ?? null;
  }

  findMedia(id) {
    return this.#list.find((entry) => entry.media.id === id) ?? null;
  }

  indexOf(entry) {
    return this.#list.indexOf(entry);
  }

  at(index) {
    return this.#list[index] ?? null;
  }

  append(entry) {
    this.#list.push(entry);
  }

  prepend(entry) {
    this.#list.unshift(entry);
  }

  /** False if there is no entry `uid` to put it after. */
  insertAfter(entry, uid) {
    const place = this.#list.findIndex((other) => other.uid === uid);
    if (place < 0) return false;
    this.#list.splice(place + 1, 0, entry);
    return true;
  }

  remove(entry) {
    this.#list.splice(this.#list.indexOf(entry), 1);
  }

  clear() {
    const removed = this.#list;
    this.#list = [];
    return removed;
  }

  /** The entry after this one, the first one after the last. */
  next(entry) {
    return this.#list[this.#list.indexOf(entry) + 1] ?? this.first;
  }

  /** What `queue` frames call "after": the uid before it, or "prepend". */
  placeOf(entry) {
    return this.#list[this.#list.indexOf(entry) - 1]?.uid ?? "prepend";
  }

  pack() {
    return this.#list.map((entry) => ({ ...entry }));
  }
}
