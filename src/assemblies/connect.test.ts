// What a venue lacks is a type error and, for callers without types, a UsageError. The type errors are held by the compiler: nothing in
// `asked` ever runs. Costs about a second.

import { afterEach, expect, test } from "vitest";
import { type ConnectionTo, connect } from "#assemblies/connect";
import { type SimulatedWorld, simulate } from "#assemblies/simulated";
import { type VenueConnection } from "#client/api";
import { UsageError } from "#core/error";
import { lbank } from "#venues/lbank/index";
import { lmex } from "#venues/lmex/index";
import { type Venue } from "#venues/venue";
import { weex } from "#venues/weex/index";

const worlds: SimulatedWorld[] = [];
afterEach(() => {
  for (const each of worlds.splice(0)) each.close();
});

function clientOf(venue: Venue): VenueConnection {
  const made = simulate({ venue, seed: 7 });
  worlds.push(made);
  return made.client;
}

/** Read by the compiler only. */
async function asked(computed: string, levels: number): Promise<readonly unknown[]> {
  const onLmex = await connect("lmex", { environment: "test", api: "v2.3", hosts: { rest: "https://example.org" } });
  const onLbank = await connect("lbank", { dialect: "article" });
  const onWeex = await connect("weex", { environment: "sim", api: "v2" });
  const anywhere: VenueConnection[] = [onLmex, onLbank, onWeex, await connect(computed, { environment: computed, api: computed })];
  const named: ConnectionTo<"lmex"> = onLmex;
  return [
    anywhere,
    named,
    // @ts-expect-error there is no venue of that name
    connect("binance"),
    // @ts-expect-error LMEX has live and test
    connect("lmex", { environment: "sim" }),
    // @ts-expect-error WEEX has no test network
    connect("weex", { environment: "test" }),
    // @ts-expect-error an article's language is LBank's alone
    connect("weex", { dialect: "article" }),
    // @ts-expect-error LBank has no v3
    connect("lbank", { api: "v3" }),
    // @ts-expect-error LMEX has no such host
    connect("lmex", { hosts: { contractRest: "https://example.org" } }),
    onLmex.watchBook("BTC-PERP", { group: 8, depth: 50, product: "futures" }),
    onLmex.watchBook("BTC-PERP", { depth: levels }),
    onLmex.watchBook("BTC-PERP", { depth: Number.POSITIVE_INFINITY }),
    // @ts-expect-error LMEX groups by 0 to 8
    onLmex.watchBook("BTC-PERP", { group: 9 }),
    // @ts-expect-error LBank and WEEX group nothing themselves
    [onLbank.watchBook("btc_usdt", { group: 1 })],
    // @ts-expect-error LMEX keeps 50 levels a side
    onLmex.watchBook("BTC-PERP", { depth: 51 }),
    // @ts-expect-error LMEX keeps 50 levels a side
    onLmex.watchBook("BTC-PERP", { depth: 200 }),
    onWeex.watchBook("BTC/USDT", { depth: 200 }),
    // @ts-expect-error WEEX keeps 200
    onWeex.watchBook("BTC/USDT", { depth: 201 }),
    onLbank.fetchBook("BTC/USDT:USDT", { depth: 1_000 }),
    // @ts-expect-error no book of LBank is as deep
    onLbank.fetchBook("BTC/USDT:USDT", { depth: 1_001 }),
    // @ts-expect-error the venue's own word is futures
    onLmex.watchTrades("BTC-PERP", { product: "contract" }),
    // @ts-expect-error LMEX pushes no tickers: they are derived, or polled
    onLmex.watchTicker("BTC-PERP", { via: "socket" }),
    onLmex.watchTicker("BTC-PERP", { via: "rest" }),
    onWeex.watchTicker("BTC/USDT", { via: "socket" }),
    // @ts-expect-error LMEX pushes no candles
    onLmex.watchCandles("BTC-PERP", "1m", { via: "socket" }),
    onLmex.watchCandles("BTC-PERP", "2h"),
    // @ts-expect-error LMEX cannot be asked for past candles of two hours
    onLmex.fetchCandles("BTC-PERP", "2h"),
    onWeex.fetchCandles("BTC/USDT", "2h"),
    // @ts-expect-error LBank cannot either
    onLbank.fetchCandles("btc_usdt", "6h"),
    // @ts-expect-error no such word at all
    onLmex.watchCandles("BTC-PERP", "7m"),
    // @ts-expect-error the name says which venue it is
    onLmex.venue === "weex",
  ];
}
void asked;

test.each<[string, Venue, (client: VenueConnection) => unknown, readonly [code: string, words: RegExp]]>([
  ["a grouping", lmex, (on) => on.watchBook("BTC-PERP", { group: 9 }), ["unknown-grouping", /no grouping 9 .* it has 0, 1, 2/]],
  ["a grouping anywhere else", weex, (on) => on.watchBook("BTC/USDT", { group: 1 }), ["unknown-grouping", /weex .* it has 0\./]],
  ["a depth", lmex, (on) => on.watchBook("BTC-PERP", { depth: 51 }), ["too-deep", /50 levels a side .* 51 were asked/]],
  ["a depth of another product", lbank, (on) => on.watchBook("BTC/USDT", { depth: 101 }), ["too-deep", /100 levels a side of its spot/]],
  ["a depth of one read", weex, (on) => on.fetchBook("BTC/USDT", { depth: 201 }), ["too-deep", /200 levels a side/]],
  ["pushed tickers", lmex, (on) => on.watchTicker("BTC-PERP", { via: "socket" }), ["no-topic", /pushes no ticker of its futures/]],
  ["pushed tickers of all", lbank, (on) => on.watchTickers(undefined, { via: "socket" }), ["no-topic", /pushes no ticker of its contract/]],
  ["pushed candles", lmex, (on) => on.watchCandles("BTC-PERP", "1m", { via: "socket" }), ["no-topic", /no 1m candles of its futures/]],
  ["pushed candles of a length", lbank, (on) => on.watchCandles("BTC/USDT", "2h", { via: "socket" }), ["no-topic", /no 2h candles/]],
  ["a pushed book", lbank, (on) => on.watchBook("BTC/USDT:USDT", { via: "socket" }), ["no-topic", /pushes no book of its contract/]],
  ["past candles of a length", lmex, (on) => on.fetchCandles("BTC-PERP", "2h"), ["unknown-interval", /no 2h candles/]],
  ["a product", lmex, (on) => on.watchTrades("BTC-PERP", { product: "contract" }), ["unknown-product", /contract/]],
])("asking at run time for %s that the venue lacks is a clear refusal", async (_what, venue, ask, [code, words]) => {
  const refusal = await Promise.resolve()
    .then(() => ask(clientOf(venue)))
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  expect(refusal).toBeInstanceOf(UsageError);
  expect(refusal).toMatchObject({ code, message: expect.stringMatching(words) });
});

test.each([
  ["lmex", { environment: "sim" }, "unknown-environment"],
  ["lmex", { api: "v9" }, "unknown-api"],
  ["weex", { dialect: "article" }, "unknown-dialect"],
  ["lmex", { hosts: { nowhere: "https://example.org" } }, "unknown-host"],
  ["binance", {}, "unknown-venue"],
] as const)("connecting to %s with %j is refused before anything is opened", async (venue: string, options, code) => {
  await expect(connect(venue, options)).rejects.toMatchObject({ code });
});
