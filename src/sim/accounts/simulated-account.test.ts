import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { type PriceUnits, priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { compare, decimal } from "#core/decimal-arithmetic";
import { type Instrument, type Product } from "#core/instrument";
import { seededRandom } from "#core/random";
import { openAccounts } from "#sim/accounts/open-accounts";
import { listings } from "#sim/market/instruments";
import { createSimulatedMarket, type SimulatedMarket } from "#sim/market/simulated-market";
import { type AccountRules, type AccountStep, type PlaceVerdict, type PlaceWish } from "#venues/account-dialect";
import { lmexDialect } from "#venues/lmex/dialect";

const RULES: AccountRules = {
  demo: { apiKey: "key", secret: "secret", passphrase: "" },
  funds: [
    { product: "futures", wallet: "CROSS@", currency: "USDT", total: "10000" },
    { product: "spot", wallet: "spot", currency: "USDT", total: "50000" },
    { product: "spot", wallet: "spot", currency: "ETH", total: "5" },
  ],
  fees: { makerFraction: "0.0002", takerFraction: "0.0006", currency: "received" },
  unplaceable: "cancelled",
  duplicateClientOrderId: "refused",
  openOrdersMax: 50,
  minNotional: "5",
  priceBandFraction: 0.1,
  positionMode: "one-way",
  leverage: 10,
  leverageMax: 100,
  endedOrdersMs: 1_800_000,
  orderId: (running) => `o-${running}`,
  tradeId: (running) => `t-${running}`,
};

interface Scene {
  readonly clock: VirtualClock;
  readonly account: NonNullable<ReturnType<NonNullable<ReturnType<typeof openAccounts>>["byKey"]>>;
  readonly steps: AccountStep[];
  readonly market: SimulatedMarket;
  bid(): PriceUnits;
  ask(): PriceUnits;
  limit(side: "buy" | "sell", price: number, size: number, more?: Partial<PlaceWish>): PlaceVerdict;
}

function scene(product: Product = "futures", rules: Partial<AccountRules> = {}): Scene {
  const clock = new VirtualClock();
  const markets = listings(lmexDialect).map((listing, index) =>
    createSimulatedMarket({ ...listing, random: seededRandom(`market ${index}`), clock }),
  );
  const accounts = openAccounts({ rules: { ...RULES, ...rules }, markets, clock, random: seededRandom("accounts") });
  const account = accounts?.byKey("key");
  const market = markets.find(({ instrument }) => instrument.product === product && instrument.base === "ETH");
  if (account === undefined || market === undefined) throw new Error("no account");
  const steps: AccountStep[] = [];
  account.onStep((step) => steps.push(step));
  const best = (side: "bids" | "asks"): PriceUnits => market.picture(0)[side][0]?.[0] ?? priceUnits(0);
  return {
    clock,
    account,
    steps,
    market,
    bid: () => best("bids"),
    ask: () => best("asks"),
    limit: (side, price, size, more = {}) =>
      account.place({
        instrument: market.instrument,
        side,
        style: { kind: "limit", price: priceUnits(price), timeInForce: "gtc" },
        amount: { kind: "size", size: sizeUnits(size) },
        clientOrderId: undefined,
        reduceOnly: false,
        ...more,
      }),
  };
}

const tick = (instrument: Instrument): number => instrument.tick;
const idOf = (verdict: PlaceVerdict): string => (verdict.kind === "placed" ? verdict.order.id : verdict.why);
const balance = ({ account }: Scene, product: Product, currency: string): string =>
  account.balances().find((each) => each.product === product && each.currency === currency)?.total ?? "none";

test("a resting order stands in the public book, locks margin, and gives it back when it is cancelled", () => {
  const here = scene();
  const before = here.market.picture(0).bids[0];
  const verdict = here.limit("buy", here.bid(), 100);
  expect(here.market.picture(0).bids[0]).toEqual([before?.[0], (before?.[1] ?? 0) + 100]);
  const locked = here.account.balances().find(({ currency }) => currency === "USDT")?.locked ?? "0";
  expect(compare(decimal(locked), decimal("300"))).toBeGreaterThan(0);
  expect(here.account.cancel({ id: idOf(verdict) }).kind).toBe("cancelled");
  expect(here.account.balances()[0]?.locked).toBe("0");
  expect(here.steps.map(({ cause }) => cause)).toEqual(["placed", "cancelled"]);
  expect(here.market.picture(0).bids[0]).toEqual(before);
});

test("an order that was cancelled does not trade afterwards, also when its market was renamed in between", () => {
  const here = scene();
  const before = here.market.picture(0).bids[0];
  const verdict = here.limit("buy", here.bid(), 100);
  here.market.setRules?.({ symbol: venueSymbol("RENAMED-PERP") });
  expect(here.account.cancel({ id: idOf(verdict) }).kind).toBe("cancelled");
  expect(here.market.picture(0).bids[0]).toEqual(before);
});

test("what is held in a market is told under the name that it has now, whenever it came to be", () => {
  const here = scene();
  const { symbol } = here.market.instrument;
  here.market.setRules?.({ symbol: venueSymbol("RENAMED-PERP") });
  here.limit("buy", here.ask(), 10);
  here.limit("buy", here.bid(), 10);
  const names = (): readonly string[] =>
    [
      ...here.account.openOrders(),
      ...here.account.orders({ limit: 10 }),
      ...here.account.fills({ limit: 10 }).map(({ order }) => order),
      ...here.account.positions(),
    ].map(({ instrument }) => instrument.symbol);
  expect(new Set(names())).toEqual(new Set(["RENAMED-PERP"]));
  here.market.setRules?.({ symbol });
  expect(names()).toHaveLength(5);
  expect(new Set(names())).toEqual(new Set([symbol]));
  here.limit("buy", here.ask(), 10);
  expect(here.account.positions()).toMatchObject([{ size: 20 }]);
});

test("an order that crosses fills at the book's prices, pays the taker's fee and opens a position", () => {
  const here = scene();
  const ask = here.ask();
  here.limit("buy", ask, 10);
  const [fill] = here.account.fills({ limit: 10 });
  expect(fill).toMatchObject({ price: ask, size: 10, liquidity: "taker" });
  expect(here.account.positions()[0]).toMatchObject({ size: 10, leg: "net" });
  expect(balance(here, "futures", "USDT")).toBe(`${Number("10000") - Number(fill?.fee.amount)}`);
  expect(here.steps.map(({ version }) => version)).toEqual([88_001, 88_002]);
});

test("a fee on a spot buy is taken in the coins that were bought", () => {
  const here = scene("spot");
  here.limit("buy", here.ask(), 1_000);
  const [fill] = here.account.fills({ limit: 1 });
  expect(fill?.fee.currency).toBe("ETH");
  expect(balance(here, "spot", "ETH")).toBe("5.09994");
});

test("a market buy by quote coins spends no more than it was told", () => {
  const here = scene("spot");
  here.account.place({
    instrument: here.market.instrument,
    side: "buy",
    style: { kind: "market" },
    amount: { kind: "quote", quote: "1000" },
    clientOrderId: undefined,
    reduceOnly: false,
  });
  const left = decimal(balance(here, "spot", "USDT"));
  expect(compare(left, decimal("49000"))).toBeGreaterThanOrEqual(0);
  expect(compare(left, decimal("49001"))).toBeLessThan(0);
});

test("what the venue's rules forbid is refused by name and leaves no trace", () => {
  const here = scene();
  const bid = here.bid();
  expect(idOf(here.limit("buy", bid + 1, 10))).toBe("price-off-tick");
  expect(idOf(here.limit("buy", bid + 20_000 * 5, 10))).toBe("price-outside-band");
  expect(idOf(here.limit("buy", bid, 60_001))).toBe("size-above-maximum");
  expect(idOf(here.limit("buy", bid, 60_000))).toBe("insufficient-funds");
  expect(idOf(here.limit("sell", here.ask(), 10, { reduceOnly: true }))).toBe("no-position-to-reduce");
  expect(idOf(here.limit("buy", bid, 10, { leg: "long" }))).toBe("position-mode");
  here.limit("buy", bid, 10, { clientOrderId: "mine" });
  expect(idOf(here.limit("buy", bid, 10, { clientOrderId: "mine" }))).toBe("duplicate-client-order-id");
  expect(here.account.openOrders()).toHaveLength(1);
});

test("a post-only order that would trade ends cancelled, or is refused where the venue does that", () => {
  const style = (here: Scene) => ({ style: { kind: "limit", price: here.ask(), timeInForce: "post-only" } as const });
  const cancelling = scene();
  const verdict = cancelling.limit("buy", cancelling.ask(), 10, style(cancelling));
  expect(verdict).toMatchObject({ kind: "placed", order: { status: "cancelled", endedBy: "post-only-would-trade" } });
  const refusing = scene("futures", { unplaceable: "refused" });
  expect(idOf(refusing.limit("buy", refusing.ask(), 10, style(refusing)))).toBe("post-only-would-trade");
  expect(refusing.steps).toEqual([]);
  expect(refusing.account.orders({ limit: 5 })).toEqual([]);
});

test("legs are held side by side in hedge mode, and a reduce-only order closes its own", () => {
  const here = scene("futures", { positionMode: "hedge" });
  here.limit("buy", here.ask(), 10, { leg: "long" });
  here.limit("sell", here.bid(), 6, { leg: "short" });
  expect(here.account.positions().map(({ leg, size }) => [leg, size])).toEqual([
    ["long", 10],
    ["short", -6],
  ]);
  here.limit("sell", here.bid(), 10, { leg: "long", reduceOnly: true });
  expect(here.account.positions().map(({ leg }) => leg)).toEqual(["short"]);
});

test("a stop wakes when the price is there and then trades; a reduce-only order of a flat position is dropped", () => {
  const here = scene();
  here.limit("buy", here.ask(), 10);
  const far = here.ask() + 200 * tick(here.market.instrument);
  here.limit("sell", far, 10, { reduceOnly: true });
  const stop = here.limit("sell", 0, 10, {
    style: { kind: "stop", trigger: { price: here.ask(), by: "last" }, price: undefined },
    reduceOnly: true,
  });
  expect(here.account.order({ id: idOf(stop) })?.status).toBe("untriggered");
  here.market.place({ kind: "market", side: "sell", size: sizeUnits(1), timeInForce: "ioc" });
  expect(here.account.order({ id: idOf(stop) })?.status).toBe("filled");
  expect(here.account.positions()).toEqual([]);
  expect(here.account.openOrders()).toEqual([]);
  expect(here.account.orders({ limit: 5 }).find(({ endedBy }) => endedBy === "reduce-only")).toBeDefined();
});

test("one act that reaches several reductions closes a position and never turns it", () => {
  const here = scene();
  here.limit("buy", here.ask(), 10);
  const price = here.ask();
  const sizes = [6, 6, 9].map((size) => here.limit("sell", price, size, { reduceOnly: true }));
  here.market.place({ kind: "limit", side: "buy", price, size: sizeUnits(1_000_000), timeInForce: "ioc" });
  const ended = sizes.map((verdict) => here.account.order({ id: idOf(verdict) }));
  expect(ended.map((order) => [order?.status, order?.filledSize])).toEqual([
    ["filled", 6],
    ["cancelled", 4],
    ["cancelled", 0],
  ]);
  expect(here.account.positions()).toEqual([]);
  expect(here.account.openOrders()).toEqual([]);
});

test("a reduction that was cut to its position ends with it, also when the position grew again", () => {
  const here = scene();
  here.limit("buy", here.ask(), 10);
  const verdict = here.limit("sell", here.ask(), 10, { reduceOnly: true });
  here.limit("sell", here.bid(), 4);
  here.limit("buy", here.bid(), 4);
  here.market.place({ kind: "limit", side: "sell", price: here.bid(), size: sizeUnits(1_000_000), timeInForce: "ioc" });
  expect(here.account.positions().map(({ size }) => size)).toEqual([10]);
  here.market.place({ kind: "market", side: "buy", size: sizeUnits(1_000_000), timeInForce: "ioc" });
  expect(here.account.order({ id: idOf(verdict) })).toMatchObject({ status: "cancelled", filledSize: 6, endedBy: "reduce-only" });
  expect(here.account.positions().map(({ size }) => size)).toEqual([4]);
});

test("stops that one print wakes close a position once", () => {
  const here = scene();
  here.limit("buy", here.ask(), 10);
  const style = { kind: "stop", trigger: { price: here.ask(), by: "last" }, price: undefined } as const;
  const stops = [1, 2, 3].map(() => here.limit("sell", 0, 10, { style, reduceOnly: true }));
  here.market.place({ kind: "market", side: "sell", size: sizeUnits(1), timeInForce: "ioc" });
  expect(stops.map((verdict) => here.account.order({ id: idOf(verdict) })?.status)).toEqual(["filled", "cancelled", "cancelled"]);
  expect(here.account.positions()).toEqual([]);
  expect(here.account.fills({ limit: 10 })).toHaveLength(2);
});

test("orders are cancelled when nobody renewed the dead man's switch", () => {
  const here = scene();
  here.limit("buy", here.bid(), 10);
  here.account.cancelAllAfter(5_000);
  here.clock.advance(4_000);
  here.account.cancelAllAfter(5_000);
  here.clock.advance(4_999);
  expect(here.account.openOrders()).toHaveLength(1);
  here.clock.advance(1);
  expect(here.account.openOrders()).toEqual([]);
  expect(here.steps.at(-1)?.orders[0]?.endedBy).toBe("dead-man");
});

test("an order never trades with another of its own account", () => {
  const here = scene();
  const ask = here.ask();
  here.limit("sell", ask, 10);
  expect(here.limit("buy", ask, 10)).toMatchObject({ order: { status: "cancelled", endedBy: "self-trade" } });
  expect(here.account.fills({ limit: 5 })).toEqual([]);
});

test("funding is paid by who is long at a positive rate, and a voided fill gives everything back", () => {
  const here = scene();
  here.limit("buy", here.ask(), 10);
  here.account.settleFunding(() => "0.001");
  expect(here.account.funding({ limit: 5 })[0]?.amount.startsWith("-0.3")).toBe(true);
  const before = here.account.positions()[0];
  here.limit("buy", here.ask(), 5);
  here.account.voidNewestFill();
  expect(here.account.positions()[0]?.size).toBe(before?.size);
  expect(here.account.fills({ limit: 5 })).toHaveLength(1);
});

test("what could only close a position goes when the trade that opened it is taken back", () => {
  const here = scene();
  here.limit("buy", here.ask(), 10);
  const closing = here.limit("sell", here.ask() + 1_000, 10, { reduceOnly: true });
  here.account.voidNewestFill();
  expect(here.account.order({ id: idOf(closing) })).toMatchObject({ status: "cancelled", endedBy: "reduce-only" });
});

test("an ended order is forgotten after the venue's time", () => {
  const here = scene();
  const verdict = here.limit("buy", here.bid(), 10, { clientOrderId: "mine" });
  here.account.cancel({ clientOrderId: "mine" });
  expect(here.account.order({ clientOrderId: "mine" })?.status).toBe("cancelled");
  here.clock.advance(1_800_001);
  expect(here.account.order({ id: idOf(verdict) })).toBeUndefined();
  expect(here.account.cancel({ id: idOf(verdict) }).kind).toBe("no-such-order");
});
