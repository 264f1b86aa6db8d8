// Faults of the venue as a whole: its clock, its numbers, its maintenance.

import { noticedMarket } from "#sim/faults/effects/listing-faults";
import { choiceParameter, type FaultKind, numberParameter } from "#sim/faults/fault-kind";

const clockSkew: FaultKind = {
  name: "clock-skew",
  ids: ["R13"],
  at: "venue",
  life: "once",
  words: "The venue's clock is off, and may drift.",
  parameters: {
    skewMs: numberParameter(3_000, [-5_000, 5_000], "How far ahead it is; negative is behind."),
    driftPpm: numberParameter(0, [0, 500], "How many millionths it goes wrong further."),
  },
  begin: (settings) => ({
    strike(scene) {
      scene.venue.skewClock(Math.round(settings.number("skewMs")), settings.number("driftPpm"));
      return true;
    },
  }),
};

const sequenceReset: FaultKind = {
  name: "sequence-reset",
  ids: ["P4"],
  at: "venue",
  life: "once",
  words: "A market's numbers start anew, lower or far higher, as after a restart of the venue.",
  parameters: { to: choiceParameter(["lower", "higher"], "Where they go on.") },
  begin: (settings) => ({
    strike(scene) {
      const market = noticedMarket(scene);
      if (market === undefined) return false;
      const { sequence } = market.picture(0);
      const higher = settings.choice("to") === "higher" || sequence < 1_000;
      market.renumber(higher ? sequence + scene.random.integer(10_000, 1_000_000) : scene.random.integer(1, Math.floor(sequence / 4)));
      return true;
    },
  }),
};

const wideSequence: FaultKind = {
  name: "wide-sequence",
  ids: ["P16"],
  at: "venue",
  life: "once",
  words: "A market's numbers go on beyond 2^53.",
  parameters: {},
  begin: () => ({
    strike(scene) {
      const market = noticedMarket(scene);
      if (market === undefined) return false;
      scene.venue.numberBeyondDoubles(market);
      return true;
    },
  }),
};

const maintenance: FaultKind = {
  name: "maintenance",
  ids: ["N17", "N19"],
  at: "venue",
  life: "once",
  words: "The venue closes its sockets with 1012 and answers 503 until it comes back.",
  parameters: { awayMs: numberParameter(4_000, [1_000, 6_000], "How long it is away.") },
  begin: (settings) => ({
    strike({ venue, clock }) {
      venue.setMode("maintenance");
      clock.after(settings.number("awayMs"), () => venue.setMode("open"));
      return true;
    },
  }),
};

/** Faults of a venue. */
export const VENUE_FAULTS: readonly FaultKind[] = [clockSkew, sequenceReset, wideSequence, maintenance];
