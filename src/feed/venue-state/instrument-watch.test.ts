// Reading the instruments of several products when some of them cannot be read, and of one whose only market goes and comes back. Costs
// some milliseconds.

import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { instrumentId, venueSymbol } from "#core/brand";
import { TransportError } from "#core/error";
import { type Product } from "#core/instrument";
import { type FeedContext } from "#feed/feed-context";
import { FEED_DEFAULTS } from "#feed/feed-settings";
import { InstrumentWatch } from "#feed/venue-state/instrument-watch";
import { silentLog } from "#observe/log";
import { type CallOutcome } from "#transport/rest-call";
import { lmex } from "#venues/lmex/index";

function watchOf(failsFirst: readonly Product[]) {
  const clock = new VirtualClock();
  const asked: Product[] = [];
  const codecs = (["futures", "spot"] as const).map((product) => lmex.market(product));
  const requester = {
    call: (_call: unknown, settled: (outcome: CallOutcome<unknown>) => void) => {
      const product = codecs[asked.length % 2]?.description.product ?? "spot";
      const fails = failsFirst.includes(product) && !asked.includes(product);
      asked.push(product);
      clock.after(10, () =>
        settled(
          fails
            ? {
                kind: "failed",
                error: new TransportError("deadline", "No answer came.", { phase: "after-send" }),
                attempts: 1,
                elapsedMs: 10,
              }
            : { kind: "value", value: [{ product, symbol: venueSymbol("X"), id: instrumentId("X/Y") }], attempts: 1, elapsedMs: 10 },
        ),
      );
      return { cancel: () => undefined };
    },
  };
  const context = { clock, requester, log: silentLog, status: () => undefined } as unknown as FeedContext;
  return { clock, asked, watch: new InstrumentWatch({ context, settings: FEED_DEFAULTS, codecs }) };
}

test("a product that could not be read at the start is asked for again soon, by itself, until it is read", () => {
  const { clock, asked, watch } = watchOf(["futures"]);
  let started: unknown = "not yet";
  watch.start((error) => {
    started = error;
  });
  clock.advance(20);
  expect(started).toBeUndefined();
  expect(asked).toEqual(["futures", "spot"]);
  clock.advance(5_020);
  expect(asked).toEqual(["futures", "spot", "futures"]);
  expect(watch.table.all.map(({ product }) => product).sort()).toEqual(["futures", "spot"]);
  clock.advance(50_000);
  expect(asked).toHaveLength(3);
  watch.stop();
});

test("the only market of a feed that was taken off and is back is told as listed, and a first read tells nothing", () => {
  const clock = new VirtualClock();
  const told: string[] = [];
  const row = { product: "spot", symbol: venueSymbol("X"), id: instrumentId("X/Y"), status: "trading" };
  let listed: readonly unknown[] = [row];
  const requester = {
    call: (_call: unknown, settled: (outcome: CallOutcome<unknown>) => void) => {
      settled({ kind: "value", value: listed, attempts: 1, elapsedMs: 0 });
      return { cancel: () => undefined };
    },
  };
  const status = (each: { readonly change: string }) => told.push(each.change);
  const context = { clock, requester, log: silentLog, status } as unknown as FeedContext;
  const watch = new InstrumentWatch({ context, settings: FEED_DEFAULTS, codecs: [lmex.market("spot")] });
  watch.start(() => undefined);
  expect(told).toEqual([]);
  listed = [];
  clock.advance(FEED_DEFAULTS.refreshEveryMs + FEED_DEFAULTS.refreshLeastMs + 1);
  expect(told).toEqual(["delisted"]);
  listed = [row];
  clock.advance(FEED_DEFAULTS.refreshEveryMs);
  expect(told).toEqual(["delisted", "listed"]);
  watch.stop();
});

test("what two products list at the start is no news of either", () => {
  const told: string[] = [];
  const row = (product: Product) => ({ product, symbol: venueSymbol("X"), id: instrumentId("X/Y"), status: "trading" });
  const codecs = (["futures", "spot"] as const).map((product) => lmex.market(product));
  let asked = 0;
  const requester = {
    call: (_call: unknown, settled: (outcome: CallOutcome<unknown>) => void) => {
      const product = codecs[asked % 2]?.description.product ?? "spot";
      asked += 1;
      settled({ kind: "value", value: [row(product)], attempts: 1, elapsedMs: 0 });
      return { cancel: () => undefined };
    },
  };
  const status = (each: { readonly change: string }) => told.push(each.change);
  const context = { clock: new VirtualClock(), requester, log: silentLog, status } as unknown as FeedContext;
  const watch = new InstrumentWatch({ context, settings: FEED_DEFAULTS, codecs });
  watch.start(() => undefined);
  expect(watch.table.all.map(({ product }) => product)).toEqual(["futures", "spot"]);
  expect(told).toEqual([]);
  watch.stop();
});
