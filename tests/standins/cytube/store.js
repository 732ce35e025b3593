// Where the channel is saved: a file, replaced in one step, or memory.

import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

export class FileStore {
  constructor(path) {
    this.path = path;
  }

  read() {
    return existsSync(this.path) ? JSON.parse(readFileSync(this.path, "utf8")) : null;
  }

  write(text) {
    writeFileSync(`${this.path}.new`, text);
    renameSync(`${this.path}.new`, this.path);
  }
}

export class MemoryStore {
  #text = null;

  read() {
    return this.#text === null ? null : JSON.parse(this.#text);
  }

  write(text) {
    this.#text = text;
  }
}
