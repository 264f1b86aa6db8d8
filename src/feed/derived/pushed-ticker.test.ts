// A pushed ticker of a simulated venue whose clock is set back, in virtual time. Costs about half a second.

import { expect, test } from "vitest";
import { simulate } from "#assemblies/simulated";
import { type TickerEvent } from "#core/event";
import { lbank } from "#venues/lbank/index";
import { weex } from "#venues/weex/index";

test.each([
  { venue: lbank, product: "spot", symbol: "btc_usdt" },
  { venue: weex, product: "contract", symbol: "BTCUSDT" },
])("$symbol: a ticker goes on after the venue's clock was set back by an hour", ({ venue, product, symbol }) => {
  const world = simulate({ venue, seed: 7, mood: "busy" });
  const instrument = world.feed.instruments.bySymbol(product, symbol);
  if (instrument === undefined) throw new RangeError(`no ${symbol}`);
  const told: TickerEvent[] = [];
  world.feed.ticker(instrument, { everyMs: 5_000, live: true }).kept.subscribe((ticker) => told.push(ticker));
  world.advance(10_000);
  world.exchange.venues[0]?.skewClock(-3_600_000, 0);
  const before = told.length;
  world.advance(10_000);
  expect(told.length - before).toBeGreaterThan(5);
  world.close();
});
