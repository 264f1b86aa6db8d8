import fc from "fast-check";
import { expect, test } from "vitest";
import { epochMs } from "#core/brand";
import { UsageError } from "#core/error";
import { type Instrument, type Product } from "#core/instrument";
import { type RestCall } from "#transport/rest-call";
import { lmex } from "#venues/lmex/index";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const reply = (body: string, status = 200) => ({ status, headers: {}, body: bytesOf(body) });

const ETH_ROW = {
  symbol: "ETH-PERP",
  base: "ETH",
  quote: "USDT",
  minPriceIncrement: 0.05,
  minSizeIncrement: 1,
  minOrderSize: 1,
  maxOrderSize: 60000,
  contractSize: 0.01,
  timeBasedContract: false,
  active: true,
};

/** Reads market summary rows; undefined fields are left out. */
function instrumentsOf(
  product: Product,
  rows: readonly unknown[],
): { readonly value: readonly Instrument[]; readonly skippedRows: number } | undefined {
  const reading = lmex
    .market(product)
    .reads.instruments()
    .decode(reply(JSON.stringify(rows)));
  return reading.kind === "value" ? { value: reading.value, skippedRows: reading.skippedRows ?? 0 } : undefined;
}

function only(product: Product, row: unknown): Instrument {
  const instrument = instrumentsOf(product, [row])?.value[0];
  if (instrument === undefined) throw new Error("the row is no instrument");
  return instrument;
}

const eth = only("futures", ETH_ROW);
const futures = lmex.market("futures").reads;
const spot = lmex.market("spot").reads;
const now = epochMs(1767225700000);

const addressOf = (call: RestCall<unknown>): string =>
  `${call.method} ${call.host}${call.path}?${call.query.map((pair) => pair.join("=")).join("&")}`;

test("every read goes where the venue documents it, and costs one query", () => {
  const coin = only("spot", { ...ETH_ROW, symbol: "ETH-USDT", contractSize: undefined });
  const calls: readonly (readonly [RestCall<unknown>, string])[] = [
    [futures.instruments(), "GET rest/futures/api/v2.3/market_summary?"],
    [futures.ticker(eth), "GET rest/futures/api/v2.3/market_summary?symbol=ETH-PERP"],
    [futures.book(eth, 10), "GET rest/futures/api/v2.3/orderbook/L2?symbol=ETH-PERP&depth=10"],
    [futures.book(eth, 500), "GET rest/futures/api/v2.3/orderbook/L2?symbol=ETH-PERP&depth=50"],
    [futures.book(eth, 50, 3), "GET rest/futures/api/v2.3/orderbook?symbol=ETH-PERP&group=3"],
    [futures.trades(eth, { limit: 9_999 }), "GET rest/futures/api/v2.3/trades?symbol=ETH-PERP&count=500"],
    [
      futures.trades(eth, { limit: 5, startTime: epochMs(1), endTime: epochMs(2) }),
      "GET rest/futures/api/v2.3/trades?symbol=ETH-PERP&count=5&startTime=1&endTime=2&includeOld=true",
    ],
    [futures.candles(eth, "1h", { now }), "GET rest/futures/api/v2.3/ohlcv?symbol=ETH-PERP&resolution=60"],
    [futures.time(), "GET rest/spot/api/v3.3/time?"],
    [spot.book(coin, 50), "GET rest/spot/api/v3.3/orderbook/L2?symbol=ETH-USDT&depth=50"],
    [spot.time(), "GET rest/spot/api/v3.3/time?"],
  ];
  for (const [call, address] of calls) {
    expect(addressOf(call)).toBe(address);
    expect(call.costs).toEqual([{ bucket: "query", weight: 1 }]);
  }
});

test("a range of candles is cut to what the venue answers", () => {
  const range = (page: { startTime?: number; endTime?: number }): unknown =>
    futures
      .candles(eth, "1m", {
        now,
        ...(page.startTime === undefined ? {} : { startTime: epochMs(page.startTime) }),
        ...(page.endTime === undefined ? {} : { endTime: epochMs(page.endTime) }),
      })
      .query.slice(2);
  expect(range({ startTime: 0, endTime: 60_000_000 })).toEqual([
    ["start", "0"],
    ["end", String(299 * 60_000)],
  ]);
  expect(range({ startTime: 0, endTime: 600_000 })).toEqual([
    ["start", "0"],
    ["end", "600000"],
  ]);
  expect(range({ startTime: now - 600_000 })).toEqual([
    ["start", String(now - 600_000)],
    ["end", String(now)],
  ]);
  expect(range({ endTime: 600_000 })).toEqual([["end", "600000"]]);
});

test("a candle length that the venue does not have is a mistake of the caller, named with those it has", () => {
  expect(() => futures.candles(eth, "2h", { now })).toThrow(UsageError);
  expect(() => futures.candles(eth, "2h", { now })).toThrow(/1h, 4h/);
});

test("scales come exactly from the texts of the steps", () => {
  const fine = only("futures", { ...ETH_ROW, minPriceIncrement: "0.000001000", minSizeIncrement: "1.0" });
  expect(fine).toMatchObject({ priceScale: 6, tick: 1, sizeScale: 0, lot: 1 });
  expect(only("futures", { ...ETH_ROW, minPriceIncrement: 1e-8 })).toMatchObject({ priceScale: 8, tick: 1 });
  expect(only("futures", { ...ETH_ROW, minPriceIncrement: 2.5 })).toMatchObject({ priceScale: 1, tick: 25 });
  expect(only("spot", { ...ETH_ROW, symbol: "BTC-USDT", minSizeIncrement: 0.00001, minOrderSize: 0.0002 })).toMatchObject({
    kind: "spot",
    sizeScale: 5,
    lot: 1,
    minSize: 20,
    sizeUnit: "base",
    contractSize: "1",
    id: "ETH/USDT",
  });
});

test("dated contracts carry their day, halted ones their state", () => {
  const dated = only("futures", { ...ETH_ROW, symbol: "ETH-260925", timeBasedContract: true, active: false });
  expect(dated).toMatchObject({ kind: "dated-future", id: "ETH/USDT:USDT-260925", status: "halted" });
  expect(only("futures", { ...ETH_ROW, active: undefined }).status).toBe("unrecognized");
});

test("rows that cannot be read are left out and counted, and no others", () => {
  const bad = [
    null,
    5,
    { ...ETH_ROW, symbol: undefined },
    { ...ETH_ROW, symbol: "A\u001b[31m" },
    { ...ETH_ROW, minPriceIncrement: 0 },
    { ...ETH_ROW, minPriceIncrement: "x" },
    { ...ETH_ROW, minSizeIncrement: -1 },
    { ...ETH_ROW, contractSize: 0 },
    { ...ETH_ROW, contractSize: null },
    { ...ETH_ROW, symbol: "ETH-SOON", timeBasedContract: true },
  ];
  const read = instrumentsOf("futures", [...bad, ETH_ROW]);
  expect(read?.value.map((instrument) => instrument.symbol)).toEqual(["ETH-PERP"]);
  expect(read?.skippedRows).toBe(bad.length);
  expect(instrumentsOf("futures", bad)).toBeUndefined();
  expect(instrumentsOf("futures", [])).toEqual({ value: [], skippedRows: 0 });
});

test("a book is sorted, cut to the depth asked, and free of empty levels", () => {
  const body =
    '{"buyQuote":[{"price":"3120.35","size":"2"},{"price":3120.4,"size":1},{"price":"3120.30","size":"0"}],"sellQuote":[{"price":"3120.55","size":"4"},{"price":"3120.50","size":"3"}],"symbol":"ETH-PERP"}';
  const reading = futures.book(eth, 1).decode(reply(body));
  expect(reading).toMatchObject({ kind: "value", value: { bids: [[312040, 1]], asks: [[312050, 3]], venueTime: undefined } });
});

const broken: readonly (readonly [why: string, call: RestCall<unknown>, body: string])[] = [
  ["a book of another symbol", futures.book(eth, 5), '{"buyQuote":[],"sellQuote":[],"symbol":"BTC-PERP"}'],
  ["a book without a side", futures.book(eth, 5), '{"buyQuote":[],"symbol":"ETH-PERP"}'],
  ["a book with too many digits", futures.book(eth, 5), '{"buyQuote":[{"price":"1.001","size":"1"}],"sellQuote":[],"symbol":"ETH-PERP"}'],
  ["a book with pairs", futures.book(eth, 5), '{"buyQuote":[["3120.40","1"]],"sellQuote":[],"symbol":"ETH-PERP"}'],
  ["a trade without a side", futures.trades(eth, { limit: 1 }), '[{"price":1,"size":1,"symbol":"ETH-PERP","serialId":1,"timestamp":1}]'],
  [
    "a trade of no size",
    futures.trades(eth, { limit: 1 }),
    '[{"price":1,"size":0,"side":"BUY","symbol":"ETH-PERP","serialId":1,"timestamp":1}]',
  ],
  ["a candle with a hole", futures.candles(eth, "1m", { now }), "[[1767225600,1,null,1,1,1]]"],
  ["a candle that is no list", futures.candles(eth, "1m", { now }), "[5]"],
  ["a summary of other symbols", futures.ticker(eth), '[{"symbol":"BTC-PERP"}]'],
  ["a clock without a time", futures.time(), '{"iso":"yesterday"}'],
  ["an object where a list is due", futures.instruments(), "{}"],
];

for (const [why, call, body] of broken) {
  test(`${why} is unreadable, whole`, () => {
    const reading = call.decode(reply(body));
    expect(reading.kind).toBe("unreadable");
    expect(reading.kind === "unreadable" && reading.error.message).toMatch(/another shape than documented; nothing was read\.$/);
  });
}

test("pages and empty bodies of the edge are unreadable, and worth another try only where the status says so", () => {
  const html = "<html><body>502 Bad Gateway</body></html>";
  const cases: readonly (readonly [body: string, status: number, retry: string])[] = [
    [html, 502, "backoff"],
    [html, 403, "never"],
    [html, 429, "backoff"],
    [html, 200, "never"],
    ["", 404, "never"],
    ["", 503, "backoff"],
    ["[]", 500, "backoff"],
    ["{}", 404, "never"],
  ];
  for (const [body, status, retry] of cases) {
    const reading = futures.instruments().decode(reply(body, status));
    expect(reading.kind, `${status} ${body}`).toBe("unreadable");
    if (reading.kind !== "unreadable") continue;
    expect(reading.error.retry.kind, `${status} ${body}`).toBe(retry);
    expect(reading.error.message).toContain(`HTTP ${status}`);
    expect(reading.error.message).not.toContain("<html>");
  }
});

test("refusals mean what their words and codes say, and the status only where both are silent", () => {
  const cases: readonly (readonly [body: string, status: number, category: string])[] = [
    ['{"status":429,"errorCode":-1,"message":"Order not found"}', 429, "not-found"],
    ['{"status":400,"errorCode":-1,"message":"Invalid nonce"}', 400, "clock"],
    ['{"status":400,"errorCode":-7006,"message":"coin pair"}', 400, "unknown-instrument"],
    ['{"status":500,"errorCode":-11,"message":"system error"}', 500, "server"],
    ['{"code":-2,"msg":"bad","time":1,"data":null,"success":false}', 200, "bad-request"],
    ['{"code":80005,"msg":"bad side","success":false}', 200, "bad-request"],
    ['{"status":401,"errorCode":99999,"message":"?"}', 401, "auth"],
    ['{"timestamp":1,"status":404,"error":"Not Found","path":"/x"}', 404, "not-found"],
    ['{"status":451,"message":"banned"}', 451, "permission"],
    ['{"errorCode":12345,"message":"?"}', 200, "unrecognized"],
  ];
  for (const [body, status, category] of cases) {
    const reading = futures.instruments().decode(reply(body, status));
    expect(reading.kind === "refused" ? reading.error.category : reading.kind, body).toBe(category);
  }
});

test("a refusal's words cannot repaint a terminal", () => {
  const reading = futures.time().decode(reply('{"errorCode":-1,"message":"\\u001b[2Jgone\\nnext"}', 400));
  expect(reading.kind === "refused" && /[\u0000-\u001f]/.test(reading.error.message)).toBe(false);
});

test("a ticker tells only what the venue said, exactly", () => {
  const row = '[{"symbol":"ETH-PERP","last":null,"highestBid":3120.40,"fundingRate":8.125e-5,"percentageChange":0,"volume":1E+3}]';
  const reading = futures.ticker(eth).decode(reply(row));
  expect(reading.kind === "value" && reading.value).toEqual({
    kind: "ticker",
    instrument: eth,
    bestBid: "3120.40",
    fundingRate: "0.00008125",
    turnover24h: "1000",
    changeFraction24h: "0",
    venueTime: undefined,
    origin: "polled",
  });
});

test("a clock that tells only seconds says so", () => {
  expect(futures.time().decode(reply('{"epoch":1767225662}'))).toMatchObject({
    kind: "value",
    value: { venueTime: 1767225662000, errorMs: 1000 },
  });
  expect(futures.time().decode(reply('{"iso":"2024-02-29T23:59:59.999Z"}'))).toMatchObject({
    kind: "value",
    value: { venueTime: 1709251199999, errorMs: 1 },
  });
});

test("ids beyond 2^53 keep every digit", () => {
  const row = '[{"price":3120.5,"size":4,"side":"SELL","symbol":"ETH-PERP","serialId":12345678901234567890,"timestamp":1767225663004}]';
  expect(futures.trades(eth, { limit: 1 }).decode(reply(row))).toMatchObject({ value: [{ tradeId: "12345678901234567890" }] });
});

test("no answer makes a decoder throw", () => {
  const calls = [
    futures.instruments(),
    futures.ticker(eth),
    futures.book(eth, 5),
    futures.trades(eth, { limit: 5 }),
    futures.candles(eth, "1M", { now }),
    futures.time(),
  ];
  const names = fc.constantFrom(
    "symbol",
    "buyQuote",
    "price",
    "size",
    "errorCode",
    "code",
    "success",
    "iso",
    "epoch",
    "__proto__",
    "minPriceIncrement",
  );
  const json = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<unknown>("ETH-PERP", 1e300, -0, 5e-324, "9".repeat(50), null, true, "2026-13-45T99:99:99.000Z"),
      fc.array(tie("node"), { maxLength: 3 }),
      fc.dictionary(names, tie("node"), { maxKeys: 4 }),
    ),
  })).node;
  fc.assert(
    fc.property(fc.constantFrom(...calls), json, fc.constantFrom(200, 400, 429, 500), (call, value, status) => {
      expect(["value", "refused", "unreadable"]).toContain(call.decode(reply(JSON.stringify(value) ?? "", status)).kind);
    }),
    { numRuns: 500 },
  );
});

test("a product or version that LMEX does not have is a mistake of the caller", () => {
  expect(() => lmex.market("contract")).toThrow(expect.objectContaining({ code: "unknown-product", hint: "It has futures, spot." }));
  expect(() => lmex.market("spot", { api: "v9" })).toThrow(UsageError);
  expect(lmex.market("spot", { api: "v3.3" }).description.product).toBe("spot");
  expect(lmex.errorCategory("1000")).toBe("unknown-instrument");
  expect(lmex.errorCategory("no such code")).toBe("unrecognized");
});
