// What the page knows of the channel, kept up to date from CyTube's events.

export class ChannelState {
  constructor() {
    this.entries = [];
    this.playingUid = null;
    this.media = null;
    this.users = new Map();
    this.count = 0;
    this.meta = { count: 0, time: "00:00" };
    this.position = { currentTime: 0, paused: true, at: 0 };
  }

  /** Takes one event in; false if it changes nothing here. */
  take(event, data) {
    const act = CHANGES[event];
    if (!act) return false;
    act(this, data);
    return true;
  }

  get playing() {
    const entry = this.entries.find(({ uid }) => uid === this.playingUid);
    return entry && this.media?.id === entry.media.id ? entry : null;
  }

  /** Seconds played by now, carried on from the last update. */
  timeNow(now) {
    const { currentTime, paused, at } = this.position;
    return paused ? currentTime : currentTime + (now - at) / 1000;
  }
}

const place = (state, { currentTime, paused }) => {
  state.position = { currentTime, paused, at: Date.now() };
};

const remove = (state, uid) => {
  const index = state.entries.findIndex((entry) => entry.uid === uid);
  return index < 0 ? null : state.entries.splice(index, 1)[0];
};

const insert = (state, entry, after) => {
  if (after === "append") state.entries.push(entry);
  else if (after === "prepend") state.entries.unshift(entry);
  else state.entries.splice(state.entries.findIndex(({ uid }) => uid === after) + 1, 0, entry);
};

const addUser = (state, user) => state.users.set(user.name, user);

const CHANGES = {
  playlist: (state, entries) => {
    state.entries = entries;
  },
  setPlaylistMeta: (state, meta) => {
    state.meta = meta;
  },
  queue: (state, { item, after }) => insert(state, item, after),
  delete: (state, { uid }) => remove(state, uid),
  moveVideo: (state, { from, after }) => {
    const entry = remove(state, from);
    if (entry) insert(state, entry, after);
  },
  setTemp: (state, { uid, temp }) => {
    const entry = state.entries.find((other) => other.uid === uid);
    if (entry) entry.temp = temp;
  },
  setCurrent: (state, uid) => {
    state.playingUid = uid;
  },
  changeMedia: (state, media) => {
    state.media = media;
    place(state, media);
  },
  mediaUpdate: place,
  userlist: (state, users) => {
    state.users = new Map(users.map((user) => [user.name, user]));
  },
  addUser,
  userLeave: (state, { name }) => state.users.delete(name),
  setUserRank: (state, { name, rank }) => {
    const user = state.users.get(name);
    if (user) addUser(state, { ...user, rank });
  },
  setAFK: (state, { name, afk }) => {
    const user = state.users.get(name);
    if (user) addUser(state, { ...user, meta: { ...user.meta, afk } });
  },
  usercount: (state, count) => {
    state.count = count;
  },
};
