// Reads of an account by promise: nothing is left out without a word. Under 1 s.

import { expect, test } from "vitest";
import { simulate } from "#assemblies/simulated";
import { soon } from "#assemblies/soon";
import { privateHistory } from "#client/account/account-reads";
import { UNLIMITED } from "#core/account/risk-limits";
import { epochMs } from "#core/brand";
import { type PrivateRequester } from "#transport/private-call";
import { weex } from "#venues/weex/index";

/** A history whose every page is the one given. */
function historyOf(page: { readonly rows: readonly string[]; readonly next: string | undefined; readonly skippedRows: number }) {
  let asked = 0;
  const requester: PrivateRequester = {
    send(_call, settled) {
      asked += 1;
      queueMicrotask(() => settled({ kind: "value", value: page as never, attempts: 1, elapsedMs: 1 }));
      return { cancel: () => undefined };
    },
  };
  const history = privateHistory<string>({
    requester,
    read: () => ({ name: "open orders" }) as never,
    instrument: undefined,
    from: epochMs(0),
    to: epochMs(0),
    limit: Number.POSITIVE_INFINITY,
    page: { rangeMs: 1_000, rowsMax: 10 },
    keyOf: (row) => row,
    signal: undefined,
  });
  return { history, asked: () => asked };
}

test("a list with rows that cannot be read is refused: what is missing may be an order of ours", async () => {
  await expect(historyOf({ rows: ["a"], next: undefined, skippedRows: 1 }).history).rejects.toMatchObject({ code: "unreadable-rows" });
});

test("a list that never ends is refused, and not called complete", async () => {
  await expect(historyOf({ rows: ["a"], next: "again", skippedRows: 0 }).history).rejects.toMatchObject({ code: "endless-pages" });
});

test("orders that wait for a trigger are open orders too, also where the venue lists them apart, and are found by their name", async () => {
  const instrument = "BTC/USDT:USDT";
  const world = simulate({ venue: weex, seed: 11, trading: { limits: UNLIMITED, instruments: [instrument] } });
  const { trader } = world;
  if (trader === undefined) throw new Error("nothing trades");
  const book = await soon(world, trader.fetchBook(instrument));
  const trigger = { price: book.bids.at(-1)?.price ?? "1" };
  const stop = { instrument, side: "sell", type: "stop", size: book.bids[0]?.size ?? "1", trigger } as const;
  const placed = await soon(world, trader.submit(stop));
  if (placed.kind !== "accepted") throw new Error(placed.kind);
  world.advance(3_000);
  const open = await soon(world, trader.fetchOpenOrders({ instrument }));
  expect(open).toMatchObject([{ orderId: placed.venueOrderId, status: "untriggered" }]);
  expect(await soon(world, trader.fetchOrder(instrument, { orderId: placed.venueOrderId }))).toMatchObject({ status: "untriggered" });
  world.close();
});
