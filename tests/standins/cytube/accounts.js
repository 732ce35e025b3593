// Registered users, and which names a guest may take.

const NAME = /^[\w-]{1,20}$/;
const RESERVED = /-(admin|owner)$/i;

export const isValidName = (name) => NAME.test(name);

export class Accounts {
  #users = new Map();
  #lastGuest = new Map();

  constructor(users, settings) {
    this.settings = settings;
    this.users = users;
    this.reset();
  }

  /** Back to the users it began with; every address may log a guest in again. */
  reset() {
    this.#users.clear();
    this.#lastGuest.clear();
    for (const user of this.users) this.put(user);
  }

  /** Adds a registered user or changes one; rank is the one in this channel. */
  put({ name, password, rank = 1 }) {
    if (!isValidName(name)) throw new Error(`users: "${name}" is not a user name`);
    if (typeof password !== "string" || !password) {
      throw new Error(`users: ${name} has no password`);
    }
    if (typeof rank !== "number" || rank < 1) throw new Error(`users: ${name} has rank ${rank}`);
    this.#users.set(name.toLowerCase(), { name, password, rank });
  }

  remove(name) {
    return this.#users.delete(name.toLowerCase());
  }

  find(name) {
    return this.#users.get(name.toLowerCase());
  }

  /** Everybody registered, without passwords. */
  list() {
    return [...this.#users.values()].map(({ name, rank }) => ({ name, rank }));
  }

  /** The account, or throws CyTube's refusal. */
  verify(name, password) {
    const user = this.find(name);
    if (!user || user.password !== password) {
      throw new Error("Invalid username/password combination");
    }
    return user;
  }

  /** Throws CyTube's refusal unless a guest at `ip` may be called `name` beside namesInUse. */
  admitGuest(name, ip, namesInUse) {
    const delay = this.settings.guestLoginDelay;
    const since = (Date.now() - (this.#lastGuest.get(ip) ?? -Infinity)) / 1000;
    if (since < delay) {
      throw new Error(
        `Guest logins are restricted to one per IP address per ${delay} seconds.`,
      );
    }
    if (!isValidName(name)) {
      throw new Error(
        "Invalid username.  Usernames must be 1-20 characters long and " +
          "consist only of characters a-z, A-Z, 0-9, -, or _.",
      );
    }
    if (RESERVED.test(name)) throw new Error("That username is reserved.");
    if (this.#looksRegistered(name)) throw new Error("That username is registered.");
    if (namesInUse.has(name.toLowerCase())) {
      throw new Error("That name is already in use on this channel.");
    }
    this.#lastGuest.set(ip, Date.now());
  }

  // I, l, 1, o, O and 0 in the wanted name stand for any character
  #looksRegistered(name) {
    const pattern = new RegExp(`^${name.replace(/[Il1oO0]/g, ".")}$`, "i");
    return [...this.#users.values()].some((user) => pattern.test(user.name));
  }
}
