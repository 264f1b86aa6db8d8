// Faults of subscriptions: acks that get lost, topics that fall silent or repeat themselves, trades that come twice or not at all.

import { TIMES } from "#sim/faults/effects/chain-faults";
import { choiceParameter, type FaultKind, numberParameter } from "#sim/faults/fault-kind";
import { matchingMarkets, matchingSockets } from "#sim/faults/fault-target";
import { withoutTopic } from "#sim/faults/text-surgery";
import { type OutFrame, type SocketAct } from "#venues/dialect";

const LONG = numberParameter(6_000, [2_000, 9_000], "How long.");

type Hold = Extract<SocketAct, { kind: "hold" }>;
const holdsOf = (acts: readonly SocketAct[]): readonly Hold[] => acts.filter((act) => act.kind === "hold");

/** What names one published topic, over all sockets. */
const topicKey = (frame: OutFrame): string | undefined => (frame.topic === undefined ? undefined : `${frame.product} ${frame.topic}`);

const loseAck: FaultKind = {
  name: "lose-ack",
  ids: ["P9"],
  at: "subscription",
  life: "once",
  words: "A subscription's confirmation is lost; or the whole subscription is, without a word.",
  parameters: { times: TIMES, form: choiceParameter(["ack", "subscription"], "What is lost.") },
  begin: (settings) => ({
    acts(acts) {
      if (holdsOf(acts).length === 0) return undefined;
      return settings.choice("form") === "subscription" ? [] : acts.filter((act) => act.kind !== "send" || act.frame.kind !== "ack");
    },
  }),
};

const partialSubscribe: FaultKind = {
  name: "partial-subscribe",
  ids: ["P10"],
  at: "subscription",
  life: "once",
  words: "One topic of a subscribe message is left out, and is missing from the ack.",
  parameters: { times: TIMES },
  begin: ({ random }) => ({
    acts(acts) {
      const holds = holdsOf(acts);
      const left = holds[random.integer(0, Math.max(0, holds.length - 1))];
      if (left === undefined) return undefined;
      return acts.flatMap((act) => {
        if (act === left) return [];
        if (act.kind !== "send" || act.frame.kind !== "ack" || !act.frame.text.includes(JSON.stringify(left.topic.topic))) return [act];
        // A confirmation of this topic alone does not come at all.
        if (!isListed(act.frame.text, left.topic.topic)) return [];
        return [{ ...act, frame: { ...act.frame, text: withoutTopic(act.frame.text, left.topic.topic) } }];
      });
    },
  }),
};

/** Whether a text names the topic in a list. */
function isListed(text: string, topic: string): boolean {
  const at = text.indexOf(JSON.stringify(topic));
  return at > 0 && "[,".includes(text.charAt(at - 1));
}

const lateData: FaultKind = {
  name: "late-data",
  ids: ["P11"],
  at: "subscription",
  life: "once",
  words: "After an unsubscribe the topic is published for a while longer.",
  parameters: { times: TIMES, lateMs: numberParameter(400, [50, 1_500], "How long it goes on.") },
  begin: (settings) => ({
    acts(acts, socket) {
      const releases = acts.filter((act) => act.kind === "release");
      if (releases.length === 0) return undefined;
      const then = releases.map((release) => ({ release, topic: socket.held.get(release.topic) }));
      settings.clock.after(settings.number("lateMs"), () => {
        // A topic that was subscribed again meanwhile is another subscription.
        for (const { release, topic } of then) if (socket.held.get(release.topic) === topic) socket.perform([release]);
      });
      return acts.filter((act) => act.kind !== "release");
    },
  }),
};

const muteTopic: FaultKind = {
  name: "mute-topic",
  ids: ["N2"],
  at: "frame",
  life: "lasting",
  words: "One topic falls silent while its socket, its pings and its other topics go on.",
  parameters: { durationMs: LONG, channel: choiceParameter(["book", "trades", "candles"], "Which kind of topic.") },
  begin: (settings) => {
    let muted: string | undefined;
    const channel = settings.choice("channel");
    const isChannel = ({ kind }: OutFrame): boolean =>
      channel === "book" ? kind.startsWith("book-") : kind === (channel === "trades" ? "trades" : "candle");
    return {
      frame(frame) {
        const key = topicKey(frame);
        if (key === undefined || (muted === undefined && !isChannel(frame))) return undefined;
        muted ??= key;
        return key === muted ? { emit: [], done: true } : undefined;
      },
    };
  },
};

const frozenRepeats: FaultKind = {
  name: "frozen-repeats",
  ids: ["N4"],
  at: "frame",
  life: "lasting",
  words: "A topic repeats one frame again and again instead of going on.",
  parameters: { durationMs: LONG },
  begin: () => {
    let frozen: { readonly key: string; text: string } | undefined;
    return {
      frame(frame, point) {
        const key = topicKey(frame);
        if (key === undefined || (frozen !== undefined && frozen.key !== key)) return undefined;
        if (frozen === undefined || point.opening) {
          frozen = { key, text: frame.text };
          return undefined;
        }
        return { emit: [{ text: frozen.text }], done: true };
      },
    };
  },
};

const quietMarket: FaultKind = {
  name: "quiet-market",
  ids: ["N3"],
  at: "venue",
  life: "once",
  words: "A market stands still: nothing is published because nothing happens.",
  parameters: {
    quietMs: numberParameter(8_000, [3_000, 11_000], "How long it stands still."),
    scope: choiceParameter(["one", "all"], "How many."),
  },
  begin: (settings) => ({
    strike(scene) {
      const matching = matchingMarkets(scene);
      const one = matching[scene.random.integer(0, Math.max(0, matching.length - 1))];
      if (one === undefined) return false;
      const still = settings.choice("scope") === "all" ? matching : [one];
      for (const market of still) market.pause();
      scene.clock.after(settings.number("quietMs"), () => {
        for (const market of still) market.resume();
      });
      return true;
    },
  }),
};

const duplicateTrades: FaultKind = {
  name: "duplicate-trades",
  ids: ["P27"],
  at: "frame",
  life: "once",
  words: "Trades arrive a second time, as a subscription's recent trades do.",
  parameters: { times: TIMES, afterMs: numberParameter(0, [0, 1_500], "How much later the second ones come.") },
  begin: (settings) => ({
    frame: ({ text, kind }) =>
      kind === "trades" ? { emit: [{ text }, { text, afterMs: settings.number("afterMs") }], done: true } : undefined,
  }),
};

const missedTrades: FaultKind = {
  name: "missed-trades",
  ids: ["P26"],
  at: "socket",
  life: "once",
  words: "A socket with trades is cut, and the next subscription does not tell what was missed.",
  parameters: {},
  begin: () => {
    let cut = false;
    return {
      strike(scene) {
        if (cut) return false;
        const [socket] = matchingSockets(scene, ({ held }) => [...held.values()].some((topic) => topic.channel === "trades"));
        cut = socket !== undefined;
        socket?.close(1006, "");
        return false;
      },
      frame(frame, point) {
        if (!cut || frame.kind !== "trades" || !point.opening) return undefined;
        const text = frame.text.replace(/"(data|d)":\[.*\]/, (_rows, name: string) => `"${name}":[]`);
        return { emit: [{ text }], done: true };
      },
    };
  },
};

/** Faults of topics. */
export const TOPIC_FAULTS: readonly FaultKind[] = [
  loseAck,
  partialSubscribe,
  lateData,
  muteTopic,
  frozenRepeats,
  quietMarket,
  duplicateTrades,
  missedTrades,
];
