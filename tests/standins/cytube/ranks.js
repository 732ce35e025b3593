// Logging in, ranks and the userlist of a channel.

export class Ranks {
  constructor(channel) {
    this.channel = channel;
    this.leader = null;
  }

  login(viewer, data) {
    if (!data || typeof data !== "object") {
      viewer.emit("errorMsg", { msg: "Invalid login frame" });
      return;
    }
    const { name, pw } = data;
    if (typeof name !== "string" || viewer.loggedIn) return;
    const { accounts } = this.channel;
    try {
      if (typeof pw === "string" && pw) this.#become(viewer, accounts.verify(name, pw).name, 1);
      else this.#becomeGuest(viewer, name);
    } catch (error) {
      viewer.emit("login", { success: false, error: error.message });
      return;
    }
    if (!viewer.joined) return;
    this.announce(viewer);
    if (!viewer.guest) this.applyChannelRank(viewer);
  }

  #becomeGuest(viewer, name) {
    const taken = new Set(this.channel.viewers.map((other) => other.name.toLowerCase()));
    this.channel.accounts.admitGuest(name, viewer.ip, taken);
    viewer.guest = true;
    this.#become(viewer, name, 0);
  }

  #become(viewer, name, rank) {
    viewer.name = name;
    viewer.globalRank = rank;
    viewer.rank = rank;
    viewer.emit("rank", rank);
    viewer.emit("login", { success: true, name, ...(viewer.guest ? { guest: true } : {}) });
  }

  /** Shows a newly logged in viewer to everybody, instead of an older login of the same name. */
  announce(viewer) {
    const { channel } = this;
    for (const other of [...channel.viewers]) {
      if (other !== viewer && other.is(viewer.name)) channel.kick(other, "Duplicate login");
    }
    channel.setAfk(viewer, false);
    for (const other of channel.viewers) other.emit("addUser", viewer.describe(other.rank >= 2));
    channel.chat.whisperToMods(`${viewer.name} joined (aliases: ${viewer.name})`);
  }

  /** The rank in this channel replaces the global one, which is 1 for every registered user. */
  applyChannelRank(viewer) {
    const before = viewer.rank;
    viewer.rank = Math.max(viewer.globalRank, this.channel.accounts.find(viewer.name)?.rank ?? 1);
    viewer.emit("rank", viewer.rank);
    if (viewer.rank >= 2 && before < 2) this.sendUserlist(viewer);
    this.channel.queue.sendList(viewer);
    this.channel.broadcast("setUserRank", { name: viewer.name, rank: viewer.rank });
  }

  sendUserlist(viewer) {
    const named = this.channel.viewers.filter((other) => other.loggedIn);
    viewer.emit("userlist", named.map((other) => other.describe(viewer.rank >= 2)));
    if (this.leader) viewer.emit("setLeader", this.leader.name);
  }

  /** A mod gives a rank below the own one, for the session to guests, for ever to others. */
  setChannelRank(mod, { name, rank }) {
    const { channel } = this;
    const { accounts } = channel;
    const target = channel.findViewer(name);
    const account = accounts.find(name);
    const before = target?.rank ?? account?.rank ?? 0;
    const fail = (msg) => mod.emit("channelRankFail", { msg });
    if (mod.rank < 2 || rank >= mod.rank || before >= mod.rank) {
      fail("You don't have permission to change that rank");
      return;
    }
    if (!target && !account) {
      fail(`Cannot set rank of unregistered user ${name}`);
      return;
    }
    if (account) accounts.put({ ...account, rank: Math.max(1, rank) });
    this.changeSessionRank(name, rank);
  }

  /** Changes the rank of whoever is online under that name and tells everybody, spelled so. */
  changeSessionRank(name, rank) {
    const target = this.channel.findViewer(name);
    if (target) {
      const before = target.rank;
      target.rank = rank;
      target.emit("rank", rank);
      if (rank >= 2 && before < 2) this.sendUserlist(target);
    }
    this.channel.broadcast("setUserRank", { name, rank });
  }

  /** A leader who leaves is none any more. */
  forget(viewer) {
    if (this.leader !== viewer) return;
    this.leader = null;
    this.channel.broadcast("setLeader", "");
  }

  assignLeader(mod, { name }) {
    if (!this.channel.permissions.allow(mod, "leaderctl")) {
      this.channel.kick(mod, "Attempted assignLeader without sufficient permission");
      return;
    }
    if (this.leader) {
      const old = this.leader;
      this.leader = null;
      if (old.rank === 1.5) this.changeSessionRank(old.name, old.rankBefore);
    }
    const chosen = name ? this.channel.findViewer(name) : null;
    if (name && !chosen) {
      mod.emit("errorMsg", { msg: `Unable to assign leader: could not find user ${name}` });
      return;
    }
    this.channel.broadcast("setLeader", chosen?.name ?? "");
    if (chosen && chosen.rank < 1.5) {
      chosen.rankBefore = chosen.rank;
      this.leader = chosen;
      this.changeSessionRank(chosen.name, 1.5);
    }
  }
}
