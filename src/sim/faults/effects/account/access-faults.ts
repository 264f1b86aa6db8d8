// Faults of keys and sessions: ended, not renewed, refused for their time, revoked, or allowed more than they should be.

import { TIMES } from "#sim/faults/effects/chain-faults";
import { choiceParameter, type FaultKind, numberParameter } from "#sim/faults/fault-kind";
import { privateSockets } from "#sim/faults/fault-target";
import { type VenueControl } from "#sim/faults/fault-types";

const accountsOf = (venue: VenueControl) => venue.accounts?.all ?? [];

const sessionExpiry: FaultKind = {
  name: "session-expiry",
  ids: ["A1"],
  at: "account",
  life: "once",
  words: "Every session and every lent key of the account ends: its sockets are closed, or they stay and tell nothing more.",
  parameters: { form: choiceParameter(["closed", "silent"], "What becomes of the sockets.") },
  begin: (settings) => ({
    strike(scene) {
      const sockets = privateSockets(scene);
      if (sockets.length === 0) return false;
      scene.venue.accounts?.endLeases();
      for (const socket of sockets) {
        if (settings.choice("form") === "closed") socket.close(1000, "session expired");
        else socket.perform([...socket.heldAccounts.keys()].map((topic) => ({ kind: "release", topic })));
      }
      return true;
    },
  }),
};

/** Where keys for streams are lent and renewed. */
const LENDS_KEYS = /key/i;

const renewalFails: FaultKind = {
  name: "renewal-fails",
  ids: ["A2"],
  at: "account",
  life: "lasting",
  words: "The session ends while the venue is out of reach: nothing can be renewed, lent or logged in for a while.",
  parameters: { durationMs: numberParameter(6_000, [2_000, 10_000], "How long.") },
  begin: () => {
    let began = false;
    return {
      strike(scene) {
        const sockets = privateSockets(scene);
        began ||= sockets.length > 0;
        if (began) scene.venue.accounts?.endLeases();
        for (const socket of sockets) socket.close(1006, "");
        return began;
      },
      handshake: () => (began ? { kind: "refused", status: 503, headers: {}, body: "" } : undefined),
      arriving: (request) => (began && LENDS_KEYS.test(request.path) ? { kind: "lost" } : undefined),
    };
  },
};

const refusedNumber: FaultKind = {
  name: "refused-number",
  ids: ["A3"],
  at: "account",
  life: "once",
  words: "The venue refuses the number or the time of signed requests, however good it is.",
  parameters: { numbers: numberParameter(1, [1, 4], "How many requests.") },
  begin: (settings) => ({
    strike(scene) {
      scene.venue.accounts?.refuseNonces(settings.number("numbers"));
      return scene.venue.accounts !== undefined;
    },
  }),
};

const accountClock: FaultKind = {
  name: "account-clock",
  ids: ["A3"],
  at: "account",
  life: "once",
  words: "The venue's clock jumps, so that every signature is too old or too new for it.",
  parameters: { skewMs: numberParameter(90_000, [-90_000, 90_000], "How far.") },
  begin: (settings) => ({
    strike(scene) {
      scene.venue.skewClock(settings.number("skewMs"), 0);
      return true;
    },
  }),
};

const keyRevoked: FaultKind = {
  name: "key-revoked",
  ids: ["A4"],
  at: "account",
  life: "once",
  words: "The key is revoked: private requests are refused, private sockets are closed, public data go on.",
  parameters: {},
  begin: () => ({
    strike(scene) {
      if (scene.venue.accounts === undefined) return false;
      scene.venue.accounts.revoke(true);
      for (const socket of privateSockets(scene)) socket.close(1008, "auth");
      return true;
    },
  }),
};

const permissionRemoved: FaultKind = {
  name: "permission-removed",
  ids: ["A4"],
  at: "account",
  life: "lasting",
  words: "The key may read and not trade for a while.",
  parameters: { durationMs: numberParameter(5_000, [1_000, 10_000], "How long.") },
  begin: (settings) => ({
    strike(scene) {
      const accounts = accountsOf(scene.venue);
      for (const account of accounts) account.permissions = { ...account.permissions, trade: false };
      settings.clock.after(settings.number("durationMs"), () => {
        for (const account of accounts) account.permissions = { ...account.permissions, trade: true };
      });
      return accounts.length > 0;
    },
  }),
};

const withdrawRight: FaultKind = {
  name: "withdraw-right",
  ids: ["A10"],
  at: "account",
  life: "once",
  words: "The key may withdraw, which venues tell only where they tell what a key may do.",
  parameters: {},
  begin: () => ({
    strike({ venue }) {
      const accounts = accountsOf(venue);
      for (const account of accounts) account.permissions = { ...account.permissions, withdraw: true };
      return accounts.length > 0;
    },
  }),
};

const lateLogin: FaultKind = {
  name: "late-login",
  ids: ["A8"],
  at: "account",
  life: "once",
  words: "The answer to a login, or to the first private subscription, comes after the events that it stands before.",
  parameters: { times: TIMES, delayMs: numberParameter(1_000, [100, 5_000], "How late.") },
  begin: (settings) => ({
    acts(acts, socket) {
      if (!acts.some(({ kind }) => kind === "login" || kind === "hold-account")) return undefined;
      const late = acts.filter((act) => act.kind === "send");
      if (late.length === 0) return undefined;
      settings.clock.after(settings.number("delayMs"), () => socket.perform(late));
      return acts.filter((act) => act.kind !== "send");
    },
  }),
};

/** Faults of keys and sessions. */
export const ACCESS_FAULTS: readonly FaultKind[] = [
  sessionExpiry,
  renewalFails,
  refusedNumber,
  accountClock,
  keyRevoked,
  permissionRemoved,
  withdrawRight,
  lateLogin,
];
