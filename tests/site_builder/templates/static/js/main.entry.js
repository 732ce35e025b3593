import { greet } from "./shared.js"; greet("page"); import("./later.js").then((m) => m.run());
