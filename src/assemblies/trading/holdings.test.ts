// What is held, told in whatever order: no fill is lost between the end of its order and the venue's own figure, and none counts twice
// for longer than the venue needs to tell. A few milliseconds.

import { expect, test } from "vitest";
import { Holdings } from "#assemblies/trading/holdings";
import { VirtualClock } from "#clock/virtual-clock";
import { type AccountEvent, type FillReport, type OrderReport, type PositionReport } from "#core/account/account-event";
import { venueOrderId } from "#core/account/order";
import { epochMs, type MonotonicMs, priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { type Instrument } from "#core/instrument";
import { BTC_PERP } from "#sim/scripted-world";
import { type AccountSide, type AccountSideListener } from "#trading/account/account-side";
import { AccountState } from "#trading/account/account-state";

const { settle: _settle, ...pair } = BTC_PERP;
const spot: Instrument = {
  ...pair,
  product: "futures",
  kind: "spot",
  symbol: venueSymbol("BTC-USDT"),
  sizeScale: 2,
  sizeUnit: "base",
  contractSize: "1",
};

function ground() {
  const clock = new VirtualClock();
  const listeners = new Set<AccountSideListener>();
  const state = new AccountState({
    changed: (event) => {
      for (const each of [...listeners]) each.changed(event, "futures");
    },
    contradicted: () => undefined,
    doubted: () => undefined,
    overtaken: () => undefined,
  });
  const keeper = { product: "futures", state, provenAt: clock.monotonic() as MonotonicMs };
  const side = {
    keepers: [keeper],
    listen: (listener: AccountSideListener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  // Only what holdings ask of the account side.
  const holdings = new Holdings(side as unknown as AccountSide, clock);
  return { clock, keeper, holdings, tell: (event: AccountEvent) => state.apply(event) };
}

const at = (ms: number) => epochMs(1_767_225_600_000 + ms);

const position = (size: number, time: number | undefined): PositionReport => ({
  kind: "position",
  instrument: BTC_PERP,
  leg: "net",
  side: size > 0 ? "long" : size < 0 ? "short" : "flat",
  size: sizeUnits(Math.abs(size)),
  entryPrice: undefined,
  markPrice: undefined,
  unrealisedPnl: undefined,
  liquidationPrice: undefined,
  leverage: undefined,
  marginMode: undefined,
  venueTime: time === undefined ? undefined : at(time),
  origin: "stream",
});

const order = (filled: number, time: number, more: Partial<OrderReport> = {}): OrderReport => ({
  kind: "order",
  instrument: BTC_PERP,
  venueOrderId: venueOrderId("1"),
  clientOrderId: undefined,
  status: filled >= 10 ? "filled" : "open",
  side: "buy",
  style: "limit",
  price: priceUnits(1_000),
  size: sizeUnits(10),
  filledSize: sizeUnits(filled),
  averagePrice: undefined,
  reduceOnly: undefined,
  words: undefined,
  venueTime: at(time),
  origin: "stream",
  ...more,
});

const fill = (size: number, time: number): FillReport => ({
  kind: "fill",
  instrument: BTC_PERP,
  tradeId: `t${time}`,
  venueOrderId: venueOrderId("1"),
  clientOrderId: undefined,
  side: "buy",
  price: "100",
  size: sizeUnits(size),
  value: "1",
  fee: undefined,
  liquidity: undefined,
  realisedPnl: undefined,
  venueTime: at(time),
  origin: "stream",
});

test("a fill counts from the first message that tells it, and once, whichever that is", () => {
  for (const events of [
    [order(10, 5), fill(10, 5), position(10, 5)],
    [fill(10, 5), order(10, 5), position(10, 5)],
    [position(10, 5), order(10, 5), fill(10, 5)],
    [order(10, 5), position(10, 5), fill(10, 5)],
  ]) {
    const { holdings, tell } = ground();
    const [first, ...others] = events;
    if (first !== undefined) tell(first);
    expect(holdings.position(BTC_PERP)).toBe(10);
    for (const event of others) {
      tell(event);
      expect(holdings.position(BTC_PERP)).toBe(10);
    }
  }
});

test("filled and remaining never add up to less than the order, however late the position is told", () => {
  const { holdings, tell, clock } = ground();
  for (const filled of [0, 3, 7, 10]) {
    tell(order(filled, filled + 1));
    clock.advance(200);
    expect(holdings.position(BTC_PERP)).toBe(filled);
  }
});

test("a figure that was pushed long enough after the last fill takes over, and so does a round that asked after it", () => {
  const pushed = ground();
  pushed.tell(order(10, 5));
  pushed.clock.advance(1_500);
  pushed.tell(position(4, 1_500));
  expect(pushed.holdings.position(BTC_PERP)).toBe(4);
  const asked = ground();
  asked.tell(order(10, 5));
  asked.clock.advance(4_000);
  asked.keeper.provenAt = asked.clock.monotonic();
  expect(asked.holdings.position(BTC_PERP)).toBe(10);
  asked.clock.advance(4_000);
  asked.keeper.provenAt = asked.clock.monotonic();
  expect(asked.holdings.position(BTC_PERP)).toBe(0);
});

test("what was told before the first round is history", () => {
  const { holdings, tell, keeper, clock } = ground();
  Object.assign(keeper, { provenAt: undefined });
  tell(order(10, 5));
  tell(position(3, 6));
  keeper.provenAt = clock.monotonic();
  expect(holdings.position(BTC_PERP)).toBe(3);
  expect(holdings.positions).toEqual([BTC_PERP]);
});

test("on spot it is the coins of the base, cut to whole units, and a sale takes them away at once", () => {
  const { holdings, tell, clock } = ground();
  tell({
    kind: "balance",
    wallet: "spot",
    currency: "BTC",
    total: "1.239",
    available: undefined,
    locked: undefined,
    venueTime: at(1),
    origin: "query",
  });
  expect(holdings.position(spot)).toBe(123);
  tell(order(10, 5, { instrument: spot, side: "sell" }));
  expect(holdings.position(spot)).toBe(113);
  clock.advance(2_000);
  tell({
    kind: "balance",
    wallet: "spot",
    currency: "BTC",
    total: "1.139",
    available: undefined,
    locked: undefined,
    venueTime: at(2_000),
    origin: "stream",
  });
  expect(holdings.position(spot)).toBe(113);
});

test("a position that was told before the instrument's scales changed is the same position in the units of now", () => {
  const { tell, holdings, clock } = ground();
  tell(position(25, 0));
  const finer = { ...BTC_PERP, sizeScale: BTC_PERP.sizeScale + 1 };
  expect([holdings.position(BTC_PERP), holdings.position(finer)]).toEqual([25, 250]);
  tell({ ...position(250, 10), instrument: finer });
  // A part of a unit counts as a whole one where only whole ones can be written.
  tell({ ...position(255, 20), instrument: finer });
  expect([holdings.position(finer), holdings.position(BTC_PERP)]).toEqual([255, 26]);
  clock.advance(60_000);
  expect(holdings.position(BTC_PERP)).toBe(26);
});
