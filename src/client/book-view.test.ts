import { inspect } from "node:util";
import { expect, test } from "vitest";
import { type BookBucket } from "#client/api";
import { BookSnapshot, LiveBookView, type SnapshotSource } from "#client/book-view";
import { type BookState, LIVE } from "#core/book/book-state";
import { OrderBook } from "#core/book/order-book";
import { epochMs, priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { BookNotLive, UsageError } from "#core/error";
import { type Instrument, unifiedId } from "#core/instrument";
import { Size } from "#core/quantity";
import { type BookSource } from "#feed/books/book-source";

const INSTRUMENT: Instrument = {
  venue: "lmex",
  product: "futures",
  kind: "perpetual",
  symbol: venueSymbol("ETH-PERP"),
  id: unifiedId({ base: "ETH", quote: "USDT", settle: "USDT" }),
  base: "ETH",
  quote: "USDT",
  settle: "USDT",
  priceScale: 2,
  sizeScale: 1,
  tick: priceUnits(5),
  lot: sizeUnits(1),
  minSize: sizeUnits(1),
  sizeUnit: "contract",
  contractSize: "0.01",
  status: "trading",
};

/** A kept book as a test wants it: best bid 3120.40 × 30.0, best ask 3120.60 × 10.0. */
class KeptBook implements BookSource {
  instrument = INSTRUMENT;
  readonly group = 0;
  readonly book = new OrderBook();
  readonly proof = "sequence" as const;
  readonly counters = { updates: 0, old: 0, gaps: 0, healed: 0, resyncs: 0, audits: 0, dropped: 0 };
  readonly epoch = 3;
  readonly receivedTime = epochMs(1_767_225_600_005);
  readonly lastDivergence = undefined;
  now: BookState = LIVE;

  constructor() {
    const level = (price: number, size: number) => [priceUnits(price), sizeUnits(size)] as const;
    this.book.replace({
      instrument: INSTRUMENT,
      bids: [level(312_040, 300), level(312_035, 100), level(312_010, 40)],
      asks: [level(312_060, 100), level(312_065, 200), level(312_110, 7)],
      sequence: 2 ** 53,
      venueTime: epochMs(1_767_225_600_000),
    });
  }

  state(): BookState {
    return this.now;
  }
  ageMs(): number {
    return 12;
  }
  subscribe(): () => void {
    return () => undefined;
  }
}

const texts = (levels: BookSnapshot["bids"]): string[] => levels.map(({ price, size }) => `${price} ${size}`);
const snapshot = (source: SnapshotSource, depth = 25): BookSnapshot => new BookSnapshot(source, { depth, merged: 4 });

test("levels are exact texts, best first, to the depth asked for", () => {
  const view = snapshot(new KeptBook(), 2);
  expect(texts(view.bids)).toEqual(["3120.40 30.0", "3120.35 10.0"]);
  expect(texts(view.asks)).toEqual(["3120.60 10.0", "3120.65 20.0"]);
  expect([String(view.bestBid?.price), String(view.bestAsk?.size), view.bestBid?.size.unit]).toEqual(["3120.40", "10.0", "contract"]);
});

test("figures are what a person computes from the levels", () => {
  const view = snapshot(new KeptBook());
  expect([String(view.mid), String(view.spread)]).toEqual(["3120.500", "0.20"]);
  expect(view.spreadBps).toBeCloseTo((0.2 / 3120.5) * 10_000, 9);
  expect(view.imbalance(1)).toBe(0.5);
  expect(view.imbalance(2)).toBeCloseTo((400 - 300) / 700, 12);
  expect(view.microprice).toBeCloseTo((3120.4 * 10 + 3120.6 * 30) / 40, 9);
  expect(view.vwap("buy", "30")).toBeCloseTo((10 * 3120.6 + 20 * 3120.65) / 30, 4);
  expect(view.vwap("sell", new Size(sizeUnits(300), 1, "contract"))).toBe(3120.4);
  expect(view.vwap("buy", "1000")).toBeUndefined();
});

test("a mid between two ticks keeps its half", () => {
  const source = new KeptBook();
  source.book.asks.set(312_045, 1);
  expect(String(snapshot(source).mid)).toBe("3120.425");
});

test("groups are exact buckets, bids below and asks above their prices", () => {
  const { bids, asks } = snapshot(new KeptBook()).group("0.5");
  expect(texts(bids)).toEqual(["3120.00 44.0"]);
  expect(texts(asks)).toEqual(["3121.00 30.0", "3121.50 0.7"]);
});

test("a bucket in which the view ends says that more may belong to it; one before it, or that ends with the view, does not", () => {
  const { bids, asks } = snapshot(new KeptBook()).group("0.5");
  const cuts = (buckets: readonly BookBucket[]): readonly (readonly [string, boolean])[] =>
    buckets.map(({ price, cut }) => [price.toString(), cut === true]);
  expect(cuts(bids)).toEqual([["3120.00", true]]);
  expect(cuts(asks)).toEqual([
    ["3121.00", false],
    ["3121.50", true],
  ]);
  const source = new KeptBook();
  source.book.bids.set(312_000, 1);
  expect(cuts(snapshot(source).group("0.5").bids)).toEqual([["3120.00", false]]);
});

test("a group that is no multiple of the tick, or no number, is refused by name", () => {
  const view = snapshot(new KeptBook());
  for (const step of ["0.03", "0.001", "0", "-0.5", "abc", ""]) expect(() => view.group(step), step).toThrow(UsageError);
  expect(() => view.group("0.03")).toThrow(/multiple of 0\.05/);
});

test("a size with more places than the instrument has is refused", () => {
  expect(() => snapshot(new KeptBook()).vwap("buy", "1.25")).toThrow(UsageError);
});

test("a snapshot never changes, whatever becomes of the book", () => {
  const source = new KeptBook();
  const view = snapshot(source);
  source.book.clear();
  source.now = { kind: "resyncing", reason: "gap", expected: "5", received: "7" };
  expect(view).toMatchObject({ state: "live", sequence: "9007199254740992", epoch: 3, ageMs: 12, merged: 4, proof: "sequence" });
  expect(view.bids).toHaveLength(3);
});

test("a snapshot of a book that is not live can be read, and says so with the numbers of the gap", () => {
  const source = new KeptBook();
  source.now = { kind: "resyncing", reason: "gap", expected: "5", received: "7" };
  const view = snapshot(source);
  expect(view).toMatchObject({ state: "resyncing", reason: "gap", expected: "5", received: "7" });
  expect(view.bids).toHaveLength(3);
});

test("a snapshot with another count is the same picture", () => {
  const view = snapshot(new KeptBook(), 2);
  const again = view.restamped(9);
  expect(again.merged).toBe(9);
  expect({ ...again, merged: 4 }).toEqual({ ...view });
  expect([texts(again.bids), texts(again.asks), again.toJSON()]).toEqual([texts(view.bids), texts(view.asks), view.toJSON()]);
});

test("a live view refuses to be read when its book is not live, unless that was asked for", () => {
  const source = new KeptBook();
  const view = new LiveBookView(source, { depth: 25, allowStale: false });
  const lenient = new LiveBookView(source, { depth: 25, allowStale: true });
  expect(view.bids).toHaveLength(3);
  source.now = { kind: "stale", reason: "disconnected" };
  const reads: (() => unknown)[] = [
    () => view.bids,
    () => view.asks,
    () => view.bestBid,
    () => view.bestAsk,
    () => view.mid,
    () => view.spread,
    () => view.spreadBps,
    () => view.microprice,
    () => view.imbalance(1),
    () => view.vwap("buy", "1"),
    () => view.group("0.5"),
  ];
  for (const read of reads) expect(read).toThrow(BookNotLive);
  expect(lenient.bids).toHaveLength(3);
  expect([view.state, view.reason, view.sequence, view.epoch, view.ageMs]).toEqual(["stale", "disconnected", "9007199254740992", 3, 12]);
});

test("printing never throws, in any state, and says when the book is not live", () => {
  const source = new KeptBook();
  const view = new LiveBookView(source, { depth: 2, allowStale: false });
  const states: BookState[] = [LIVE, { kind: "stale", reason: "slept" }, { kind: "resyncing", reason: "waiting" }];
  const printed = states.map((state) => {
    source.now = state;
    inspect(view);
    inspect(snapshot(source));
    return [String(view), JSON.stringify(view), String(snapshot(source))].map((text) => text.length > 0 && text);
  });
  expect(printed[0]?.[0]).toBe("lmex ETH/USDT:USDT 3120.40 / 3120.60");
  expect(printed[1]?.[0]).toBe("lmex ETH/USDT:USDT stale (slept)");
  expect(JSON.parse(String(printed[1]?.[1]))).toMatchObject({ state: "stale", reason: "slept", bids: [], asks: [] });
});

test("an empty book prints, and has no figures", () => {
  const source = new KeptBook();
  source.book.clear();
  const view = snapshot(source);
  expect([view.bestBid, view.mid, view.spread, view.spreadBps, view.microprice, view.imbalance(1), view.vwap("buy", "1")]).toEqual(
    Array.from({ length: 7 }, () => undefined),
  );
  expect(String(view)).toBe("lmex ETH/USDT:USDT - / -");
  expect(view.sequence).toBeUndefined();
});

test("a live view follows an instrument whose scale changes", () => {
  const source = new KeptBook();
  const view = new LiveBookView(source, { depth: 1, allowStale: false });
  source.instrument = { ...INSTRUMENT, priceScale: 3 };
  expect(String(view.bestBid?.price)).toBe("312.040");
});
