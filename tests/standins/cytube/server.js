// Starts the CyTube stand-in: node server.js CONFIG.json; one JSON line says where it listens.

import { readFileSync } from "node:fs";
import process from "node:process";
import { Accounts } from "./accounts.js";
import { Channel } from "./channel.js";
import { Control } from "./control.js";
import { Settings } from "./settings.js";
import { Sockets } from "./sockets.js";
import { FileStore, MemoryStore } from "./store.js";
import { makeResponder } from "./web.js";

const config = JSON.parse(readFileSync(process.argv[2], "utf8"));
const settings = new Settings(config.settings);
const accounts = new Accounts(config.users, settings);
const store = config.store ? new FileStore(config.store) : new MemoryStore();
const channel = new Channel({ name: config.channel, settings, accounts, store });

const addresses = () => ({
  https: `https://localhost:${sockets.ports.https}`,
  http: `http://127.0.0.1:${sockets.ports.http}`,
});
const page = () => ({ channel: config.channel, users: config.demoUsers ?? [] });
const sockets = new Sockets({
  channel,
  tls: config.tls,
  ports: config.ports,
  respond: makeResponder({ addresses, page }),
});
await sockets.open();
const control = new Control({ channel, accounts, settings, sockets });
const controlPort = await control.listen(config.ports.control);

setInterval(() => channel.save(), settings.saveInterval * 1000).unref();

// CyTube does not save when told to end; neither do we
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => process.exit(0));

console.log(JSON.stringify({
  ...addresses(),
  domain: `localhost:${sockets.ports.https}`,
  page: `${addresses().http}/`,
  control: `http://127.0.0.1:${controlPort}`,
}));
