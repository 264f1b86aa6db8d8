// A client that trades against simulated venues, in virtual time: orders, previews, switches, a crash, and the end. About 3 s.

import { afterEach, expect, test } from "vitest";
import { type SimulatedWorld, simulate } from "#assemblies/simulated";
import { type SimulatedTrading } from "#assemblies/simulated-trading";
import { soon } from "#assemblies/soon";
import { type TradingClient } from "#client/trading/trading-client";
import { lbank } from "#venues/lbank/index";
import { lmex } from "#venues/lmex/index";
import { type Venue } from "#venues/venue";
import { weex } from "#venues/weex/index";

const worlds: SimulatedWorld[] = [];
afterEach(() => {
  for (const each of worlds.splice(0)) each.close();
});

const limits = {
  maxOrderNotional: "50000",
  maxPositionNotional: "200000",
  maxExposureNotional: "400000",
  maxOpenOrders: "50",
  maxDailyLoss: "100000",
  maxDrawdown: "100000",
};

function worldOf(
  venue: Venue,
  instruments: readonly string[],
  wish: Partial<SimulatedTrading> = {},
): SimulatedWorld & { readonly trader: TradingClient } {
  const world = simulate({ venue, seed: 11, trading: { limits, instruments, ...wish } });
  worlds.push(world);
  if (world.trader === undefined) throw new Error("The world does not trade.");
  return world as SimulatedWorld & { readonly trader: TradingClient };
}

const MARKETS = [
  ["lmex", lmex, "BTC-PERP"],
  ["weex", weex, "BTC/USDT:USDT"],
  ["lbank", lbank, "btc_usdt"],
] as const;

test.each(MARKETS)("%s: an order is placed in base coins, shown, cancelled and proved gone", async (_name, venue, instrument) => {
  const words: string[] = [];
  const world = worldOf(venue, [instrument], { armed: (told) => words.push(...told) });
  const { trader } = world;
  expect(words.join("\n")).toMatch(/Trading/);
  const book = await soon(world, trader.fetchBook(instrument));
  const price = book.bids.at(-1)?.price;
  if (price === undefined) throw new Error("no bid");
  const size = book.bids[0]?.size;
  const placed = await soon(world, trader.submit({ instrument, side: "buy", size: size ?? "1", price, timeInForce: "post-only" }));
  expect(placed).toMatchObject({ kind: "accepted" });
  expect(trader.openOrders.map(({ clientOrderId }) => clientOrderId)).toEqual([placed.clientOrderId]);
  expect(trader.story(placed.clientOrderId)?.lines.length).toBeGreaterThan(1);
  const { left } = await soon(world, trader.cancelAll());
  expect(left).toEqual([]);
  expect(trader.openOrders).toEqual([]);
});

test.each(MARKETS)(
  "%s: a preview is the exact request without what opens the account, and sends nothing",
  async (_name, venue, instrument) => {
    const world = worldOf(venue, [instrument]);
    const { trader } = world;
    const book = await soon(world, trader.fetchBook(instrument));
    const best = book.bids[0];
    if (best === undefined) throw new Error("no bid");
    const before = world.account?.requester.counters.requests;
    const shown = await soon(world, trader.preview({ instrument, side: "buy", size: best.size, price: best.price }));
    expect(world.account?.requester.counters.requests).toBe(before);
    expect(shown.size.venue).toBe(String(best.size));
    expect(shown.notional).toBeDefined();
    const text = JSON.stringify(shown);
    const keys = world.exchange.venue(venue.description.id)?.accounts?.all[0]?.credentials;
    for (const secret of [keys?.apiKey, keys?.secret, keys?.passphrase])
      if (secret !== undefined && secret !== "") expect(text).not.toContain(secret);
    expect(text).not.toMatch(/[0-9a-f]{64}|[A-Za-z0-9+/]{43}=/i);
    expect(text).toContain("[redacted]");
    expect(`${shown.request.url} ${shown.request.body}`).toContain(String(book.instrument.symbol));
  },
);

test.each(MARKETS)("%s: what a dead process left is found by the next one and can be cancelled", async (_name, venue, instrument) => {
  const world = worldOf(venue, [instrument]);
  const book = await soon(world, world.trader.fetchBook(instrument));
  const low = book.bids.at(-1);
  if (low === undefined) throw new Error("no bid");
  const size = book.bids[0]?.size ?? "1";
  const rests = await soon(world, world.trader.submit({ instrument, side: "buy", size, price: low.price }));
  expect(rests.kind).toBe("accepted");
  // Sent, and its answer never heard.
  void world.trader.submit({ instrument, side: "buy", size, price: low.price, clientOrderId: "sent-and-died" });
  world.advance(1);
  world.crash();
  world.advance(2_000);
  world.restart();
  expect(new Set(world.trader.openOrders.map(({ clientOrderId }) => String(clientOrderId)))).toEqual(
    new Set([String(rests.clientOrderId), "sent-and-died"]),
  );
  const { left } = await soon(world, world.trader.cancelAll());
  expect(left).toEqual([]);
  expect(world.trader.openOrders).toEqual([]);
});

test.each(MARKETS)("%s: a kill stops new orders at once, cancels, and closes what is held", async (name, venue, instrument) => {
  const world = worldOf(venue, [instrument]);
  const { trader } = world;
  const book = await soon(world, trader.fetchBook(instrument));
  const [ask] = book.asks;
  const low = book.bids.at(-1);
  if (ask === undefined || low === undefined) throw new Error("no book");
  const bought = await soon(world, trader.submit({ instrument, side: "buy", size: ask.size, price: ask.price, timeInForce: "ioc" }));
  expect(bought.kind).toBe("accepted");
  await soon(world, trader.submit({ instrument, side: "buy", size: ask.size, price: low.price }));
  world.advance(3_000);
  const held = world.account?.trading?.view.position(ask && book.instrument) ?? 0;
  expect(held).toBeGreaterThan(0);
  const { left } = await soon(world, trader.kill({ reason: "a test", flatten: true }));
  expect(left).toEqual([]);
  world.advance(10_000);
  const after = world.account?.trading?.view.position(book.instrument) ?? 0;
  // Coins are no position: what an account holds of them is not sold. The fee was taken in coins.
  if (name === "lbank") expect(after).toBeGreaterThan(held * 0.99);
  else expect(after).toBe(0);
  const refused = await soon(world, trader.submit({ instrument, side: "buy", size: ask.size, price: low.price }));
  expect(refused).toMatchObject({ kind: "refused", rule: "killed" });
  expect(trader.risk().killed).toMatchObject({ reason: "a test" });
});

test("leverage is believed when the venue shows it; what a venue cannot set is refused before anything is sent", async () => {
  const world = worldOf(lmex, ["BTC-PERP"]);
  await soon(world, world.trader.setLeverage("BTC-PERP", { leverage: "5", marginMode: "cross" }));
  const shown = await soon(world, world.trader.fetchPositionSettings("BTC-PERP"));
  expect([shown.longLeverage, shown.marginMode]).toEqual(["5", "cross"]);
  await expect(soon(world, world.trader.setLeverage("BTC-PERP", { leverage: "-5", marginMode: "cross" }))).rejects.toMatchObject({
    code: "bad-order-number",
  });
  const spot = worldOf(lbank, ["btc_usdt"]);
  await expect(soon(spot, spot.trader.setLeverage("btc_usdt", { leverage: "5", marginMode: "cross" }))).rejects.toMatchObject({
    code: "not-offered",
  });
});

test("with orders left by choice the end waits for one whose fate is unknown, and names it as what it is", async () => {
  const world = worldOf(lmex, ["BTC-PERP"], { onClose: "leave" });
  const { trader } = world;
  const book = await soon(world, trader.fetchBook("BTC-PERP"));
  void trader.submit({ instrument: "BTC-PERP", side: "buy", size: "0.01", price: book.bids.at(-1)?.price ?? "1" });
  world.advance(1);
  expect(trader.openOrders).toMatchObject([{ state: { kind: "sent" } }]);
  const end = await soon(world, trader.shutdown());
  expect(end).toMatchObject({ left: [{ standing: "live" }], byChoice: true });
});

test("the time in which an order has to leave holds for the wait for its book too", async () => {
  const world = worldOf(lmex, ["BTC-PERP"]);
  const { trader } = world;
  const desk = world.account?.trading;
  if (desk === undefined) throw new Error("nothing trades");
  const attend = desk.attend.bind(desk);
  desk.attend = (instruments, withinMs, ready) =>
    attend(instruments, withinMs, () => void world.account?.side.context.clock.after(1_500, ready));
  const { ledger } = desk;
  let given: number | undefined;
  const submit = ledger.submit.bind(ledger);
  ledger.submit = (intent, settled, options) => {
    given = options?.leaveWithinMs;
    submit(intent, settled, options);
  };
  const book = await soon(world, trader.fetchBook("BTC-PERP"));
  const price = book.bids.at(-1)?.price ?? "1";
  await soon(world, trader.submit({ instrument: "BTC-PERP", side: "buy", size: "0.01", price, leaveWithinMs: 2_000 }));
  expect(given).toBeLessThanOrEqual(500);
});

test("at the end orders go or stay as was chosen, and either is said", async () => {
  for (const onClose of ["cancel-all", "leave"] as const) {
    const world = worldOf(lmex, ["BTC-PERP"], { onClose });
    const { trader } = world;
    const book = await soon(world, trader.fetchBook("BTC-PERP"));
    const placed = await soon(
      world,
      trader.submit({ instrument: "BTC-PERP", side: "buy", size: "0.01", price: book.bids.at(-1)?.price ?? "1" }),
    );
    expect(placed.kind).toBe("accepted");
    expect(trader.withoutOwnOrders(book).own.notShown).toHaveLength(1);
    const end = await soon(world, trader.shutdown());
    expect([end.left.length, end.byChoice]).toEqual(onClose === "leave" ? [1, true] : [0, false]);
    await expect(soon(world, trader.shutdown())).resolves.toEqual(end);
    await expect(soon(world, trader.submit({ instrument: "BTC-PERP", side: "buy", size: "0.01" }))).rejects.toThrow();
  }
});
