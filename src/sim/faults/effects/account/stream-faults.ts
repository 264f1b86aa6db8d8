// Faults of private streams: silent, cut, late, doubled, told under other ids, crossed with another account's, or with an error in the
// place of data.

import { TIMES } from "#sim/faults/effects/chain-faults";
import { choiceParameter, type FaultKind, numberParameter } from "#sim/faults/fault-kind";
import { privateSockets } from "#sim/faults/fault-target";
import { type OutFrame, type OutKind } from "#venues/dialect";

const TOLD: ReadonlySet<OutKind> = new Set<OutKind>(["order", "fill", "position", "balance"]);
const tellsAccount = (frame: OutFrame): boolean => TOLD.has(frame.kind);

const privateSilence: FaultKind = {
  name: "private-silence",
  ids: ["A6"],
  at: "account",
  life: "lasting",
  words: "The private stream tells nothing while its socket lives and the account changes.",
  parameters: { durationMs: numberParameter(8_000, [2_000, 15_000], "How long.") },
  begin: () => ({ frame: (frame) => (tellsAccount(frame) ? { emit: [], done: true } : undefined) }),
};

const deafTopics: FaultKind = {
  name: "deaf-topics",
  ids: ["A6"],
  at: "account",
  life: "once",
  words: "The venue forgets the private topics of a socket for good; the socket itself lives on and answers.",
  parameters: {},
  begin: () => ({
    strike(scene) {
      const [socket] = privateSockets(scene);
      socket?.perform([...socket.heldAccounts.keys()].map((topic) => ({ kind: "release", topic })));
      return socket !== undefined;
    },
  }),
};

const privateCut: FaultKind = {
  name: "private-cut",
  ids: ["A7", "O20"],
  at: "account",
  life: "once",
  words: "The private sockets are cut and come back only after the account has changed.",
  parameters: { awayMs: numberParameter(2_000, [200, 6_000], "How long the next handshake takes.") },
  begin: (settings) => {
    let cut = false;
    return {
      strike(scene) {
        const sockets = privateSockets(scene);
        if (cut || sockets.length === 0) return false;
        cut = true;
        for (const socket of sockets) socket.close(1006, "");
        return false;
      },
      handshake: () => (cut ? { kind: "slow", delayMs: settings.number("awayMs") } : undefined),
    };
  },
};

const lateFrames: FaultKind = {
  name: "late-events",
  ids: ["O9"],
  at: "account",
  life: "lasting",
  words: "One kind of private event lags behind the others, and behind replies.",
  parameters: {
    durationMs: numberParameter(5_000, [1_000, 10_000], "How long."),
    which: choiceParameter(["order", "fill", "position", "balance"], "Which kind lags."),
    delayMs: numberParameter(1_500, [100, 4_000], "How far behind."),
  },
  begin: (settings) => ({
    frame: (frame) =>
      frame.kind === settings.choice("which")
        ? { emit: [{ text: frame.text, afterMs: settings.number("delayMs") }], done: true }
        : undefined,
  }),
};

/** Names under which venues tell a trade's own number, and its time. */
const TRADE_ID = /"(tradeId|trade_id|txUuid|fillId)":"?([\w-]+)"?/g;
/** In a message about nothing but trades, `id` is the trade's. */
const OWN_ID = /"(tradeId|id)":"?([\w-]+)"?/g;
const idOf = (frame: OutFrame): RegExp => (frame.kind === "fill" ? OWN_ID : TRADE_ID);
const TRADE_TIME = /"(timestamp|time|updateTime|createdTime|cT)":"?(\d{10})\d{3}"?/g;

const otherIds = (frame: OutFrame): string =>
  frame.text.replace(idOf(frame), (_whole, name: string, id: string) => `"${name}":"${/^\d+$/.test(id) ? `${id}9` : `x${id.slice(1)}`}"`);
const rounded = (text: string): string => text.replace(TRADE_TIME, (whole: string) => whole.replace(/\d{3}("?)$/, "000$1"));

const hasTrade = (frame: OutFrame): boolean => (frame.kind === "fill" || frame.kind === "order") && frame.text.search(idOf(frame)) >= 0;

const doubledFill: FaultKind = {
  name: "doubled-fill",
  ids: ["O19"],
  at: "account",
  life: "once",
  words: "A trade of ours is told twice: as it was, under another id, or rounded to whole seconds under another id.",
  parameters: {
    times: TIMES,
    form: choiceParameter(["same", "other-id", "rounded"], "How it is told again."),
    afterMs: numberParameter(0, [0, 1_500], "How much later."),
  },
  begin: (settings) => ({
    frame(frame) {
      if (!hasTrade(frame)) return undefined;
      const form = settings.choice("form");
      const again = form === "same" ? frame.text : form === "rounded" ? rounded(otherIds(frame)) : otherIds(frame);
      return { emit: [{ text: frame.text }, { text: again, afterMs: settings.number("afterMs") }], done: true };
    },
  }),
};

/** Names under which venues tell whose account a message is about. */
const OWNER = /"(username|uid|accountId|account_id)":("?)([^",}]+)"?/g;
const FIGURES = /"(totalContracts|contracts|size|holdSize)":("?)(\d+)/g;

const crossedAccounts: FaultKind = {
  name: "crossed-accounts",
  ids: ["A9"],
  at: "account",
  life: "once",
  venues: ["lmex"],
  words: "A message about another account comes on our socket; only LMEX names accounts in messages.",
  parameters: { times: TIMES },
  begin: () => ({
    frame(frame) {
      if (!tellsAccount(frame) || frame.text.search(OWNER) < 0) return undefined;
      const renamed = frame.text.replace(OWNER, (_whole, name: string, quote: string, owner: string) =>
        quote === "" ? `"${name}":${owner}7` : `"${name}":"${owner}-other"`,
      );
      const text = renamed.replace(FIGURES, (_whole, name: string, quote: string, digits: string) => `"${name}":${quote}${digits}7`);
      return { emit: [{ text: frame.text }, { text }], done: true };
    },
  }),
};

const errorAsData: FaultKind = {
  name: "error-as-data",
  ids: ["A8"],
  at: "account",
  life: "once",
  words: "An error stands where the rows of a private event should: the event itself is lost.",
  parameters: { times: TIMES },
  begin: () => ({
    frame(frame) {
      if (!tellsAccount(frame)) return undefined;
      const text = frame.text.replace(
        /"(data|msg|orderUpdate|d)":[[{].*[\]}](?=[,}])/s,
        (_whole, name: string) => `"${name}":{"code":401,"message":"Unauthorized"}`,
      );
      return text === frame.text ? undefined : { emit: [{ text }], done: true };
    },
  }),
};

/** Faults of private streams. */
export const STREAM_FAULTS: readonly FaultKind[] = [
  privateSilence,
  deafTopics,
  privateCut,
  lateFrames,
  doubledFill,
  crossedAccounts,
  errorAsData,
];
