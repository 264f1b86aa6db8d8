import { expect, test } from "vitest";
import { UsageError } from "#core/error";
import { listings } from "#sim/market/instruments";
import { weexDialect } from "#venues/weex/dialect";
import { weex } from "#venues/weex/index";

const v3 = weex.market("contract").subscribe;
const v2 = weex.market("contract", { api: "v2" }).subscribe;
const [contract] = listings(weexDialect).map(({ instrument }) => instrument);
if (contract === undefined) throw new RangeError("no listing");
const old = { ...contract, symbol: "cmt_btcusdt" as typeof contract.symbol };

test("a book of any depth is asked at 15 or at 200, and never in a grouping", () => {
  const book = (depth: number, group = 0) => v3.topics({ channel: "book", instrument: contract, depth, group });
  expect([book(5), book(15), book(16), book(200)]).toEqual([
    ["BTCUSDT@depth15"],
    ["BTCUSDT@depth15"],
    ["BTCUSDT@depth200"],
    ["BTCUSDT@depth200"],
  ]);
  expect(book(15, 1)).toEqual([]);
  expect(v2.topics({ channel: "book", instrument: old, depth: 200, group: 0 })).toEqual(["depth.cmt_btcusdt.200"]);
});

test("candles are spelled by version, and only lengths that exist are asked", () => {
  const candles = (interval: "1m" | "2h" | "1M") => v3.topics({ channel: "candles", instrument: contract, interval });
  expect(candles("1m")).toEqual(["BTCUSDT@kline_1m_LAST_PRICE"]);
  expect(candles("2h")).toEqual([]);
  const spot = weex.market("spot").subscribe;
  expect(spot.topics({ channel: "candles", instrument: contract, interval: "2h" })).toEqual(["BTCUSDT@kline_2h_LAST_PRICE"]);
  expect(v2.topics({ channel: "candles", instrument: old, interval: "1M" })).toEqual(["kline.LAST_PRICE.cmt_btcusdt.MONTH_1"]);
});

test("V3 sends many topics with a number, V2 one channel without", () => {
  expect(v3.encode("subscribe", ["A@ticker", "A@trade"], 7)).toEqual(['{"method":"SUBSCRIBE","params":["A@ticker","A@trade"],"id":7}']);
  expect(v2.encode("unsubscribe", ["ticker.cmt_a"], 7)).toEqual(['{"event":"unsubscribe","channel":"ticker.cmt_a"}']);
});

test("V3 is spoken by default, V2 when it is named, and spot's V2 not at all", () => {
  expect(weex.market("contract").description.api).toBe("v3");
  expect(weex.market("contract", { api: "v2" }).description.api).toBe("v2");
  expect(() => weex.market("spot", { api: "v2" })).toThrow(UsageError);
});
