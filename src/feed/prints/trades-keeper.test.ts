import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { epochMs, instrumentId, monotonicMs, priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { TruebookError } from "#core/error";
import { type TradeEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { seededRandom } from "#core/random";
import { type TradeNews, TradesKeeper } from "#feed/prints/trades-keeper";
import { type TopicHandle } from "#feed/sessions/topic";
import { silentLog } from "#observe/log";
import { type Requester } from "#transport/rest-call";
import { lmex } from "#venues/lmex/index";

const ETH: Instrument = {
  venue: "lmex",
  product: "futures",
  kind: "perpetual",
  symbol: venueSymbol("ETH-PERP"),
  id: instrumentId("ETH/USDT:USDT"),
  base: "ETH",
  quote: "USDT",
  settle: "USDT",
  priceScale: 2,
  sizeScale: 0,
  tick: priceUnits(5),
  lot: sizeUnits(1),
  minSize: sizeUnits(1),
  sizeUnit: "contract",
  contractSize: "0.01",
  status: "trading",
};
const RECEIPT = { receivedTime: epochMs(0), receivedMonotonic: monotonicMs(0), epoch: 1, message: 1 };

function keeperOf(clock: VirtualClock, requester: Requester): TradesKeeper {
  return new TradesKeeper({
    context: {
      clock,
      random: seededRandom("1"),
      log: silentLog,
      metrics: { count: () => undefined, gauge: () => undefined },
      requester,
      connections: () => {
        throw new RangeError("Nothing connects here.");
      },
      status: () => undefined,
    },
    codec: lmex.market("futures"),
    instrument: ETH,
  });
}

function printed(id: number, time: number): TradeEvent {
  const [price, size] = [priceUnits(312_040), sizeUnits(1)];
  return { kind: "trade", instrument: ETH, tradeId: String(id), price, size, side: "buy", venueTime: epochMs(time) };
}

/** A keeper that is told prints by id and time, and the ids that it handed out. REST never answers. */
function told(): { readonly print: (id: number, time?: number) => void; readonly ids: string[] } {
  const keeper = keeperOf(new VirtualClock(), { call: () => ({ cancel: () => undefined }) });
  const ids: string[] = [];
  keeper.subscribe((news) => news.kind === "trade" && ids.push(news.trade.tradeId ?? "none"));
  return {
    ids,
    print: (id, time = id) => keeper.received(printed(id, time), RECEIPT),
  };
}

test("a print that comes again after its id was forgotten is still a repeat", () => {
  const { print, ids } = told();
  for (let id = 1; id <= 6_000; id += 1) print(id);
  for (const id of [1, 999, 1_000, 1_001, 6_000]) print(id);
  expect(ids).toHaveLength(6_000);
});

test("a print from before the stream began does not come after newer ones", () => {
  const { print, ids } = told();
  for (const id of [100, 101, 99, 102]) print(id);
  expect(ids).toEqual(["100", "101", "102"]);
});

test("prints of a venue that counts anew go on, also several of one instant", () => {
  const { print, ids } = told();
  for (const id of [100, 101]) print(id);
  print(1, 500);
  print(2, 500);
  print(3, 501);
  expect(ids).toEqual(["100", "101", "1", "2", "3"]);
});

/** A REST whose pages go back from id `newest` without end, and that can be told to fail. */
function endless(clock: VirtualClock, rest: { newest: number; fails: boolean; calls: number }): Requester {
  return {
    call: (call, settled) => {
      rest.calls += 1;
      const last = Math.min(rest.newest, Number(new Map(call.query).get("endTime") ?? rest.newest));
      const rows = Array.from({ length: 1_000 }, (_, at) => printed(last - 999 + at, last - 999 + at));
      const value: unknown = rows;
      const failed = { kind: "failed", error: new TruebookError("planted", "No."), attempts: 1, elapsedMs: 0 } as const;
      clock.after(1, () =>
        // The keeper's calls are for prints and nothing else.
        settled(rest.fails ? failed : { kind: "value", value: value as never, attempts: 1, elapsedMs: 1 }),
      );
      return { cancel: () => undefined };
    },
  };
}

test("polled prints that pages do not reach are a hole before those that came, and a read that fails is none", () => {
  const clock = new VirtualClock();
  const rest = { newest: 2_000, fails: false, calls: 0 };
  const keeper = keeperOf(clock, endless(clock, rest));
  const heard: TradeNews[] = [];
  keeper.subscribe((news) => heard.push(news));
  keeper.poll();
  keeper.poll();
  clock.advance(10);
  expect(rest.calls, "reads do not overlap").toBe(1);
  expect(heard).toHaveLength(1_000);
  rest.fails = true;
  keeper.poll();
  clock.advance(10);
  expect(heard).toHaveLength(1_000);
  Object.assign(rest, { fails: false, newest: 100_000 });
  keeper.poll();
  clock.advance(100);
  // Five pages of a thousand, each of which reads the oldest moment before it, and one more, again.
  expect(heard[1_000]).toMatchObject({ kind: "hole", from: 2_000, to: 95_009, afterId: "2000", beforeId: "95009" });
  expect(heard[1_001]).toMatchObject({ kind: "trade", trade: { tradeId: "95009" } });
  expect(heard.filter(({ kind }) => kind === "hole")).toHaveLength(1);
});

test("where ids do not run up by one, an audit finds a print that was lost on a topic that went on", () => {
  const clock = new VirtualClock();
  const venue = [10, 20, 30, 40, 50];
  let past = 2;
  const requester: Requester = {
    call: (_call, settled) => {
      const value: unknown = venue.slice(0, past).map((id) => printed(id, id));
      clock.after(1, () => settled({ kind: "value", value: value as never, attempts: 1, elapsedMs: 1 }));
      return { cancel: () => undefined };
    },
  };
  const keeper = keeperOf(clock, requester);
  const ids: string[] = [];
  keeper.subscribe((news) => ids.push(news.kind === "trade" ? (news.trade.tradeId ?? "none") : news.kind));
  const topic: Pick<TopicHandle, "ready" | "release" | "resubscribe"> = {
    ready: true,
    release: () => undefined,
    resubscribe: () => undefined,
  };
  keeper.bind(topic as TopicHandle);
  keeper.received(printed(10, 10), RECEIPT);
  // The first step shows that ids do not run, because REST has nothing in it.
  keeper.received(printed(20, 20), RECEIPT);
  clock.advance(5);
  for (const id of [30, 50]) keeper.received(printed(id, id), RECEIPT);
  expect(ids).toEqual(["10", "20", "30", "50"]);
  past = 5;
  keeper.audit();
  clock.advance(5);
  expect(ids).toEqual(["10", "20", "30", "50", "40"]);
});
