// A silent book whose compares tell nothing, in virtual time. Costs about a second.

import { afterEach, expect, test } from "vitest";
import { type SimulatedWorld, simulate } from "#assemblies/simulated";
import { VenueError } from "#core/error";
import { FEED_DEFAULTS } from "#feed/feed-settings";
import { lmex } from "#venues/lmex/index";
import { type Venue } from "#venues/venue";

const worlds: SimulatedWorld[] = [];
afterEach(() => {
  for (const each of worlds.splice(0)) each.close();
});

/** LMEX, if it let nobody read a book over REST. */
const refusing: Venue = {
  ...lmex,
  market: (product, face) => {
    const codec = lmex.market(product, face);
    const book: typeof codec.reads.book = (...asked) => ({
      ...codec.reads.book(...asked),
      decode: () => ({ kind: "refused", error: new VenueError("rate-limited", "Too many.", { venueCode: "429", words: "slow down" }) }),
    });
    return { ...codec, reads: { ...codec.reads, book } };
  },
};

test("a silent book that REST refuses to compare is stale when it was silent for longer than any quiet is believed", () => {
  const world = simulate({ venue: refusing, seed: 7, mood: "busy" });
  worlds.push(world);
  const watch = world.client.watchBook("BTC-PERP");
  world.advance(10_000);
  expect(watch.latest.state).toBe("live");
  const muted = { name: "mute-topic", venue: "lmex", params: { channel: "book", durationMs: 300_000 } };
  expect(world.exchange.desk.post(muted).kind).toBe("posted");
  // Being refused says nothing about the book.
  world.advance(20_000);
  expect(watch.latest.state).toBe("live");
  world.advance(FEED_DEFAULTS.silenceMostMs - 10_000);
  expect([watch.latest.state, watch.latest.reason]).toEqual(["stale", "silent"]);
});
