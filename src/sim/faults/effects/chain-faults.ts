// Faults of the book's chain: deltas that get lost, come twice, come late or too early, and snapshots that are old or never come.

import { choiceParameter, type FaultKind, numberParameter } from "#sim/faults/fault-kind";
import { type FramePoint, type SocketControl } from "#sim/faults/fault-types";
import { type HeldTopic, type OutFrame } from "#venues/dialect";

export const TIMES: ReturnType<typeof numberParameter> = numberParameter(1, [1, 3], "How often it happens.");

/** A message that moves a book on: a delta, or the next image where there are no deltas. */
const isDelta = (frame: OutFrame, point: FramePoint): boolean =>
  (frame.kind === "book-delta" || frame.kind === "book-image") && !point.opening;
const isSnapshot = (frame: OutFrame, point: FramePoint): boolean => frame.kind === "book-snapshot" && point.opening;

const dropDelta: FaultKind = {
  name: "drop-delta",
  ids: ["P1"],
  at: "frame",
  life: "once",
  words: "A delta is lost on its way.",
  parameters: { times: TIMES },
  begin: () => ({ frame: (frame, point) => (isDelta(frame, point) ? { emit: [], done: true } : undefined) }),
};

const duplicateDelta: FaultKind = {
  name: "duplicate-delta",
  ids: ["P2"],
  at: "frame",
  life: "once",
  words: "A delta arrives twice.",
  parameters: { times: TIMES, afterMs: numberParameter(0, [0, 800], "How much later the second one comes.") },
  begin: (settings) => ({
    frame: ({ text, ...frame }, point) =>
      isDelta({ text, ...frame }, point) ? { emit: [{ text }, { text, afterMs: settings.number("afterMs") }], done: true } : undefined,
  }),
};

const reorderDelta: FaultKind = {
  name: "reorder-delta",
  ids: ["P3"],
  at: "frame",
  life: "once",
  words: "A delta arrives behind the one after it.",
  parameters: { times: TIMES },
  begin: () => {
    let kept: { readonly text: string; readonly socket: SocketControl; readonly topic: string } | undefined;
    return {
      frame(frame, point) {
        if (kept?.socket.ended === true || (kept !== undefined && !kept.socket.held.has(kept.topic))) kept = undefined;
        if (!isDelta(frame, point) || point.topic === undefined) return undefined;
        if (kept === undefined) {
          kept = { text: frame.text, socket: point.socket, topic: point.topic.topic };
          return { emit: [], done: false };
        }
        if (kept.socket !== point.socket || kept.topic !== point.topic.topic) return undefined;
        const emit = [{ text: frame.text }, { text: kept.text }];
        kept = undefined;
        return { emit, done: true };
      },
    };
  },
};

const deltaBeforeSnapshot: FaultKind = {
  name: "delta-before-snapshot",
  ids: ["P6"],
  at: "frame",
  life: "once",
  words: "A new subscription hears a delta before its snapshot.",
  parameters: { times: TIMES },
  begin: ({ clock }) => {
    let waiting: { readonly socket: SocketControl; readonly topic: HeldTopic } | undefined;
    return {
      frame(frame, point) {
        const { topic, socket } = point;
        if (topic === undefined) return undefined;
        if (isSnapshot(frame, point) && waiting === undefined) {
          waiting = { socket, topic };
          return { emit: [], done: false };
        }
        if (waiting?.topic !== topic || !isDelta(frame, point)) {
          // The client asked again, or left: the next subscription will do.
          if (waiting !== undefined && (waiting.socket.ended || isSnapshot(frame, point))) waiting = undefined;
          return undefined;
        }
        waiting = undefined;
        clock.after(0, () => {
          if (!socket.ended && socket.held.get(topic.topic) === topic) socket.perform([{ kind: "hold", topic: { ...topic } }]);
        });
        return { emit: [{ text: frame.text }], done: true };
      },
    };
  },
};

const oldSnapshot: FaultKind = {
  name: "old-snapshot",
  ids: ["P5"],
  at: "frame",
  life: "once",
  words: "A snapshot is older than what the venue already published; the deltas after it are current.",
  parameters: {
    times: TIMES,
    back: numberParameter(5, [1, 40], "How many steps old it is."),
    when: choiceParameter(["opening", "unasked"], "Whether it answers a subscription or interrupts one."),
  },
  begin: (settings) => ({
    frame(frame, point) {
      const unasked = settings.choice("when") === "unasked";
      // An image has no number that would tell its age, and this fault does not forge times.
      if (unasked ? frame.kind !== "book-delta" || point.opening : !isSnapshot(frame, point)) return undefined;
      const old = point.opened(Math.max(1, settings.number("back")));
      if (old === undefined) return undefined;
      return { emit: unasked ? [{ text: frame.text }, { text: old.text }] : [{ text: old.text }], done: true };
    },
  }),
};

const snapshotNever: FaultKind = {
  name: "snapshot-never",
  ids: ["P7"],
  at: "frame",
  life: "lasting",
  words: "Subscriptions are confirmed and published, but their snapshot never comes, and REST books answer 503.",
  parameters: { durationMs: numberParameter(8_000, [2_000, 9_000], "How long.") },
  begin: () => ({
    frame: (frame, point) => (isSnapshot(frame, point) ? { emit: [], done: true } : undefined),
    request(request, reply) {
      if (!/book|depth/i.test(request.path)) return undefined;
      const body = "<html><body>503 Service Unavailable</body></html>";
      const failed = { ...reply, status: 503, headers: { "content-type": "text/html" }, body };
      return { kind: "reply", reply: failed, delayMs: 0, bytesPerSecond: undefined };
    },
  }),
};

/** Faults of sequence and order. */
export const CHAIN_FAULTS: readonly FaultKind[] = [
  dropDelta,
  duplicateDelta,
  reorderDelta,
  deltaBeforeSnapshot,
  oldSnapshot,
  snapshotNever,
];
