// What is known of an order whose news come in every order that they can: all 5 040 rows of seven events, and cancels among them. 2 s.

import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { type AccountEvent, type FillReport, type OrderReport, type OrderStatus } from "#core/account/account-event";
import { eventIn, widened } from "#core/account/joint-scales";
import {
  type ClearedChange,
  type ClearedOrder,
  clientOrderId,
  type OrderChange,
  type OrderIntent,
  venueOrderId,
} from "#core/account/order";
import { type PlaceAnswer } from "#core/account/order-outcome";
import { type BookCitation, type OrderGate } from "#core/account/risk";
import { epochMs, priceUnits, sizeUnits } from "#core/brand";
import { unitsToText } from "#core/decimal";
import { type Instrument, instrumentTable } from "#core/instrument";
import { seededRandom } from "#core/random";
import { listings } from "#sim/market/instruments";
import { AccountState } from "#trading/account/account-state";
import { type LedgerSide } from "#trading/ledger/ledger-desk";
import { type SubmitResult } from "#trading/ledger/ledger-types";
import { type MemoryJournal, memoryJournal } from "#trading/ledger/memory-journal";
import { OrderLedger } from "#trading/ledger/order-ledger";
import { type PrivateRequester } from "#transport/private-call";
import { lmexDialect } from "#venues/lmex/dialect";
import { lmex } from "#venues/lmex/index";

const instrument = listings(lmexDialect).find((each) => each.instrument.product === "futures")?.instrument as Instrument;
const ID = venueOrderId("o-1");
const OWN = clientOrderId("mine-1");
const LOT = instrument.lot;
const BOOK: BookCitation = { state: "live", epoch: 1, sequence: undefined, ageMs: 1, bestBid: undefined, bestAsk: undefined };

const INTENT: OrderIntent = {
  instrument,
  clientOrderId: OWN,
  side: "buy",
  style: { kind: "limit", price: priceUnits(instrument.tick * 1_000), timeInForce: "gtc" },
  amount: { kind: "size", size: sizeUnits(LOT * 2) },
  effect: "any",
};

const OPEN_GATE: OrderGate = {
  clear: (intent) => ({ kind: "cleared", order: intent as ClearedOrder, checks: [], book: BOOK, reduces: false }),
  clearChange: (_intent, change) => ({ kind: "cleared", order: change as ClearedChange, checks: [], book: BOOK, reduces: false }),
  recheck: () => undefined,
  recheckChange: () => undefined,
  answered: () => undefined,
};

const report = (status: OrderStatus, filled: number, time: number, origin: OrderReport["origin"] = "stream"): OrderReport => ({
  kind: "order",
  instrument,
  venueOrderId: ID,
  clientOrderId: OWN,
  status,
  side: "buy",
  style: "limit",
  price: priceUnits(instrument.tick * 1_000),
  size: sizeUnits(LOT * 2),
  filledSize: sizeUnits(LOT * filled),
  averagePrice: undefined,
  reduceOnly: false,
  words: undefined,
  venueTime: epochMs(1_767_225_600_000 + time),
  origin,
});

const fill = (tradeId: string, time: number): FillReport => ({
  kind: "fill",
  instrument,
  tradeId,
  venueOrderId: ID,
  clientOrderId: OWN,
  side: "buy",
  price: "1",
  size: sizeUnits(LOT),
  value: "1",
  fee: undefined,
  liquidity: "maker",
  realisedPnl: undefined,
  venueTime: epochMs(1_767_225_600_000 + time),
  origin: "stream",
});

/** A ledger whose venue is played by hand, with nothing sent yet. */
function before(journal: MemoryJournal = memoryJournal(), gate: OrderGate = OPEN_GATE) {
  const clock = new VirtualClock();
  const answers: ((answer: PlaceAnswer) => void)[] = [];
  const listeners: Parameters<LedgerSide["listen"]>[0][] = [];
  const state = new AccountState({
    changed: (event) => {
      for (const listener of listeners) listener.changed(event, "futures");
    },
    contradicted: () => undefined,
    doubted: () => undefined,
    overtaken: () => undefined,
  });
  const codec = lmex.account("futures");
  if (codec === undefined) throw new Error("no codec");
  const requester: PrivateRequester = {
    send(call, settled, options) {
      clock.after(0, () => {
        if (options?.recheck?.() !== undefined) return;
        if (call.effect === "write")
          answers.push((answer) => settled({ kind: "value", value: answer as never, attempts: 1, elapsedMs: 1 }));
      });
      return { cancel: () => undefined };
    },
  };
  const side: LedgerSide = {
    products: ["futures"],
    codec: () => codec,
    reads: () => codec.reads(() => instrumentTable([instrument])),
    keeper: () => ({ state, standing: { kind: "synced" }, watch: () => undefined, refresh: () => undefined }),
    listen(listener) {
      listeners.push(listener);
      return () => undefined;
    },
  };
  const log = { write: () => undefined, enabled: () => false };
  const metrics = { count: () => undefined, gauge: () => undefined };
  const stamp = () => ({ time: clock.now() }) as never;
  const context = { clock, random: seededRandom("hand"), log, metrics, requester, stamp, connections: undefined as never };
  const instruments = () => instrumentTable([instrument]);
  const ledger = new OrderLedger({ context, side, instruments, gate, journal, owner: "hand" });
  return { ledger, answers, told: (event: AccountEvent): void => state.apply(event), clock, journal };
}

/** The same once the order was sent. */
function byHand(gate: OrderGate = OPEN_GATE) {
  const hand = before(memoryJournal(), gate);
  const results: SubmitResult[] = [];
  hand.ledger.submit(INTENT, (result) => results.push(result));
  hand.clock.advance(10);
  const [answer] = hand.answers;
  if (answer === undefined) throw new Error("nothing was sent");
  return { ...hand, results, answer };
}

type Hand = ReturnType<typeof byHand>;
type Happening = (hand: Hand) => void;

function permutations<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((item, at) => permutations([...items.slice(0, at), ...items.slice(at + 1)]).map((rest) => [item, ...rest]));
}

const accepted: Happening = ({ answer }) => answer({ kind: "accepted", venueOrderId: ID, report: report("open", 0, 1, "reply") });

const WHOLE: readonly Happening[] = [
  accepted,
  ({ told }) => told(report("open", 0, 1)),
  ({ told }) => told(fill("t-1", 2)),
  ({ told }) => told(report("open", 1, 2)),
  ({ told }) => told(fill("t-2", 3)),
  ({ told }) => told(report("filled", 2, 3)),
  ({ told }) => told(report("open", 0, 1, "query")),
];

test("in whatever order the reply, the stream and a query tell of an order and its fills, it ends filled, once, and is never counted short", () => {
  for (const row of permutations(WHOLE)) {
    const hand = byHand();
    let filled = 0;
    for (const happening of row) {
      happening(hand);
      filled = Math.max(filled, hand.ledger.order(OWN)?.filledSize ?? 0);
      const counted = hand.ledger.exposure.reduce((sum, { remaining }) => sum + remaining, 0);
      // What is not told as filled is still counted.
      expect(counted + filled).toBe(LOT * 2);
    }
    expect(hand.results).toEqual([{ kind: "accepted", venueOrderId: ID }]);
    expect(hand.ledger.order(OWN)).toMatchObject({ state: { kind: "ended", status: "filled" }, filledSize: LOT * 2 });
    expect(hand.ledger.counts).toMatchObject({ accepted: 1, alarms: 0, unknown: 0, submitted: 1 });
    hand.ledger.stop();
  }
});

/** What the market's rules come to while the order rests, and go back from. */
const FINER = { priceScale: instrument.priceScale + 1, sizeScale: instrument.sizeScale + 2 };

const coins = (units: number, { sizeScale }: Instrument): number => Number(unitsToText(units, sizeScale));

/** How much of it is filled, and how much of all orders still counts, in contracts whatever the scales. */
function countsOf({ ledger }: Hand): { readonly filled: number; readonly open: number } {
  const order = ledger.order(OWN);
  return {
    filled: order === undefined ? 0 : coins(order.filledSize, order.intent.instrument),
    open: ledger.exposure.reduce((sum, { remaining, instrument: of }) => sum + coins(remaining, of), 0),
  };
}

test("in whatever scales each report is told, while the market's rules change, an order adds up to what it is", () => {
  const told: readonly AccountEvent[] = [
    report("open", 0, 1),
    fill("t-1", 2),
    report("open", 1, 2),
    fill("t-2", 3),
    report("filled", 2, 3),
    report("open", 0, 1, "query"),
  ];
  const size = coins(LOT * 2, instrument);
  const random = seededRandom("scales");
  for (let draw = 0; draw < 600; draw += 1) {
    const hand = byHand();
    const row = told.map(
      (event) => [random.unit(), event.kind !== "balance" && random.chance(0.5) ? eventIn(event, FINER) : event] as const,
    );
    let most = 0;
    for (const [, event] of [...row].sort(([one], [other]) => one - other)) {
      hand.told(event);
      const { filled, open } = countsOf(hand);
      most = Math.max(most, filled);
      expect(open + most).toBe(size);
      for (const { price, instrument: of } of hand.ledger.exposure)
        expect(Number(unitsToText(price ?? 0, of.priceScale))).toBe(Number(unitsToText(instrument.tick * 1_000, instrument.priceScale)));
    }
    expect(hand.ledger.order(OWN)).toMatchObject({ state: { kind: "ended", status: "filled" } });
    expect(countsOf(hand)).toEqual({ filled: size, open: 0 });
    const recorded = hand.journal.entries.flatMap((entry) => (entry.kind === "fill" ? [Number(entry.size)] : []));
    // One that looks like the other may wait for the order's total.
    expect(new Set(recorded)).toEqual(new Set([size / 2]));
    const order = hand.ledger.order(OWN);
    expect(order === undefined ? 0 : coins(order.recordedSize, order.intent.instrument)).toBe((recorded.length * size) / 2);
    expect(hand.ledger.counts).toMatchObject({ accepted: 1, alarms: 0, unknown: 0 });
    hand.ledger.stop();
  }
});

test("a change that is under way while the market's rules change is made at its own price, and written so", () => {
  for (const isFinerFirst of [true, false]) {
    const hand = byHand();
    accepted(hand);
    const price = priceUnits(instrument.tick * 1_007);
    hand.ledger.amend(OWN, { price }, () => undefined);
    hand.clock.advance(10);
    const [, answer] = hand.answers;
    const changed = { ...report("open", 0, 5), price };
    if (isFinerFirst) {
      hand.told(eventIn(fill("t-1", 2), FINER));
      // Undecided: it may rest at either price.
      expect(hand.ledger.exposure.map((each) => each.price)).toEqual([instrument.tick * 10_000, price * 10]);
    }
    answer?.({ kind: "accepted", venueOrderId: ID, report: undefined });
    hand.told(eventIn(changed, FINER));
    const order = hand.ledger.order(OWN);
    expect(order).toMatchObject({ pendingChange: undefined, intent: { instrument: FINER, style: { price: price * 10 } } });
    const text = unitsToText(price, instrument.priceScale);
    const written = hand.journal.entries.flatMap((entry) => (entry.kind === "amend" ? [[entry.outcome, Number(entry.change.price)]] : []));
    expect(written).toEqual([
      ["asked", Number(text)],
      ["accepted", Number(text)],
    ]);
    expect(hand.ledger.exposure).toMatchObject([{ price: price * 10, remaining: LOT * (isFinerFirst ? 1 : 2) * 100 }]);
    hand.ledger.stop();
  }
});

test("a change is looked at once more in the units of the order, though its market's rules changed before it left", () => {
  const looked: (readonly [OrderIntent, OrderChange])[] = [];
  const hand = byHand({
    ...OPEN_GATE,
    recheckChange(intent, change) {
      looked.push([intent, change]);
      return undefined;
    },
  });
  accepted(hand);
  const price = priceUnits(instrument.tick * 1_007);
  hand.ledger.amend(OWN, { price, size: sizeUnits(LOT * 3) }, () => undefined);
  hand.told(eventIn(fill("t-1", 2), FINER));
  hand.clock.advance(10);
  const style = { price: instrument.tick * 10_000 };
  expect(looked).toMatchObject([
    [
      { instrument: FINER, style },
      { price: price * 10, size: LOT * 300 },
    ],
  ]);
  hand.ledger.stop();
});

test("an order that is sent once more under its name is the same one, though its market's rules changed in between", () => {
  const hand = byHand();
  accepted(hand);
  const finer = widened(instrument, FINER);
  const again: SubmitResult[] = [];
  const wanted = { ...INTENT, instrument: finer, style: { ...INTENT.style, price: priceUnits(instrument.tick * 10_000) } };
  hand.ledger.submit({ ...wanted, amount: { kind: "size", size: sizeUnits(LOT * 200) } } as OrderIntent, (result) => again.push(result));
  expect(again).toEqual([{ kind: "accepted", venueOrderId: ID }]);
  hand.ledger.stop();
});

const CUT: readonly Happening[] = [
  accepted,
  ({ told }) => told(report("open", 0, 1)),
  ({ told }) => told(fill("t-1", 2)),
  ({ told }) => told(report("cancelled", 1, 3)),
  ({ told }) => told(report("open", 1, 2, "query")),
  ({ ledger }) => ledger.cancel(OWN, () => undefined),
];

test("in whatever order a cancel, its end and a fill before it are told, the filled part is kept and the rest is gone", () => {
  for (const row of permutations(CUT)) {
    const hand = byHand();
    for (const happening of row) happening(hand);
    expect(hand.results).toEqual([{ kind: "accepted", venueOrderId: ID }]);
    expect(hand.ledger.order(OWN)).toMatchObject({ state: { kind: "ended", status: "cancelled" }, filledSize: LOT });
    expect(hand.ledger.exposure).toEqual([]);
    expect(hand.ledger.counts.alarms).toBe(0);
    hand.ledger.stop();
  }
});

test("what is told filled of an order after its end stands in the journal as its end", () => {
  const hand = byHand();
  accepted(hand);
  hand.told({ ...report("cancelled", 0, 3, "reply"), filledSize: undefined });
  hand.told(fill("t-1", 2));
  hand.told(report("cancelled", 1, 3, "query"));
  const ends = hand.journal.entries.flatMap((entry) => (entry.kind === "ended" ? [Number(entry.filledSize)] : []));
  expect(ends).toEqual([0, LOT / 10 ** instrument.sizeScale]);
  expect(hand.ledger.order(OWN)).toMatchObject({ state: { kind: "ended", status: "cancelled" }, filledSize: LOT });
});

test("a refusal is the end of an order, and a sign of life after it an alarm", () => {
  const hand = byHand();
  hand.answer({ kind: "rejected", reason: "price-rule", venueCode: "3", words: "no" });
  expect(hand.ledger.order(OWN)?.state).toMatchObject({ kind: "rejected" });
  hand.told(report("open", 0, 1));
  expect(hand.ledger.order(OWN)?.state).toMatchObject({ kind: "live" });
  expect(hand.ledger.counts.alarms).toBe(1);
  expect(hand.ledger.exposure).toMatchObject([{ standing: "live", remaining: LOT * 2 }]);
});

test("a second order of the same name is an alarm, counts, and is not mistaken for the first", () => {
  const hand = byHand();
  accepted(hand);
  hand.told({ ...report("open", 0, 1), venueOrderId: venueOrderId("o-2") });
  expect(hand.ledger.counts.alarms).toBe(1);
  expect(hand.ledger.exposure).toHaveLength(2);
  hand.told(report("cancelled", 0, 5));
  expect(hand.ledger.exposure).toHaveLength(1);
  expect(hand.ledger.order(OWN)?.state.kind).toBe("live");
});

test("what an earlier process saw filled stays filled when a second order of that name turns up, also before its trades are told again", () => {
  const first = byHand();
  accepted(first);
  first.told(report("filled", 2, 3));
  first.ledger.stop();
  const hand = before(first.journal.crash());
  const twin = (status: OrderStatus, time: number): OrderReport => ({ ...report(status, 0, time), venueOrderId: venueOrderId("o-2") });
  hand.told(twin("open", 4));
  expect(hand.ledger.order(OWN)).toMatchObject({ state: { kind: "live" }, filledSize: LOT * 2 });
  hand.told(twin("cancelled", 5));
  const isFilled = { state: { kind: "ended", status: "filled" }, filledSize: LOT * 2 };
  expect(hand.ledger.order(OWN)).toMatchObject(isFilled);
  hand.told(fill("t-1", 2));
  expect(hand.ledger.order(OWN)).toMatchObject(isFilled);
  hand.told(fill("t-2", 3_000));
  expect(hand.ledger.order(OWN)).toMatchObject(isFilled);
  hand.ledger.stop();
});
