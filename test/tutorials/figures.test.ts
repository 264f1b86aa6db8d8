// What tutorials do with times and percentages. Milliseconds.

import { expect } from "vitest";
import { type SimulatedWorld, type SimulateOptions, simulate } from "#assemblies/simulated";
import { type TickerEvent } from "#core/event";
import { type Product } from "#core/instrument";
import { HeardSocket } from "#sim/scripted-world";
import { lbank } from "#venues/lbank/index";
import { zonedTime } from "#venues/lbank/zone";
import { lmex } from "#venues/lmex/index";
import { weex } from "#venues/weex/index";
import { claim } from "./claim.ts";

const HOUR_MS = 3_600_000;

/** What the socket at `url` says to the messages, as objects. */
function hear<Message>(world: SimulatedWorld, url: string, ...messages: readonly object[]): readonly Message[] {
  const socket = new HeardSocket(world.network, url);
  world.advance(100);
  for (const message of messages) socket.send(message);
  world.advance(5_000);
  socket.socket.terminate();
  return socket.texts.map((text) => JSON.parse(text) as Message);
}

/** The ticker that truebook hands out after a while. */
function tickerOf(
  options: SimulateOptions,
  product: Product,
  symbol: string,
): { readonly world: SimulatedWorld; readonly ticker: TickerEvent } {
  const world = simulate({ mood: "busy", ...options });
  const instrument = world.feed.instruments.bySymbol(product, symbol);
  if (instrument === undefined) throw new RangeError(`no ${symbol}`);
  let last: TickerEvent | undefined;
  const lease = world.feed.ticker(instrument, { everyMs: 1_000, live: true });
  lease.kept.subscribe((ticker) => {
    last = ticker;
  });
  world.advance(30_000);
  lease.release();
  if (last === undefined) throw new Error(`${symbol} told no ticker.`);
  return { world, ticker: last };
}

claim("T4", "a time of LBank without a zone, read as UTC, lies eight hours ahead; truebook reads it as it is meant", () => {
  const world = simulate({ venue: lbank, seed: 7 });
  const began = world.clock.now();
  const pushes = hear<{ readonly TS?: string }>(world, "wss://www.lbkex.net/ws/V2/", {
    action: "subscribe",
    subscribe: "depth",
    depth: "10",
    pair: "btc_usdt",
  });
  const [{ TS = "" } = {}] = pushes;
  expect(TS).not.toMatch(/Z|[+-]\d\d:?\d\d$/);
  const asUtcMs = Date.parse(`${TS}Z`) - began;
  expect(asUtcMs).toBeGreaterThan(8 * HOUR_MS);
  expect(asUtcMs).toBeLessThan(8 * HOUR_MS + 1_000);
  expect((zonedTime(TS) ?? 0) - began).toBe(asUtcMs - 8 * HOUR_MS);
  world.close();
});

claim("T5", "WEEX tells a change as a fraction: a move of 1.28 % does not pass a filter of 0.1 %, and one of 10 % hardly does", () => {
  const passes = (priceChangePercent: string): boolean => Math.abs(Number(priceChangePercent)) > 0.1;
  expect(["0.012803", "0.0999"].map(passes)).toEqual([false, false]);
  expect(passes("0.1001")).toBe(true);
});

claim("T5", "truebook hands out a fraction for every venue: what LBank tells in percent is divided, what WEEX tells is not", () => {
  const contract = tickerOf({ venue: weex, seed: 7, api: "v2" }, "contract", "cmt_btcusdt");
  const day = contract.world.exchange.marketOf({ venue: "weex", product: "contract", symbol: "BTCUSDT" })?.day();
  const truth = ((day?.last ?? 0) - (day?.open ?? 0)) / (day?.open ?? 1);
  expect(Number(contract.ticker.changeFraction24h)).toBeCloseTo(truth, 4);
  const spot = tickerOf({ venue: lbank, seed: 7 }, "spot", "btc_usdt");
  const [{ tick } = {}] = hear<{ readonly tick?: { readonly change: number } }>(spot.world, "wss://www.lbkex.net/ws/V2/", {
    action: "subscribe",
    subscribe: "tick",
    pair: "btc_usdt",
  });
  expect(Number(spot.ticker.changeFraction24h) * 100).toBeCloseTo(tick?.change ?? Number.NaN, 1);
  // LMEX's percentage is described as one, too.
  expect(lmex.description.products.map(({ spelling }) => spelling?.change24h)).toEqual(["percent", "percent"]);
  contract.world.close();
  spot.world.close();
});
