import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { epochMs, priceUnits, sizeUnits } from "#core/brand";
import { type TradeEvent } from "#core/event";
import { seededRandom } from "#core/random";
import { type BackfillOutcome, readTradesSince } from "#feed/prints/trades-backfill";
import { silentLog } from "#observe/log";
import { listings } from "#sim/market/instruments";
import { type CallOutcome, type RestCall } from "#transport/rest-call";
import { lmexDialect } from "#venues/lmex/dialect";
import { lmex } from "#venues/lmex/index";
import { type TradesPage } from "#venues/venue";

const [listing] = listings(lmexDialect);
if (listing === undefined) throw new Error("Nothing is listed.");
const { instrument } = listing;
const [price, size] = [priceUnits(642_500), sizeUnits(1)];
/** Three prints a millisecond, ids from 1. */
const print = (id: number): TradeEvent => ({
  kind: "trade",
  instrument,
  tradeId: String(id),
  price,
  size,
  side: "buy",
  venueTime: epochMs(1_000 + Math.floor(id / 3)),
});
const prints = (from: number, to: number): readonly TradeEvent[] => Array.from({ length: to - from + 1 }, (_, at) => print(from + at));

/** What a backfill since `since` finds at a venue that serves pages by `serve`, out of what it holds. */
function backfill(since: number, held: readonly TradeEvent[], serve: (page: TradesPage) => readonly TradeEvent[]): BackfillOutcome {
  const codec = lmex.market("futures");
  let asked: TradesPage = { limit: 0 };
  let outcome: BackfillOutcome | undefined;
  const waiting: (() => void)[] = [];
  const requester = {
    call<Value>(call: RestCall<Value>, settled: (told: CallOutcome<Value>) => void) {
      const body = new TextEncoder().encode(JSON.stringify([...serve(asked)].reverse().map(row)));
      const reading = call.decode({ status: 200, headers: {}, body });
      waiting.push(() => {
        if (reading.kind === "value") settled({ kind: "value", value: reading.value, attempts: 1, elapsedMs: 1 });
        else throw reading.error;
      });
      return { cancel: () => undefined };
    },
  };
  readTradesSince(
    {
      context: {
        clock: new VirtualClock(),
        random: seededRandom("1"),
        log: silentLog,
        metrics: { count: () => undefined, gauge: () => undefined },
        requester,
        connections: () => {
          throw new RangeError("Nothing connects here.");
        },
        status: () => undefined,
      },
      codec: {
        ...codec,
        reads: {
          ...codec.reads,
          trades(which, page) {
            asked = page;
            return codec.reads.trades(which, page);
          },
        },
      },
      instrument,
      since: held.find(({ tradeId }) => tradeId === String(since)) ?? print(since),
    },
    (told) => {
      outcome = told;
    },
  );
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) next();
  if (outcome === undefined) throw new Error("It never ended.");
  return outcome;
}

const row = ({ tradeId, venueTime }: TradeEvent) => ({
  symbol: instrument.symbol,
  price: "64250.0",
  size: "1",
  side: "BUY",
  timestamp: venueTime,
  serialId: Number(tradeId),
});

const newest = (held: readonly TradeEvent[], { limit, endTime = epochMs(1e12) }: TradesPage, how: { cap: number; inclusive: boolean }) =>
  held.filter(({ venueTime }) => venueTime < endTime || (how.inclusive && venueTime === endTime)).slice(-Math.min(limit, how.cap));

test.each([
  { cap: 500, inclusive: true },
  { cap: 500, inclusive: false },
  { cap: 40, inclusive: true },
  { cap: 40, inclusive: false },
])("every print since the last known one comes once, from a venue of %j", (how) => {
  const held = prints(1, 240);
  const { trades, complete } = backfill(100, held, (page) => newest(held, page, how));
  expect(trades.map(({ tradeId }) => Number(tradeId))).toEqual(Array.from({ length: 140 }, (_, at) => 101 + at));
  expect(complete).toBe(true);
});

test("a venue that forgot the last known print has not told everything, unless the next one is there", () => {
  const serve = (held: readonly TradeEvent[]) => (page: TradesPage) => newest(held, page, { cap: 500, inclusive: true });
  const lost = prints(121, 150);
  expect(backfill(100, lost, serve(lost))).toMatchObject({ complete: false, reason: "the venue has no older prints" });
  const next = prints(101, 150);
  const found = backfill(100, next, serve(next));
  expect([found.complete, found.trades.length]).toEqual([true, 50]);
});
