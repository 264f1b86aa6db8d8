import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { epochMs, instrumentId, monotonicMs, priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { type TradeEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { seededRandom } from "#core/random";
import { TradesKeeper } from "#feed/prints/trades-keeper";
import { silentLog } from "#observe/log";
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

/** A keeper that is told prints by id and time, and the ids that it handed out. REST never answers. */
function told(): { readonly print: (id: number, time?: number) => void; readonly ids: string[] } {
  const clock = new VirtualClock();
  const keeper = new TradesKeeper({
    context: {
      clock,
      random: seededRandom("1"),
      log: silentLog,
      metrics: { count: () => undefined, gauge: () => undefined },
      requester: { call: () => ({ cancel: () => undefined }) },
      connections: () => {
        throw new RangeError("Nothing connects here.");
      },
      status: () => undefined,
    },
    codec: lmex.market("futures"),
    instrument: ETH,
  });
  const ids: string[] = [];
  keeper.subscribe((news) => news.kind === "trade" && ids.push(news.trade.tradeId ?? "none"));
  return {
    ids,
    print: (id, time = id) => {
      const [price, size] = [priceUnits(312_040), sizeUnits(1)];
      const trade: TradeEvent = { kind: "trade", instrument: ETH, tradeId: String(id), price, size, side: "buy", venueTime: epochMs(time) };
      keeper.received(trade, RECEIPT);
    },
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
