import { greet } from "./shared.js"; export const run = () => greet("later");
