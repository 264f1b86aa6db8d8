import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type AccountEvent,
  type FillReport,
  isFinal,
  type OrderReport,
  type OrderStatus,
  type PositionReport,
} from "#core/account/account-event";
import { eventIn } from "#core/account/joint-scales";
import { clientOrderId, venueOrderId } from "#core/account/order";
import { epochMs, priceUnits, sizeUnits } from "#core/brand";
import { type Instrument } from "#core/instrument";
import { listings } from "#sim/market/instruments";
import { AccountState, ENDED_ORDERS_MAX } from "#trading/account/account-state";
import { followers } from "#trading/order-state";
import { lmexDialect } from "#venues/lmex/dialect";

const instrument = listings(lmexDialect)[0]?.instrument as Instrument;

const report = (status: OrderStatus, filled: number, time: number, more: Partial<OrderReport> = {}): OrderReport => ({
  kind: "order",
  instrument,
  venueOrderId: venueOrderId("o-1"),
  clientOrderId: clientOrderId("mine-1"),
  status,
  side: "buy",
  style: "limit",
  price: priceUnits(642_000),
  size: sizeUnits(40),
  filledSize: sizeUnits(filled),
  averagePrice: filled === 0 ? undefined : "64200",
  reduceOnly: false,
  words: undefined,
  venueTime: epochMs(time),
  origin: "stream",
  ...more,
});

const fill = (tradeId: string, size: number, time: number, more: Partial<FillReport> = {}): FillReport => ({
  kind: "fill",
  instrument,
  tradeId,
  venueOrderId: venueOrderId("o-1"),
  clientOrderId: clientOrderId("mine-1"),
  side: "buy",
  price: "64200",
  size: sizeUnits(size),
  value: "642",
  fee: { amount: "0.1", currency: "USDT" },
  liquidity: "maker",
  realisedPnl: undefined,
  venueTime: epochMs(time),
  origin: "stream",
  ...more,
});

const position = (size: number): PositionReport => ({
  kind: "position",
  instrument,
  leg: "net",
  side: "long",
  size: sizeUnits(size),
  entryPrice: "64200",
  markPrice: undefined,
  unrealisedPnl: undefined,
  liquidationPrice: undefined,
  leverage: undefined,
  marginMode: undefined,
  venueTime: epochMs(1_040),
  origin: "stream",
});

function scene() {
  const heard: AccountEvent[] = [];
  const asked: string[] = [];
  const state = new AccountState({
    changed: (event) => heard.push(event),
    contradicted: (order) => asked.push(`contradicted ${order}`),
    doubted: (order) => asked.push(`doubted ${order}`),
    overtaken: ({ kind }) => asked.push(`overtaken ${kind}`),
  });
  const fillsHeard = (): number => heard.filter(({ kind }) => kind === "fill").length;
  return { state, heard, asked, fillsHeard };
}

/** An order's whole life as the venue lived it: each report told by stream and by query, each fill twice. */
const LIFE: readonly AccountEvent[] = [
  report("pending", 0, 1_000),
  report("open", 0, 1_001),
  report("open", 10, 1_010),
  fill("t-1", 10, 1_010),
  report("open", 25, 1_020, { origin: "query" }),
  fill("t-2", 15, 1_020, { origin: "query" }),
  report("filled", 40, 1_030),
];

test("whatever the order in which an order's life is told, and however often, it ends the same", () => {
  const every = fc.shuffledSubarray([...LIFE, ...LIFE, fill("t-3", 15, 1_030)], { minLength: 15, maxLength: 15 });
  fc.assert(
    fc.property(every, (events) => {
      const { state, asked, fillsHeard } = scene();
      for (const event of events) state.apply(event);
      expect(state.order(venueOrderId("o-1"))).toMatchObject({ status: "filled", filledSize: 40 });
      expect(state.liveOrders).toEqual([]);
      // A fill of the same size at the same time may wait for the venue's total, which is here already or comes by asking.
      state.settled(venueOrderId("o-1"));
      expect(fillsHeard()).toBe(3);
      expect(state.filledOf(venueOrderId("o-1"))).toBe(40);
      expect(asked.filter((each) => each.startsWith("contradicted"))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test("in whatever scales an order's life is told, it is the same life, and everything of its market is in the finest of them", () => {
  const finer = { priceScale: instrument.priceScale + 2, sizeScale: instrument.sizeScale + 1 };
  const life = [...LIFE, fill("t-3", 15, 1_030), position(40)];
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: life.length, maxLength: life.length }), (choices) => {
      const { state, asked, fillsHeard } = scene();
      for (const [at, event] of life.entries())
        state.apply(event.kind !== "balance" && choices[at] === true ? eventIn(event, finer) : event);
      state.settled(venueOrderId("o-1"));
      const by = choices.includes(true) ? 10 : 1;
      expect(state.order(venueOrderId("o-1"))).toMatchObject({ status: "filled", filledSize: 40 * by, price: 642_000 * by * by });
      expect([fillsHeard(), state.filledOf(venueOrderId("o-1"))]).toEqual([3, 40 * by]);
      expect(state.validFills.map(({ size }) => size)).toEqual([10 * by, 15 * by, 15 * by]);
      expect(state.positions).toMatchObject([{ size: 40 * by }]);
      expect(asked.filter((each) => each.startsWith("contradicted"))).toEqual([]);
      const [first] = state.validFills;
      // As it was when somebody kept it: taken back is what it is now.
      state.voidFill(fill("t-1", 10, 1_010));
      expect(state.validFills).toHaveLength(2);
      expect(state.fills.at(-1)).toMatchObject({ voided: true, size: first?.size });
      expect(state.filledOf(venueOrderId("o-1"))).toBe(30 * by);
    }),
    { numRuns: 300 },
  );
});

test("a status never goes back, and an end stays an end", () => {
  const statuses: readonly OrderStatus[] = ["pending", "untriggered", "open", "cancelling", "filled", "cancelled", "expired", "rejected"];
  for (const known of statuses) {
    if (isFinal(known)) expect(followers(known)).toEqual([]);
    else expect(followers(known)).not.toContain("pending");
  }
});

test("a fill told a second time under another id is counted once, after the order's total was asked for", () => {
  const { state, asked, fillsHeard } = scene();
  state.apply(report("open", 10, 1_010));
  state.apply(fill("t-1", 10, 1_010));
  state.apply(fill("T-0001", 10, 1_010, { origin: "query" }));
  expect(asked).toEqual(["doubted o-1"]);
  state.apply(report("open", 10, 1_500, { origin: "query" }));
  state.settled(venueOrderId("o-1"));
  expect([fillsHeard(), state.filledOf(venueOrderId("o-1")), state.counts.aliases]).toEqual([1, 10, 1]);
});

test("two real fills of one size at one time both count, once the order's total covers them", () => {
  const { state, fillsHeard } = scene();
  state.apply(fill("t-1", 10, 1_010));
  state.apply(fill("t-2", 10, 1_010));
  state.apply(report("open", 20, 1_010));
  state.settled(venueOrderId("o-1"));
  expect([fillsHeard(), state.filledOf(venueOrderId("o-1"))]).toEqual([2, 20]);
});

test("an order that is said to be cancelled after it was filled is asked for, and what is known stands", () => {
  const { state, asked } = scene();
  state.apply(report("filled", 40, 1_030));
  state.apply(report("cancelled", 25, 1_040));
  expect(asked).toEqual(["contradicted o-1"]);
  expect(state.order(venueOrderId("o-1"))).toMatchObject({ status: "filled", filledSize: 40 });
});

test("a cancel that the venue gave up leaves the order open again, an old word about it does not", () => {
  const { state } = scene();
  state.apply(report("cancelling", 0, 1_010));
  state.apply(report("open", 0, 1_005));
  expect(state.liveOrders[0]?.status).toBe("cancelling");
  state.apply(report("open", 0, 1_020));
  expect(state.liveOrders[0]?.status).toBe("open");
});

test("an older position or balance never overwrites a newer one, and a position that is not listed any more is flat", () => {
  const { state, heard } = scene();
  const position = {
    kind: "position",
    instrument,
    leg: "net",
    side: "long",
    size: sizeUnits(10),
    entryPrice: "64200",
    markPrice: undefined,
    unrealisedPnl: undefined,
    liquidationPrice: undefined,
    leverage: "10",
    marginMode: "cross",
    venueTime: epochMs(2_000),
    origin: "stream",
  } as const;
  state.apply(position);
  state.apply({ ...position, size: sizeUnits(5), venueTime: epochMs(1_900), origin: "query" });
  expect(state.positions[0]?.size).toBe(10);
  state.positionsListed([], () => true, { time: epochMs(1_950), at: state.moment - 1 });
  expect(state.positions).toHaveLength(1);
  state.positionsListed([], () => true, { time: epochMs(2_100), at: state.moment });
  expect(state.positions).toEqual([]);
  expect(heard.at(-1)).toMatchObject({ kind: "position", side: "flat", size: 0 });
});

test("live orders are never forgotten, ended ones are after ten thousand others", () => {
  const { state } = scene();
  state.apply(report("open", 0, 1, { venueOrderId: venueOrderId("live"), clientOrderId: clientOrderId("live") }));
  for (let index = 0; index <= ENDED_ORDERS_MAX; index += 1) {
    state.apply(report("cancelled", 0, 2, { venueOrderId: venueOrderId(`e-${index}`), clientOrderId: clientOrderId(`c-${index}`) }));
  }
  expect(state.orders).toHaveLength(ENDED_ORDERS_MAX + 1);
  expect(state.order(venueOrderId("e-0"))).toBeUndefined();
  expect(state.orderByClientId(clientOrderId("live"))?.status).toBe("open");
});

test("an order whose end was told without how much of it was filled is named until somebody tells that, or was asked", () => {
  const { state } = scene();
  const untold = (): readonly string[] => state.untoldTotals.map(({ venueOrderId }) => venueOrderId);
  state.apply(report("open", 10, 1_000));
  expect(untold()).toEqual([]);
  state.apply(report("cancelled", 0, 1_010, { filledSize: undefined, origin: "reply" }));
  expect(untold()).toEqual(["o-1"]);
  state.apply(report("open", 10, 1_005));
  expect(untold()).toEqual(["o-1"]);
  state.apply(report("cancelled", 10, 1_010));
  expect(untold()).toEqual([]);
  const other = venueOrderId("o-2");
  state.apply(report("cancelled", 0, 1_010, { venueOrderId: other, filledSize: undefined, origin: "reply" }));
  expect(untold()).toEqual(["o-2"]);
  state.settled(other);
  expect(untold()).toEqual([]);
});
