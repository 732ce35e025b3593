// The stand-in's settings: defaults as in CyTube, every change checked.

const DEFAULTS = {
  speed: 1,
  guestLoginDelay: 60,
  lookupTimeout: 10000,
  lookupDelay: 0,
  maxItems: 4000,
  saveInterval: 300,
  motd: "",
  pmFault: "none",
  options: {},
  permissions: {},
};
const PM_FAULTS = ["none", "lost", "no-echo"];

export class Settings {
  constructor(changes = {}) {
    this.reset = () => {
      Object.assign(this, DEFAULTS);
      this.change(changes);
    };
    this.reset();
  }

  /** Throws, naming the setting, if one is unknown or of another kind. */
  change(changes) {
    for (const [name, value] of Object.entries(changes)) {
      if (!Object.hasOwn(DEFAULTS, name)) throw new Error(`setting ${name} is not known`);
      if (typeof value !== typeof DEFAULTS[name]) {
        const kind = typeof DEFAULTS[name];
        throw new Error(`setting ${name}: ${JSON.stringify(value)} is not a ${kind}`);
      }
    }
    if ("speed" in changes && !(changes.speed > 0 && changes.speed <= 100)) {
      throw new Error(`setting speed: ${changes.speed} is not between 0 and 100`);
    }
    if ("pmFault" in changes && !PM_FAULTS.includes(changes.pmFault)) {
      throw new Error(`setting pmFault: ${changes.pmFault} is none of ${PM_FAULTS.join(", ")}`);
    }
    Object.assign(this, changes);
  }
}
