import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { priceUnits, sizeUnits } from "#core/brand";
import { UsageError } from "#core/error";
import { type MarketSource, type SourceLevel, type SourceReading, type SourceStep } from "#core/market-source";
import { seededRandom } from "#core/random";
import { type Listing, listings } from "#sim/market/instruments";
import { createTapeMarket, type TapeMarket } from "#sim/market/tape-market";
import { lmexDialect } from "#venues/lmex/dialect";

const [btc] = listings(lmexDialect) as [Listing];

const level = (price: number, size: number): SourceLevel => [priceUnits(price), sizeUnits(size)];

function bookStep(localTimeUs: number, bids: readonly SourceLevel[], asks: readonly SourceLevel[] = [], startsAfresh = false): SourceStep {
  return { localTimeUs, book: { startsAfresh, bids, asks }, prints: [] };
}

function printStep(localTimeUs: number, size: number): SourceStep {
  return { localTimeUs, book: undefined, prints: [{ localTimeUs, price: priceUnits(105), size: sizeUnits(size), side: "sell" }] };
}

/** A source of steps in memory; `more` adds steps, `finish` ends it. */
class MemorySource implements MarketSource {
  readonly rules = { priceScale: 1, sizeScale: 0, tick: priceUnits(5), lot: sizeUnits(1) };
  readonly #steps: SourceStep[];
  #end: SourceReading = { kind: "waiting" };
  #ready: (() => void) | undefined = undefined;

  constructor(...steps: SourceStep[]) {
    this.#steps = steps;
  }

  peek(): SourceReading {
    const step = this.#steps[0];
    return step === undefined ? this.#end : { kind: "step", step };
  }

  take(): void {
    this.#steps.shift();
  }

  onReady(ready: () => void): void {
    this.#ready = ready;
  }

  close(): void {
    this.finish({ kind: "ended" });
  }

  finish(end: SourceReading, ...steps: SourceStep[]): this {
    this.#steps.push(...steps);
    this.#end = end;
    this.#ready?.();
    return this;
  }
}

const T0 = 1_626_993_370_376_836;
const OPENING = bookStep(T0, [level(100, 1), level(95, 2)], [level(105, 1)], true);

function scene(
  source: MemorySource,
  windowLevels = 50,
): { readonly clock: VirtualClock; readonly market: TapeMarket; readonly log: string[] } {
  const clock = new VirtualClock();
  const market = createTapeMarket({ instrument: btc.instrument, source, random: seededRandom("7"), clock, windowLevels });
  return { clock, market, log: [] };
}

function listen({ clock, market, log }: ReturnType<typeof scene>): void {
  const begin = clock.now();
  const first = market.picture(0).sequence;
  market.onStep(0, (step) => log.push(`${step.venueTime - begin}ms +${step.sequence - first} ${JSON.stringify([step.bids, step.asks])}`));
  market.onPrint((prints) => log.push(`${(prints[0]?.venueTime ?? 0) - begin}ms ${prints.map((print) => print.size).join(",")}`));
}

test("the tape's clock begins with the first listener after the start, and until then the first book stands", () => {
  const source = new MemorySource(OPENING, bookStep(T0 + 2_500, [level(100, 7)])).finish({ kind: "ended" });
  const here = scene(source);
  here.market.start();
  here.clock.advance(60_000);
  expect(here.market.playback).toEqual({ kind: "before-first-subscriber" });
  expect(here.market.picture(0).bids).toEqual([level(100, 1), level(95, 2)]);
  listen(here);
  here.clock.advance(1);
  expect(here.log).toEqual([]);
  here.clock.advance(1);
  expect(here.log).toEqual(["2ms +1 [[[100,7]],[]]"]);
  expect(here.market.playback).toEqual({ kind: "ended" });
  here.clock.advance(60_000);
  expect(here.market.picture(0).bids[0]).toEqual([100, 7]);
});

test("a listener that came before the start makes the start begin the tape", () => {
  const here = scene(new MemorySource(OPENING, bookStep(T0 + 1_000, [level(100, 7)])));
  listen(here);
  here.clock.advance(10_000);
  expect(here.log).toEqual([]);
  here.market.start();
  here.clock.advance(1);
  expect(here.log).toHaveLength(1);
});

test("every moment of the book takes a number, also an empty one and several in a millisecond; a trade alone takes none", () => {
  const source = new MemorySource(
    OPENING,
    bookStep(T0 + 5_100, [level(90, 1)]),
    bookStep(T0 + 5_200, [level(100, 3)]),
    printStep(T0 + 5_300, 4),
    bookStep(T0 + 9_000, [level(100, 0)]),
  );
  const here = scene(source, 2);
  here.market.start();
  listen(here);
  here.clock.advance(20);
  expect(here.log).toEqual(["5ms +1 [[],[]]", "5ms +2 [[[100,3]],[]]", "5ms 4", "9ms +3 [[[100,0],[90,1]],[]]"]);
});

test("a snapshot in the middle replaces the book, told as changes of the window", () => {
  const here = scene(new MemorySource(OPENING, bookStep(T0 + 1_000, [level(95, 2), level(90, 9)], [level(110, 1)], true)));
  here.market.start();
  listen(here);
  here.clock.advance(10);
  expect(here.log).toEqual(["1ms +1 [[[100,0],[90,9]],[[105,0],[110,1]]]"]);
  expect(here.market.picture(0).bids).toEqual([level(95, 2), level(90, 9)]);
});

test("a pause stops the tape's time, and a resume goes on where it was", () => {
  const here = scene(new MemorySource(OPENING, bookStep(T0 + 10_000, [level(100, 7)])));
  here.market.start();
  listen(here);
  here.clock.advance(4);
  here.market.pause();
  here.clock.advance(1_000);
  here.market.resume();
  here.clock.advance(5);
  expect(here.log).toEqual([]);
  here.clock.advance(1);
  expect(here.log).toHaveLength(1);
});

test("a tape that waits for its file goes on when more is there, and a failure leaves the last book standing", () => {
  const source = new MemorySource(OPENING);
  const here = scene(source);
  here.market.start();
  listen(here);
  here.clock.advance(10);
  expect(here.market.playback).toEqual({ kind: "playing" });
  const error = new UsageError("tape-row", "Cannot play line 9.");
  source.finish({ kind: "failed", error }, bookStep(T0 + 20_000, [level(100, 7)]));
  here.clock.advance(10);
  expect(here.log).toEqual(["20ms +1 [[[100,7]],[]]"]);
  expect(here.market.playback).toEqual({ kind: "failed", error });
});

test("trades from before the first book are history with times of their own", () => {
  const early = { ...OPENING, prints: printStep(T0 - 231_000, 8).prints };
  const { clock, market } = scene(new MemorySource(early));
  expect(market.prints({ limit: 5 })).toMatchObject([{ price: 105, size: 8, side: "sell", venueTime: clock.now() - 231 }]);
  expect(market.day()).toMatchObject({ last: 105, trades: 1 });
});

test("scales and steps are the tape's, and a source without a first book is a named error", () => {
  const { market } = scene(new MemorySource(OPENING));
  expect(market.instrument).toMatchObject({ symbol: "BTC-PERP", priceScale: 1, sizeScale: 0, tick: 5, lot: 1, minSize: 1 });
  expect(market.instrument.maxSize).toBeUndefined();
  expect(() => scene(new MemorySource())).toThrow(UsageError);
});

test("stopping leaves no timer", () => {
  const here = scene(new MemorySource(OPENING, bookStep(T0 + 10_000, [level(100, 7)])));
  here.market.start();
  listen(here);
  here.market.stop();
  expect(here.clock.pendingTimers).toBe(0);
});
