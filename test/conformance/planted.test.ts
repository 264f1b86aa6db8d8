// A card that cannot fail proves nothing: venues with one planted mistake each, and exactly the cards that must see it. In virtual
// time, and one of them over real sockets. Costs about 6 s.

import { expect, test } from "vitest";
import { type OpenGround } from "#assemblies/simulated-ground/ground";
import { openSocketGround } from "#assemblies/simulated-ground/socket-ground";
import { subjectName, subjectsOf } from "#assemblies/simulated-ground/subject";
import { openVirtualGround } from "#assemblies/simulated-ground/virtual-ground";
import { systemClock } from "#clock/system-clock";
import { type Card } from "#conformance/card";
import { CARDS } from "#conformance/cards";
import { runCards } from "#conformance/run-cards";
import { APPLY } from "#core/sequence";
import { lbank } from "#venues/lbank/index";
import { lmex } from "#venues/lmex/index";
import { type FrameReader, type MarketCodec, type Reading, type Venue } from "#venues/venue";
import { weex } from "#venues/weex/index";

interface Planted {
  readonly venue: Venue;
  /** Which of its subjects. */
  readonly subject: string;
  readonly mistake: (codec: MarketCodec) => MarketCodec;
}

const withMistake = ({ venue, mistake }: Planted): Venue => ({
  ...venue,
  market: (product, choice) => mistake(venue.market(product, choice)),
});

/** A codec whose readings are changed on their way. */
const rereading =
  (change: (reading: Reading) => Reading) =>
  (codec: MarketCodec): MarketCodec => ({
    ...codec,
    reader: (table): FrameReader => {
      const reader = codec.reader(table);
      return { counters: reader.counters, read: (...frame) => change(reader.read(...frame)) };
    },
  });

const isBlindToGaps: Planted = {
  venue: lmex,
  subject: "lmex futures v2.3",
  mistake: (codec) => ({ ...codec, check: () => APPLY }),
};

const losesTrades: Planted = {
  venue: weex,
  subject: "weex contract v3",
  mistake: rereading((reading) =>
    reading.kind === "market" ? { ...reading, events: reading.events.filter(({ kind }) => kind !== "trade") } : reading,
  ),
};

const ignoresPings: Planted = {
  venue: lbank,
  subject: "lbank spot v2",
  mistake: rereading((reading) => (reading.kind === "ping" ? { kind: "notice", words: "not answered" } : reading)),
};

async function failing(planted: Planted, how: { readonly open: OpenGround; readonly cards?: readonly Card[] }): Promise<readonly string[]> {
  const subject = subjectsOf(withMistake(planted)).find((each) => subjectName(each) === planted.subject);
  if (subject === undefined) throw new RangeError(`There is no ${planted.subject}.`);
  const results = await runCards(subject, { ...how, clock: systemClock, atOnce: 4 });
  return results.filter(({ outcome }) => outcome.kind === "failed").map(({ id }) => id);
}

const virtual = { open: openVirtualGround };

test("a venue whose continuity rule always says apply fails the cards of its chain, and no other", async () => {
  expect(await failing(isBlindToGaps, virtual)).toEqual(["VC-19", "VC-21", "VC-23", "VC-24", "VC-28", "VC-35"]);
}, 30_000);

test("a venue whose reader loses trades fails the cards of its trades, and no other", async () => {
  // Over a reconnect (VC-39) REST tells what was missed, whoever lost it.
  expect(await failing(losesTrades, virtual)).toEqual(["VC-37", "VC-38"]);
}, 30_000);

test("a venue whose pings nobody answers fails the card of heartbeats, and no other", async () => {
  expect(await failing(ignoresPings, virtual)).toEqual(["VC-45"]);
}, 30_000);

test("over real sockets the same mistake fails the same card, and its neighbour passes", async () => {
  const cards = CARDS.filter(({ id }) => id === "VC-19" || id === "VC-20");
  expect(await failing(isBlindToGaps, { open: openSocketGround, cards })).toEqual(["VC-19"]);
}, 30_000);
