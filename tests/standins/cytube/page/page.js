// The stand-in's page: a CyTube client of its own, for trying the product alone.

import { io } from "/socket.io/socket.io.esm.min.js";
import { ChannelState } from "./state.js";
import { clock, element, entryRow, messageNodes, messageRow, rankName, userRow } from "./view.js";

const KEPT = 200;
const find = (id) => document.getElementById(id);
const page = await (await fetch("/page.json")).json();
const state = new ChannelState();
const me = { name: "", rank: -1, credentials: stored("credentials", null) };
const socket = io({ transports: ["websocket"] });

// ---- memory of this tab ----

function stored(key, otherwise) {
  const text = sessionStorage.getItem(key);
  return text === null ? otherwise : JSON.parse(text);
}

const keep = (key, value) => sessionStorage.setItem(key, JSON.stringify(value));

// ---- drawing ----

function drawQueue() {
  const rows = state.entries.map((entry) => entryRow(entry, entry === state.playing));
  find("queue").replaceChildren(...rows);
  find("queue-empty").hidden = rows.length > 0;
  const { count, time } = state.meta;
  find("queue-meta").textContent = rows.length > 0 ? `${count} · ${time}` : "";
}

function drawPlaying() {
  const { playing } = state;
  const seconds = playing?.media.seconds ?? 0;
  const time = state.timeNow(Date.now());
  find("playing-title").textContent = playing?.media.title ?? "Nothing is playing.";
  find("playing-progress").value = seconds > 0 ? Math.min(1, Math.max(0, time / seconds)) : 0;
  find("playing-time").textContent = playing ? playedText(time, playing.media) : "";
}

function playedText(time, { seconds, duration }) {
  if (seconds === 0) return "live";
  return time < 0 ? "starting…" : `${clock(Math.min(time, seconds))} of ${duration}`;
}

function drawUsers() {
  const users = [...state.users.values()].sort(
    (one, other) => other.rank - one.rank || one.name.localeCompare(other.name),
  );
  find("users").replaceChildren(...users.map(userRow));
  find("count").textContent = state.count;
  const select = find("pm").elements.to;
  const chosen = select.value;
  const others = users.filter(({ name }) => name !== me.name);
  select.replaceChildren(...others.map(({ name }) => element("option", { text: name })));
  if (others.some(({ name }) => name === chosen)) select.value = chosen;
}

function drawMe() {
  const signedIn = me.name !== "";
  find("signed-out").hidden = signedIn;
  for (const id of ["signed-in", "pms", "chat"]) find(id).hidden = !signedIn;
  // CyTube ignores the adds of others in silence
  find("add").hidden = !signedIn || me.rank < 2;
  find("me").textContent = me.name;
  find("my-rank").textContent = signedIn ? `(${rankName(me.rank)})` : "";
}

function drawMessages(list, messages) {
  list.replaceChildren(...messages.map(messageRow));
  list.scrollTop = list.scrollHeight;
}

function drawPrivate() {
  const messages = stored(`pms:${me.name}`, []);
  drawMessages(find("pm-list"), messages);
  find("pm-empty").hidden = messages.length > 0;
}

function showStatus(text, bad = false) {
  find("status").textContent = text;
  find("status").dataset.state = bad ? "bad" : "good";
}

const notice = (text) => {
  find("notice").textContent = text;
};

// ---- what CyTube says ----

let chat = [];
const HEARD = {
  rank: (rank) => {
    me.rank = rank;
    drawMe();
  },
  login: (answer) => {
    if (!answer.success) {
      me.credentials = null;
      keep("credentials", null);
      notice(answer.error);
      return;
    }
    me.name = answer.name;
    keep("credentials", me.credentials);
    notice("");
    drawMe();
    drawPrivate();
  },
  chatMsg: (line) => {
    chat = [...chat, line].slice(-KEPT);
    drawMessages(find("chat-list"), chat);
  },
  clearchat: () => {
    chat = [];
    drawMessages(find("chat-list"), chat);
  },
  pm: (message) => {
    keep(`pms:${me.name}`, [...stored(`pms:${me.name}`, []), message].slice(-KEPT));
    drawPrivate();
  },
  queueFail: ({ msg }) => notice(messageNodes(msg).map((node) => node.textContent).join("")),
  errorMsg: ({ msg }) => notice(msg),
  cooldown: () => notice("Too fast: that message was not sent."),
  kick: ({ reason }) => {
    me.credentials = null;
    keep("credentials", null);
    notice(`You were put out of the channel: ${reason}. Reload to come back.`);
  },
};

socket.onAny((event, data) => {
  HEARD[event]?.(data);
  if (!state.take(event, data)) return;
  drawQueue();
  drawPlaying();
  drawUsers();
});

socket.on("connect", () => {
  chat = [];
  showStatus("Online");
  socket.emit("joinChannel", { name: page.channel });
  if (me.credentials) socket.emit("login", me.credentials);
});

socket.on("disconnect", () => {
  me.name = "";
  drawMe();
  showStatus("Connection lost, trying again…", true);
});

// ---- what the person does ----

function signIn(credentials) {
  me.credentials = credentials;
  socket.emit("login", credentials);
}

function onSubmit(id, act) {
  find(id).addEventListener("submit", (event) => {
    event.preventDefault();
    notice("");
    act(event.target.elements, event.target);
  });
}

onSubmit("login", ({ name, pw }) => signIn({ name: name.value.trim(), pw: pw.value }));
onSubmit("chat", ({ msg }, form) => {
  socket.emit("chatMsg", { msg: msg.value, meta: {} });
  form.reset();
});
onSubmit("pm", ({ to, msg }) => {
  socket.emit("pm", { to: to.value, msg: msg.value, meta: {} });
  msg.value = "";
});
onSubmit("add", ({ id, pos, temp }, form) => {
  socket.emit("queue", { id: id.value, type: "cm", pos: pos.value, temp: temp.checked });
  form.reset();
});

find("leave").addEventListener("click", () => {
  keep("credentials", null);
  location.reload();
});

for (const { name, password, rank } of page.users) {
  const button = element("button", { type: "button", text: `${name} (${rankName(rank)})` });
  button.addEventListener("click", () => signIn({ name, pw: password }));
  find("demo-users").append(button);
}

document.title = `${page.channel} (CyTube stand-in)`;
find("channel").textContent = page.channel;
drawMe();
drawQueue();
setInterval(drawPlaying, 500);
