// CyTube's own addresses: https and http, each with socket.io; they can vanish and come back.

import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { Server } from "socket.io";
import { Viewer } from "./viewer.js";

export class Sockets {
  #open = [];

  constructor({ channel, tls, ports, respond }) {
    this.channel = channel;
    this.tls = { key: readFileSync(tls.key), cert: readFileSync(tls.cert) };
    this.ports = ports;
    this.respond = respond;
  }

  /** Listens on both ports, if it does not yet. */
  async open() {
    if (this.#open.length > 0) return;
    const secure = https.createServer(this.tls, this.respond);
    const plain = http.createServer(this.respond);
    await this.#listen(secure, this.ports.https);
    await this.#listen(plain, this.ports.http);
  }

  /** Cuts every connection and refuses new ones. */
  async close() {
    for (const { io, server, connections } of this.#open.splice(0)) {
      const closed = new Promise((resolve) => server.once("close", resolve));
      // as when the process is gone: no farewell, nobody is waited for
      for (const connection of connections) connection.destroy();
      io.close();
      await closed;
    }
  }

  async #listen(server, port) {
    const io = new Server(server, {
      // the robot and CyTube's own page speak Engine.IO 3
      allowEIO3: true,
      maxHttpBufferSize: 1 << 20,
      cors: { origin: true, credentials: true },
    });
    io.on("connection", (socket) => this.#admit(socket));
    const connections = new Set();
    server.on("connection", (connection) => {
      connections.add(connection);
      connection.once("close", () => connections.delete(connection));
    });
    await new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
    this.#open.push({ io, server, connections });
  }

  #admit(socket) {
    const viewer = new Viewer({
      ip: socket.handshake.address.replace(/^::ffff:/, ""),
      send: (event, ...payload) => socket.emit(event, ...payload),
      close: () => socket.disconnect(true),
    });
    socket.onAny((event, data) => {
      try {
        this.channel.handle(viewer, event, data);
      } catch (error) {
        // one viewer's frame must not end the channel for everybody
        console.error(`frame ${event} of ${viewer.name || viewer.ip} failed:`, error);
      }
    });
    socket.on("disconnect", () => this.channel.leave(viewer));
    viewer.emit("rank", -1);
  }
}
