// The venue's own pings: answered in time whatever else there is to say, and no lever for a venue that means ill. Under 2 s in total.

import { expect } from "vitest";
import { lbank } from "#venues/lbank/index";
import { lmex } from "#venues/lmex/index";
import { type Venue } from "#venues/venue";
import { weex } from "#venues/weex/index";
import { type Stage, type StageOptions, scenario } from "./stage.ts";

const ANSWER_BYTES_MAX = 200;

interface Spoken {
  readonly name: string;
  readonly symbol: string;
  readonly product: "spot" | "contract" | "futures";
  readonly options: StageOptions & { readonly venue: Venue };
}

const SPOKEN: readonly Spoken[] = [
  { name: "LMEX", symbol: "BTC-PERP", product: "futures", options: { venue: lmex } },
  { name: "LBank", symbol: "btc_usdt", product: "spot", options: { venue: lbank } },
  { name: "LBank's article", symbol: "btc_usdt", product: "spot", options: { venue: lbank, dialect: "article" } },
  { name: "WEEX V3", symbol: "BTCUSDT", product: "contract", options: { venue: weex } },
  { name: "WEEX V2", symbol: "cmt_btcusdt", product: "contract", options: { venue: weex, api: "v2" } },
];

const pongs = (texts: readonly string[]): readonly string[] => texts.filter((text) => /pong/i.test(text));

/** Topics on every market of a product, so that a socket has much to say at once. */
function subscribeMuch(stage: Stage, product: Spoken["product"]): () => void {
  const instruments = stage.world.feed.instruments.all.filter((instrument) => instrument.product === product).slice(0, 6);
  const leases = instruments.flatMap((instrument) => [
    stage.world.feed.trades(instrument),
    stage.world.feed.book(instrument, { group: 0 }),
    stage.world.feed.candles(instrument, "5m"),
  ]);
  return () => {
    for (const lease of leases) lease.release();
  };
}

for (const { name, symbol, product, options } of SPOKEN) {
  scenario(
    `${name}: a ping is answered within a second while a dozen subscriptions wait to be sent`,
    (stage) => {
      const book = stage.book(symbol, { product });
      stage.pass(2_000);
      const release = subscribeMuch(stage, product);
      stage.world.advance(1);
      // Latency both ways comes on top of the second.
      stage.fault("strict-ping", { withinMs: 1_130 });
      stage.pass(3_000);
      expect(stage.told("disconnected")).toEqual([]);
      expect(stage.world.exchange.desk.firedById.get("P24")).toBe(1);
      expect(book.source.state().kind).toBe("live");
      release();
    },
    { ...options, latency: { lowMs: 20, highMs: 60 } },
  );

  scenario(
    `${name}: a flood of pings is answered a little, and neither an honest ping nor a subscription waits behind it`,
    (stage) => {
      const book = stage.book(symbol, { product });
      stage.pass(2_000);
      const before = stage.sent.length;
      stage.fault("ping-flood", { times: 1, pings: 500 });
      stage.pass(200);
      stage.fault("strict-ping", { withinMs: 1_300 });
      stage.pass(4_000);
      expect(pongs(stage.sent.slice(before)).length).toBeLessThanOrEqual(50);
      expect(stage.told("disconnected")).toEqual([]);
      expect(book.source.state().kind).toBe("live");
      const late = stage.trades(symbol, product);
      stage.pass(3_000);
      expect(late.news.length + late.heard.printed.length).toBeGreaterThan(0);
    },
    options,
  );

  scenario(
    `${name}: pings with ids that are none get a short answer or none, and cost nothing`,
    (stage) => {
      const book = stage.book(symbol, { product });
      stage.pass(2_000);
      const before = stage.sent.length;
      for (const form of ["unknown", "long", "object", "null", "fraction"]) {
        stage.fault("odd-ping", { form });
        stage.pass(500);
      }
      for (const text of stage.sent.slice(before)) expect(text.length).toBeLessThan(ANSWER_BYTES_MAX);
      expect(stage.told("disconnected")).toEqual([]);
      expect(stage.told("gap")).toEqual([]);
      expect(book.source.state().kind).toBe("live");
    },
    options,
  );
}

scenario(
  "LBank: answers that get lost for a minute cost the socket, and everything comes back on the next one",
  (stage) => {
    const book = stage.book("btc_usdt");
    stage.pass(2_000);
    stage.fault("lost-answers", { withinMs: 60_000 });
    stage.pass(59_000, 500);
    expect(stage.told("disconnected")).toEqual([]);
    stage.pass(5_000);
    expect(stage.told("disconnected")).toHaveLength(1);
    stage.expectLive(book, 10_000);
  },
  { venue: lbank },
);
