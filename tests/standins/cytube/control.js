// The stand-in's control address: JSON in, JSON out, for tests and the demo. README.md lists it.

import http from "node:http";
import { sendJson } from "./web.js";
import { Viewer } from "./viewer.js";
import { lookUp } from "./manifest.js";

const MAX_FRAMES = 5000;
const MAX_BODY = 4 << 20;

export class Control {
  constructor({ channel, accounts, settings, sockets }) {
    Object.assign(this, { channel, accounts, settings, sockets });
    this.actors = new Map();
    this.frames = new Map();
  }

  async listen(port) {
    const server = http.createServer((request, response) => {
      this.#answer(request, response).catch((error) => {
        sendJson(response, 400, { error: error.message });
      });
    });
    await new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
    this.server = server;
    return server.address().port;
  }

  async #answer(request, response) {
    // no browser page, of any origin, has business here
    if (request.headers.origin !== undefined) throw new Error("browsers may not use this address");
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    const action = ACTIONS[`${request.method} ${pathname}`];
    if (!action) {
      const known = Object.keys(ACTIONS);
      sendJson(response, 404, { error: `no ${request.method} ${pathname}`, known });
      return;
    }
    const reads = request.method === "GET";
    const body = reads ? Object.fromEntries(searchParams) : await readJson(request);
    sendJson(response, 200, (await action(this, body)) ?? {});
  }

  /** A viewer without a socket, in the channel and logged in; the login frame's content. */
  join({ name, password, guest = false, ip = "127.0.0.2" }) {
    const frames = [];
    const viewer = new Viewer({
      ip,
      kind: "actor",
      send: (event, ...args) => {
        frames.push({ event, args, time: Date.now() });
        if (frames.length > MAX_FRAMES) frames.shift();
      },
      close: () => this.channel.leave(viewer),
    });
    const account = guest ? null : this.accounts.find(name);
    if (!guest && !account) throw new Error(`${name} is not a registered user`);
    this.channel.handle(viewer, "joinChannel", { name: this.channel.name });
    const pw = guest ? undefined : (password ?? account.password);
    this.channel.handle(viewer, "login", { name, pw });
    const { args } = frames.find((frame) => frame.event === "login");
    if (args[0].success) {
      this.actors.set(args[0].name.toLowerCase(), viewer);
      this.frames.set(args[0].name.toLowerCase(), frames);
    } else {
      this.channel.leave(viewer);
    }
    return args[0];
  }

  actor(name) {
    const viewer = this.actors.get(name.toLowerCase());
    if (!viewer || viewer.gone) throw new Error(`${name} is not online through POST /join`);
    return viewer;
  }

  online(name) {
    const viewer = this.channel.findViewer(name);
    if (!viewer) throw new Error(`${name} is not online`);
    return viewer;
  }

  /** Ends an outage, sends actors home, empties the queue, undoes every change of settings. */
  async reset() {
    await this.sockets.open();
    for (const viewer of this.actors.values()) this.channel.leave(viewer);
    this.actors.clear();
    this.frames.clear();
    this.settings.reset();
    this.accounts.reset();
    this.channel.reset();
  }

  state() {
    const { channel } = this;
    return {
      channel: channel.name,
      loaded: channel.loaded,
      users: channel.viewers.filter((viewer) => viewer.loggedIn).map((viewer) => ({
        ...viewer.describe(true), guest: viewer.guest, kind: viewer.kind,
      })),
      connections: channel.viewers.length,
      registered: this.accounts.list(),
      queue: channel.queue.entries.pack(),
      playing_uid: channel.queue.current?.uid ?? null,
      position: channel.queue.playback.position(),
      chat: channel.chat.history,
      options: channel.options,
      permissions: channel.permissions.needed,
      settings: this.settings,
    };
  }

  /** Looks the manifests up and queues them, past the limiter and every permission. */
  async seed({ ids, by = "", temp = false }) {
    const refused = [];
    for (const id of ids) {
      const fail = (error) => refused.push({ id, error });
      try {
        const media = await lookUp(id, { timeout: this.settings.lookupTimeout });
        this.channel.queue.add(media, { pos: "end", temp, queueby: by, fail });
      } catch (error) {
        fail(error.message);
      }
    }
    return { refused };
  }
}

const ACTIONS = {
  "GET /state": (control) => control.state(),
  "GET /pms": ({ channel }, { to, from }) => ({
    pms: channel.privateMessages.filter(
      (pm) => (!to || same(pm.to, to)) && (!from || same(pm.username, from)),
    ),
  }),
  "GET /frames": ({ frames }, { name, since = "0" }) => {
    const all = frames.get(name.toLowerCase()) ?? [];
    return { frames: all.slice(Number(since)), next: all.length };
  },
  "POST /users": ({ accounts }, user) => accounts.put(user),
  "POST /users/remove": ({ accounts }, { name }) => ({ removed: accounts.remove(name) }),
  "POST /join": (control, body) => control.join(body),
  "POST /leave": (control, { name }) => control.channel.leave(control.actor(name)),
  "POST /act": (control, { name, event, data }) => {
    control.channel.handle(control.actor(name), event, data);
  },
  "POST /seed": (control, body) => control.seed(body),
  "POST /rank": ({ channel }, { name, rank }) => channel.ranks.changeSessionRank(name, rank),
  "POST /kick": (control, { name, reason = "kicked" }) =>
    control.channel.kick(control.online(name), reason),
  "POST /drop": (control, { name }) => {
    control.online(name).hangUp();
  },
  "POST /options": ({ channel }, changes) => channel.changeOptions(changes),
  "POST /permissions": ({ channel }, { open, ...changes }) =>
    channel.changePermissions(changes, open),
  "POST /settings": ({ channel, settings }, changes) => {
    settings.change(changes);
    if ("speed" in changes) channel.queue.playback.setSpeed(changes.speed);
  },
  "POST /down": ({ sockets }) => sockets.close(),
  "POST /up": ({ sockets }) => sockets.open(),
  "POST /crash": async ({ channel, sockets }, { up = true }) => {
    channel.crash();
    await sockets.close();
    if (up) await sockets.open();
  },
  "POST /reset": (control) => control.reset(),
  "POST /save": ({ channel }) => ({ saved: channel.save() }),
};

const same = (one, other) => one.toLowerCase() === other.toLowerCase();

async function readJson(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY) throw new Error("the request is too big");
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  return text ? JSON.parse(text) : {};
}
