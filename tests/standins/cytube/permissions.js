// A new channel's permissions: the rank each action needs.

export const DEFAULT_PERMISSIONS = {
  seeplaylist: -1, playlistadd: 1.5, playlistnext: 1.5, playlistmove: 1.5, playlistdelete: 2,
  playlistjump: 1.5, playlistaddlist: 1.5, oplaylistadd: -1, oplaylistnext: 1.5,
  oplaylistmove: 1.5, oplaylistdelete: 2, oplaylistjump: 1.5, oplaylistaddlist: 1.5,
  playlistaddcustom: 3, playlistaddrawfile: 2, playlistaddlive: 1.5, exceedmaxlength: 2,
  addnontemp: 2, settemp: 2, playlistshuffle: 2, playlistclear: 2, pollctl: 1.5, pollvote: -1,
  viewhiddenpoll: 1.5, voteskip: -1, viewvoteskip: 1.5, mute: 1.5, kick: 1.5, ban: 2, motdedit: 3,
  filteredit: 3, filterimport: 3, emoteedit: 3, emoteimport: 3, playlistlock: 2, leaderctl: 2,
  drink: 1.5, chat: 0, chatclear: 2, exceedmaxitems: 2, deletefromchannellib: 2,
  exceedmaxdurationperuser: 2,
};

export class Permissions {
  constructor(overrides = {}, open = false) {
    this.needed = { ...DEFAULT_PERMISSIONS };
    this.open = open;
    this.change(overrides);
  }

  /** Whether a viewer may; with an open (unlocked) playlist the "o…" ranks count too. */
  allow(viewer, action) {
    if (this.open && viewer.rank >= (this.needed[`o${action}`] ?? Infinity)) return true;
    return viewer.rank >= this.needed[action];
  }

  change(overrides) {
    for (const [action, rank] of Object.entries(overrides)) {
      if (!(action in DEFAULT_PERMISSIONS) || typeof rank !== "number") {
        throw new Error(`permissions: ${action}=${rank} is not a permission with a rank`);
      }
      this.needed[action] = rank;
    }
  }
}
