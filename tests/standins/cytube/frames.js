// The shapes CyTube demands of incoming frames, and its words when one is wrong.

const SHAPES = {
  queue: {
    id: "string,boolean", type: "string", pos: "string", title: "string,boolean,optional",
    duration: "number,optional", temp: "boolean,optional",
  },
  setTemp: { uid: "number", temp: "boolean" },
  moveMedia: { from: "number", after: "string,number" },
  chatMsg: { msg: "string", meta: "object,optional" },
  pm: { msg: "string", to: "string", meta: "object,optional" },
  assignLeader: { name: "string" },
  setChannelRank: { name: "string", rank: "number" },
};

/** Throws CyTube's errorMsg text if data does not fit the event's shape. */
export function checkFrame(event, data) {
  const shape = SHAPES[event];
  if (!shape) return;
  const fail = (why) => {
    throw new Error(`Unexpected error for message ${event}: ${why}`);
  };
  if (data === null || typeof data !== "object") fail("Expected object");
  for (const [key, rule] of Object.entries(shape)) {
    const kinds = rule.split(",");
    const kind = typeof data[key];
    if (kind === "undefined" && kinds.includes("optional")) continue;
    if (!kinds.includes(kind)) {
      fail(`Expected key ${key} to be of type ${kinds[0]}, instead got ${kind}`);
    }
  }
}
