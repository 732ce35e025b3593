// A new channel's options, and its (empty) style and script.

export const DEFAULT_OPTIONS = {
  allow_voteskip: true, voteskip_ratio: 0.5, afk_timeout: 600, pagetitle: "", maxlength: 0,
  externalcss: "", externaljs: "", chat_antiflood: false,
  chat_antiflood_params: { burst: 4, sustained: 1, cooldown: 4 }, show_public: false,
  enable_link_regex: true, password: false, allow_dupes: false, torbanned: false,
  block_anonymous_users: false, allow_ascii_control: false, playlist_max_per_user: 0,
  new_user_chat_delay: 0, new_user_chat_link_delay: 0, playlist_max_duration_per_user: 0,
};
export const CSS_JS = {
  css: "", cssHash: "1B2M2Y8AsgTpgAmY7PhCfg==", js: "", jsHash: "1B2M2Y8AsgTpgAmY7PhCfg==",
};
