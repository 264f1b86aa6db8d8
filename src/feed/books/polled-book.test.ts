import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { epochMs, instrumentId, priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { type BookImage } from "#core/event";
import { type Instrument } from "#core/instrument";
import { seededRandom } from "#core/random";
import { PolledBook } from "#feed/books/polled-book";
import { FEED_DEFAULTS } from "#feed/feed-settings";
import { silentLog } from "#observe/log";
import { type CallOutcome, type Requester, type RestCall } from "#transport/rest-call";
import { lmex } from "#venues/lmex/index";

const BTC: Instrument = {
  venue: "lmex",
  product: "spot",
  kind: "spot",
  symbol: venueSymbol("BTC-USDT"),
  id: instrumentId("BTC/USDT"),
  base: "BTC",
  quote: "USDT",
  priceScale: 1,
  sizeScale: 3,
  tick: priceUnits(1),
  lot: sizeUnits(1),
  minSize: sizeUnits(1),
  sizeUnit: "base",
  contractSize: "1",
  status: "trading",
};

const image = (at: Partial<Pick<BookImage, "sequence" | "venueTime">>): BookImage => ({
  instrument: BTC,
  bids: [[priceUnits(642_502), sizeUnits(1)]],
  asks: [],
  sequence: undefined,
  venueTime: undefined,
  ...at,
});

/** Answers every read with the image of the moment. */
function imageRequester(clock: VirtualClock, imageOf: () => BookImage): Requester {
  return {
    call: <Value>(_call: RestCall<Value>, settled: (outcome: CallOutcome<Value>) => void) => {
      const value = imageOf() as Value;
      const timer = clock.after(10, () => settled({ kind: "value", value, attempts: 1, elapsedMs: 10 }));
      return timer;
    },
  };
}

function polled(imageOf: (clock: VirtualClock) => BookImage): { readonly clock: VirtualClock; readonly book: PolledBook } {
  const clock = new VirtualClock();
  const book = new PolledBook({
    context: {
      clock,
      random: seededRandom("1"),
      log: silentLog,
      metrics: { count: () => undefined, gauge: () => undefined },
      requester: imageRequester(clock, () => imageOf(clock)),
      connections: () => {
        throw new RangeError("Nothing connects here.");
      },
      status: () => undefined,
    },
    settings: FEED_DEFAULTS,
    codec: lmex.market("spot"),
    instrument: () => BTC,
    group: 0,
    depth: 5,
    everyMs: 1_000,
  });
  return { clock, book };
}

test("a polled book goes on after the venue's clock was set back an hour", () => {
  const { clock, book } = polled((at) => image({ venueTime: epochMs(at.now() - (at.monotonic() > 10_000 ? 3_600_000 : 0)) }));
  clock.advance(10_500);
  expect(book.state().kind).toBe("live");
  clock.advance(1_000);
  expect(book.state()).toEqual({ kind: "stale", reason: "reset" });
  clock.advance(1_000);
  expect(book.state().kind).toBe("live");
  book.close();
});

test("a polled book does not follow a cache that stands still behind it", () => {
  const { clock, book } = polled((at) => image({ venueTime: at.monotonic() > 10_000 ? epochMs(1_767_225_600_000) : at.now() }));
  clock.advance(60_000);
  expect(book.state()).toMatchObject({ kind: "stale" });
  expect(book.book.venueTime).toBeGreaterThan(1_767_225_600_000);
  book.close();
});

test("a polled book that tells its number and no time does not follow a cache behind it, and goes on when the count began anew", () => {
  const at = { sequence: 100 };
  const { clock, book } = polled(() => image(at));
  clock.advance(1_500);
  expect(book.state().kind).toBe("live");
  at.sequence = 90;
  clock.advance(5_000);
  expect(book.state()).toEqual({ kind: "stale", reason: "reset" });
  expect(book.book.sequence).toBe(100);
  at.sequence = 91;
  clock.advance(1_000);
  expect([book.state().kind, book.book.sequence]).toEqual(["live", 91]);
  book.close();
});
