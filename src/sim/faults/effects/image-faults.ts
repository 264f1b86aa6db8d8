// Faults of books that are published as images without a number: a node that lags, an old image, times of another zone. What they
// send is marked or older, never a lie that nobody could find out.

import { epochMs } from "#core/brand";
import { daysToDate, isoTime } from "#core/calendar/civil-time";
import { TIMES } from "#sim/faults/effects/chain-faults";
import { type FaultKind, numberParameter } from "#sim/faults/fault-kind";
import { withLevelLists } from "#sim/faults/text-surgery";

/** Best levels that a lagging node does not know. */
const UNKNOWN_LEVELS = 3;
const NODE = /"s":"t-\d+"/;
const HOUR_MS = 3_600_000;

const staleNode: FaultKind = {
  name: "stale-node",
  ids: ["P23"],
  at: "frame",
  life: "lasting",
  venues: ["lbank"],
  words: "Books of a node that is behind come between the true ones; its name begins with m-.",
  parameters: {
    durationMs: numberParameter(6_000, [2_000, 9_000], "How long."),
    node: numberParameter(1, [1, 12], "Its number."),
  },
  begin: (settings) => ({
    frame(frame) {
      if (frame.kind !== "book-image" || !NODE.test(frame.text)) return undefined;
      const node = `"s":"m-${String(settings.number("node")).padStart(2, "0")}"`;
      const stale = withLevelLists(frame.text, (levels) => levels.slice(UNKNOWN_LEVELS)).replace(NODE, node);
      return { emit: [{ text: stale }, { text: frame.text }, { text: stale }], done: true };
    },
  }),
};

const oldImage: FaultKind = {
  name: "old-image",
  ids: ["P23"],
  at: "frame",
  life: "once",
  venues: ["lbank"],
  words: "An image of a while ago comes again behind the present one, with the time that it had.",
  parameters: { times: TIMES, back: numberParameter(3, [1, 5], "How many images ago.") },
  begin: (settings) => {
    let topic: string | undefined;
    const kept: string[] = [];
    return {
      frame(frame) {
        if (frame.kind !== "book-image" || (topic !== undefined && frame.topic !== topic)) return undefined;
        topic = frame.topic;
        kept.push(frame.text);
        const old = kept.length > settings.number("back") ? kept.shift() : undefined;
        return old === undefined ? undefined : { emit: [{ text: frame.text }, { text: old }], done: true };
      },
    };
  },
};

const WALL_TIME = /"TS":"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})"/g;

/** Every time of the text so many hours later. */
function inZone(text: string, hours: number): string {
  return text.replace(WALL_TIME, (_time, ...digits: string[]) => {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, ms = 0] = digits.slice(0, 7).map(Number);
    const time = ((daysToDate({ year, month, day }) * 24 + hour) * 60 + minute) * 60_000 + second * 1_000 + ms;
    return `"TS":"${isoTime(epochMs(time + hours * HOUR_MS)).slice(0, -1)}"`;
  });
}

const otherZone: FaultKind = {
  name: "other-zone",
  ids: ["R13"],
  at: "frame",
  life: "lasting",
  venues: ["lbank"],
  words: "Pushed times, which tell no zone, are of another one than usual.",
  parameters: {
    durationMs: numberParameter(6_000, [2_000, 9_000], "How long."),
    hours: numberParameter(-8, [-8, -1], "How many hours they are ahead; -8 is UTC."),
  },
  begin: (settings) => ({
    frame(frame) {
      if (frame.kind !== "book-image") return undefined;
      const text = inZone(frame.text, settings.number("hours"));
      return text === frame.text ? undefined : { emit: [{ text }], done: true };
    },
  }),
};

/** Faults of images. */
export const IMAGE_FAULTS: readonly FaultKind[] = [staleNode, oldImage, otherZone];
