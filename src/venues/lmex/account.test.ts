// The account side of LMEX: published payloads mean what they should, orders are written as published, answers prove no more than they
// do, and nothing that a socket says makes the reader throw. Costs about a second.

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ClearedChange,
  type ClearedOrder,
  clientOrderId,
  type OrderChange,
  type OrderIntent,
  venueOrderId,
} from "#core/account/order";
import { epochMs, priceUnits, sizeUnits } from "#core/brand";
import { instrumentTable } from "#core/instrument";
import { BTC_PERP, ETH_PERP, ETH_USDT } from "#sim/scripted-world";
import { type AccountReading } from "#venues/account";
import { accountCodec } from "#venues/lmex/account";

function payloads(name: string): readonly string[] {
  const text = readFileSync(new URL(`./fixtures/${name}.ndjson`, import.meta.url), "utf8");
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

const NOW = epochMs(1767225740000);
const futures = accountCodec("futures");
const spot = accountCodec("spot");
const table = instrumentTable([ETH_PERP, BTC_PERP, ETH_USDT]);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const reply = (body: string | undefined, status = 200) => ({ status, headers: {}, body: bytesOf(body ?? "") });
const stream = payloads("account-stream");
const rest = payloads("account-rest");
const reads = futures.reads(() => table);

const reader = (codec: typeof futures) => {
  const made = codec.stream?.reader(() => table);
  if (made === undefined) throw new Error("no stream");
  return made;
};
const read = (text: string, codec = futures) => reader(codec).read(bytesOf(text), NOW);
const told = (text: string, codec = futures): AccountReading => {
  const reading = read(text, codec);
  if (reading.kind !== "account") throw new Error(`read as ${reading.kind}`);
  return reading;
};

const intent = (parts: Partial<OrderIntent> = {}): ClearedOrder =>
  ({
    instrument: ETH_PERP,
    clientOrderId: clientOrderId("tc-000001"),
    side: "sell",
    style: { kind: "limit", price: priceUnits(312_050), timeInForce: "gtc" },
    amount: { kind: "size", size: sizeUnits(25) },
    effect: "any",
    ...parts,
  }) as ClearedOrder;
const OURS = { instrument: ETH_PERP, venueOrderId: venueOrderId("0b5e8f10-3d0a-4c0e-9a54-6f2a7c11d002") };

describe("the stream", () => {
  test("a published order event is an open order with its sum of fills", () => {
    expect(told(stream[0] ?? "").events).toEqual([
      {
        kind: "order",
        instrument: ETH_PERP,
        venueOrderId: "0b5e8f10-3d0a-4c0e-9a54-6f2a7c11d002",
        clientOrderId: "tc-000002",
        status: "open",
        side: "buy",
        style: "limit",
        // What traded carries the price of its trade.
        price: undefined,
        size: 35,
        filledSize: 10,
        averagePrice: "3101",
        reduceOnly: undefined,
        words: undefined,
        venueTime: 1767225733507,
        origin: "stream",
      },
    ]);
  });

  test("a published execution is a fill with its fee, in either spelling", () => {
    const fill = {
      kind: "fill",
      tradeId: "7d3a1a52-0d5f-4c8e-9a1f-1c2d3e4f5a01",
      price: "3101",
      size: 10,
      value: "310.1",
      fee: { amount: "0.062", currency: "USDT" },
      liquidity: "maker",
      venueTime: 1767225733507,
    };
    expect(told(stream[1] ?? "").events).toMatchObject([fill]);
    expect(told((stream[1] ?? "").replace("feeAmount", "freeAmount")).events).toMatchObject([fill]);
  });

  test("a published position is read, and its closing record is flat", () => {
    const open = { kind: "position", instrument: ETH_PERP, leg: "net", side: "long", size: 10, entryPrice: "3101", markPrice: "3104.2" };
    expect(told(stream[2] ?? "").events).toMatchObject([{ ...open, leverage: "25", marginMode: "cross", unrealisedPnl: "0.32" }]);
    const closed = (stream[2] ?? "")
      .replace('"totalContracts":10', '"totalContracts":0')
      .replace('"positionDirection":"LONG"', '"positionDirection":null')
      .replace('"orderType":90', '"orderType":0');
    expect(told(closed).events).toMatchObject([{ leg: "net", side: "flat", size: 0, entryPrice: undefined }]);
  });

  test("legs held apart are told apart, also when closed; positions of a mode with several a market are not guessed", () => {
    const hedge = (stream[2] ?? "").replace('"positionMode":"ONE_WAY"', '"positionMode":"HEDGE"');
    expect(told(hedge).events).toMatchObject([{ leg: "long", side: "long" }]);
    const closed = hedge
      .replace('"positionDirection":"LONG"', '"positionDirection":null')
      .replace('"positionId":"ETH-PERP-USDT"', '"positionId":"ETH-PERP-USDT|SHORT"')
      .replace('"totalContracts":10', '"totalContracts":0');
    expect(told(closed).events).toMatchObject([{ leg: "short", side: "flat" }]);
    expect(told((stream[2] ?? "").replace("ONE_WAY", "ISOLATED"))).toMatchObject({ events: [], skippedRows: 1 });
  });

  test("a refused order has no side and no sizes, and is told all the same", () => {
    const row = { symbol: "ETH-PERP", orderID: "x", side: "", orderType: 0, price: 0, status: 8, currentOrderSize: 0, totalFilledSize: 0 };
    const reading = told(JSON.stringify({ topic: "notificationApiV4", data: [{ ...row, positionId: null, clOrderID: "" }] }));
    expect(reading.events).toMatchObject([{ status: "rejected", side: undefined, size: undefined, clientOrderId: undefined }]);
  });

  test("spot tells one order as an object with MODE_ sides and base sizes; older futures topics use old names", () => {
    const data = { symbol: "ETH-USDT", orderID: "s-1", side: "MODE_SELL", orderType: 76, txType: 0, price: 3120.5, status: 2 };
    const one = JSON.stringify({
      topic: "notificationApiV3",
      data: { ...data, clOrderID: null, currentOrderBaseSize: 0.5, totalFilledBaseSize: 0 },
    });
    expect(told(one, spot).events).toMatchObject([{ side: "sell", size: 5_000, filledSize: 0, price: 312_050, status: "open" }]);
    const old = { symbol: "ETHPFC", orderID: "o-1", side: "BUY", orderType: 76, type: "0", price: 3120.5, status: 5, size: 9, fillSize: 4 };
    const events = told(JSON.stringify({ topic: "notificationApiV2", data: [{ ...old, avgFillPrice: 3120.5 }] })).events;
    // Whether `fillSize` is one trade's or the sum is not known, so it is not said.
    expect(events).toMatchObject([{ instrument: ETH_PERP, size: 9, filledSize: undefined, averagePrice: "3120.5" }]);
  });

  test("ids beyond 2^53 stay whole", () => {
    const id = "922337203685477580712";
    const text = (stream[0] ?? "").replace('"0b5e8f10-3d0a-4c0e-9a54-6f2a7c11d002"', id);
    expect(told(text).events).toMatchObject([{ venueOrderId: id }]);
  });

  test.each([
    [2, "open"],
    [4, "filled"],
    [5, "open"],
    [6, "cancelled"],
    [7, "cancelled"],
    [9, "untriggered"],
    [10, "open"],
    [15, "rejected"],
    [123, "open"],
    [304, "rejected"],
    [1003, "filled"],
  ])("status %i is %s", (status, meaning) => {
    expect(told((stream[0] ?? "").replace('"status":5', `"status":${status}`)).events).toMatchObject([{ status: meaning }]);
  });

  test.each([17, -1, 16, 999, '"ORDER_INSERTED"', "null"])("status %s is an unreadable row, which is counted", (status) => {
    const reading = told((stream[0] ?? "").replace('"status":5', `"status":${status}`));
    expect(reading).toMatchObject({ events: [], skippedRows: 1 });
  });

  test("a login is answered, in words where it is refused", () => {
    expect(read(stream[3] ?? "")).toEqual({ kind: "login", accepted: true, words: "" });
    expect(read('{"event":"login","success":false}')).toMatchObject({ kind: "login", accepted: false });
  });

  test("no mutation of a frame makes the reader throw, and no event is told with a figure that is none", () => {
    const made = reader(futures);
    const mutation = fc.record({
      frame: fc.constantFrom(...stream),
      at: fc.nat(1_500),
      cut: fc.nat(12),
      text: fc.string({ maxLength: 6 }),
    });
    fc.assert(
      fc.property(mutation, ({ frame, at, cut, text }) => {
        const reading = made.read(bytesOf(frame.slice(0, at) + text + frame.slice(at + cut)), NOW);
        if (reading.kind !== "account") return;
        for (const event of reading.events) {
          if (event.kind !== "balance" && event.kind !== "order") expect(Number.isSafeInteger(event.size)).toBe(true);
        }
      }),
      { numRuns: 1_500 },
    );
  });
});

describe("reads", () => {
  test("published rows are orders, fills, positions and balances", () => {
    expect(reads.order(OURS).decode(reply(rest[2]))).toMatchObject({
      kind: "value",
      value: { status: "open", price: 310_100, size: 35, filledSize: 10, reduceOnly: false, origin: "query" },
    });
    const page = { instrument: undefined, limit: 500 };
    expect(reads.fills(page).decode(reply(rest[3]))).toMatchObject({
      kind: "value",
      value: {
        rows: [{ price: "3101", size: 10, value: "310.1", fee: { amount: "0.062" }, liquidity: undefined }],
        next: undefined,
        skippedRows: 0,
      },
    });
    expect(reads.positions?.().decode(reply(rest[4]))).toMatchObject({ kind: "value", value: [{ leg: "net", side: "long", size: 10 }] });
    expect(reads.balances().decode(reply(rest[5]))).toMatchObject({
      kind: "value",
      value: [{ wallet: "CROSS@", currency: "USDT", total: "5120.4", locked: "13.8", available: undefined }],
    });
  });

  test("open orders say their state in words, and what waits for a price is not open", () => {
    const row = (rest[2] ?? "").replace('"status":5', '"orderState":"STATUS_ACTIVE"');
    const page = { instrument: undefined, limit: 500 };
    const states = (text: string) => {
      const reading = reads.openOrders(page).decode(reply(`[${text}]`));
      return reading.kind === "value" ? [reading.value.rows.map(({ status }) => status), reading.value.skippedRows] : reading.kind;
    };
    expect(states(row)).toEqual([["open"], 0]);
    expect(states(row.replace('"triggerOrder":false', '"triggerOrder":true'))).toEqual([["untriggered"], 0]);
    expect(states(row.replace("STATUS_ACTIVE", "STATUS_INACTIVE"))).toEqual([[], 1]);
  });

  test("an order that is not found is an answer, also under a status that says too many requests", () => {
    const body = '{"status":429,"errorCode":-1,"message":"Order not found","extraData":null}';
    expect(reads.order(OURS).decode(reply(body, 429))).toEqual({ kind: "value", value: undefined });
    expect(reads.order(OURS).decode(reply("", 404)).kind).toBe("unreadable");
  });

  test("a full page of fills goes on at its oldest row; a millisecond that fills pages goes on by number", () => {
    const row = (serial: number, timestamp: number) =>
      (rest[3] ?? "")
        .slice(1, -1)
        .replace("51200433", String(serial))
        .replace("1767225733507", String(timestamp))
        .replace("5a01", String(serial));
    const page = { instrument: undefined, limit: 2, endTime: epochMs(2_000) };
    const next = (cursor: string | undefined, ...rows: readonly string[]) => {
      const reading = reads.fills(cursor === undefined ? page : { ...page, cursor }).decode(reply(`[${rows.join(",")}]`));
      return reading.kind === "value" ? reading.value.next : reading.kind;
    };
    expect(next(undefined, row(9, 1_900), row(8, 1_800))).toBe("1800");
    expect(next("1800", row(8, 1_800), row(7, 1_800))).toBe("1800/7");
    expect(next("1800/7", row(6, 1_800))).toBeUndefined();
    expect(reads.fills({ ...page, cursor: "1800/7" }).query).toEqual([
      ["endTime", "1800"],
      ["beforeSerialId", "7"],
      ["count", "2"],
    ]);
  });

  test("an unreadable row of fills is counted, and a wallet or position that cannot be read spoils its answer", () => {
    const fills = reads.fills({ instrument: undefined, limit: 500 }).decode(reply((rest[3] ?? "").replace("ETH-PERP", "NEW-PERP")));
    expect(fills).toMatchObject({ kind: "value", value: { rows: [], skippedRows: 1 } });
    expect(reads.positions?.().decode(reply((rest[4] ?? "").replace('"BUY"', '"?"'))).kind).toBe("unreadable");
    expect(
      reads.balances().decode(reply((rest[5] ?? "").replace("5120.4,", '"x",').replace('"balance":5120.4', '"balance":"x"'))).kind,
    ).toBe("unreadable");
  });
});

describe("orders", () => {
  test("a limit order is written byte for byte as published", () => {
    expect(futures.orders.place(intent()).body).toBe(
      '{"symbol":"ETH-PERP","side":"SELL","type":"LIMIT","price":3120.5,"size":25,"time_in_force":"GTC","clOrderID":"tc-000001"}',
    );
  });

  test.each([
    [{ style: { kind: "market" } }, '"type":"MARKET","size":25,"clOrderID"'],
    [{ style: { kind: "limit", price: priceUnits(312_050), timeInForce: "ioc" } }, '"time_in_force":"IOC"'],
    [{ style: { kind: "limit", price: priceUnits(312_050), timeInForce: "post-only" } }, '"time_in_force":"GTC","postOnly":true'],
    [{ effect: "reduce-only" }, '"reduceOnly":true'],
    [
      { style: { kind: "stop", trigger: { price: priceUnits(300_000), by: "mark" }, price: undefined } },
      '"type":"MARKET","size":25,"txType":"STOP","triggerPrice":3000,"trigger":"markPrice"',
    ],
    [
      { style: { kind: "take-profit", trigger: { price: priceUnits(300_000), by: "last" }, price: priceUnits(299_995) } },
      '"type":"LIMIT","price":2999.95,"size":25,"txType":"TRIGGER","triggerPrice":3000,"trigger":"lastPrice"',
    ],
  ] as const)("an order %j has %s in its body", (parts, expected) => {
    expect(futures.orders.place(intent(parts)).body).toContain(expected);
  });

  test("a spot market buy names what it spends; nothing else may", () => {
    const buy = { instrument: ETH_USDT, side: "buy", style: { kind: "market" }, amount: { kind: "quote", quote: "150.50" } } as const;
    expect(spot.orders.place(intent(buy)).body).toBe(
      '{"symbol":"ETH-USDT","side":"BUY","type":"MARKET","price":150.5,"clOrderID":"tc-000001"}',
    );
    expect(() => futures.orders.place(intent({ ...buy, instrument: ETH_PERP }))).toThrow("quote coins");
  });

  test("an amendment of one value has its own form, and several go together", () => {
    const amend = (change: OrderChange) => futures.orders.amend?.(OURS, change as ClearedChange);
    expect(amend({ price: priceUnits(310_100) })?.body).toContain('"type":"PRICE","value":3101}');
    expect(amend({ size: sizeUnits(35) })?.body).toContain('"type":"SIZE","value":35}');
    expect(amend({ price: priceUnits(310_100), size: sizeUnits(35) })?.body).toBe(
      '{"symbol":"ETH-PERP","orderID":"0b5e8f10-3d0a-4c0e-9a54-6f2a7c11d002","type":"ALL","orderPrice":3101,"orderSize":35}',
    );
  });

  test("a cancel without a name is never sent, because it would end every order of the market", () => {
    expect(() => futures.orders.cancel({ instrument: ETH_PERP })).toThrow("neither id");
    expect(futures.orders.cancel({ instrument: ETH_PERP, clientOrderId: clientOrderId("tc-1") }).query).toEqual([
      ["symbol", "ETH-PERP"],
      ["clOrderID", "tc-1"],
    ]);
    expect(() => futures.orders.cancelAll(undefined)).toThrow("one instrument");
  });

  const placed = (body: string | undefined, status = 200, id = "tc-000002") =>
    futures.orders.place(intent({ clientOrderId: clientOrderId(id) })).decode(reply(body, status));

  test("a resting result is accepted with its report, a refusal with HTTP 200 is rejected in the venue's words", () => {
    expect(placed(rest[0])).toMatchObject({
      value: { kind: "accepted", venueOrderId: OURS.venueOrderId, report: { status: "open", price: 309_950 } },
    });
    expect(placed(rest[1], 200, "tc-000003")).toMatchObject({
      value: {
        kind: "rejected",
        reason: "insufficient-funds",
        venueCode: "8",
        words: "trade.error.insufficient_balance: not enough available balance",
      },
    });
  });

  test.each([
    [15, "duplicate clOrderID", "duplicate-client-order-id"],
    [15, "something else", "unrecognized"],
    [300, "", "size-rule"],
    [302, "", "price-rule"],
    [304, "", "too-many-open-orders"],
    [305, "", "price-outside-band"],
  ])("a result with status %i and the words '%s' is rejected for %s", (status, words, reason) => {
    const body = (rest[0] ?? "").replace('"status":2', `"status":${status}`).replace('"message":""', `"message":"${words}"`);
    expect(placed(body)).toMatchObject({ value: { kind: "rejected", reason, venueCode: String(status) } });
  });

  test.each([
    ['{"status":400,"errorCode":-2,"message":"size parameter is mandatory","extraData":null}', 400, "bad-request"],
    ['{"code":10002,"msg":"UNAUTHORIZED: Authentication Failed","time":1,"data":null,"success":false}', 401, "auth"],
    ['{"status":400,"error":"Bad Request","code":302,"message":"Invalid order price"}', 400, "price-rule"],
    ['{"status":403,"errorCode":-1042,"message":"User cannot trade","extraData":null}', 403, "permission"],
  ])("the error body %s is a refusal", (body, status, reason) => {
    expect(placed(body, status)).toMatchObject({ value: { kind: "rejected", reason } });
  });

  test.each([
    ["<html>Bad gateway</html>", 502],
    ["<html>Forbidden</html>", 403],
    ["", 200],
    ["[]", 200],
    ["{}", 200],
    ['{"status":500,"errorCode":-11,"message":"system error","extraData":null}', 500],
    ['{"status":400,"errorCode":-1,"message":"failure","extraData":null}', 400],
    ['{"status":400,"errorCode":987654,"message":"new","extraData":null}', 400],
    [(rest[0] ?? "").replace('"status":2', '"status":17'), 200],
    [(rest[0] ?? "").replace('"status":2', '"status":999'), 200],
    [(rest[0] ?? "").replace("tc-000002", "another"), 200],
  ])("the answer %s with HTTP %i proves nothing", (body, status) => {
    expect(placed(body, status)).toMatchObject({ kind: "value", value: { kind: "unclear" } });
  });

  test("a refused time and a passed limit go to whoever sends, to mend the clock and to wait", () => {
    const kind = (words: string, code: number) => placed(`{"status":400,"errorCode":${code},"message":"${words}","extraData":null}`, 400);
    expect(kind("Invalid nonce", -7)).toMatchObject({ kind: "refused", error: { category: "clock" } });
    expect(kind("Rate limit exceeded", 303)).toMatchObject({ kind: "refused", error: { category: "rate-limited" } });
  });

  test("a cancel tells the end, that there was nothing to end, or that it does not know", () => {
    const cancel = (body: string | undefined, status = 200) => futures.orders.cancel(OURS).decode(reply(body, status));
    const result = (code: number) => (rest[0] ?? "").replace('"status":2', `"status":${code}`);
    expect(cancel(result(6))).toMatchObject({ value: { kind: "cancelled", report: { status: "cancelled" } } });
    expect(cancel(result(4))).toMatchObject({ value: { kind: "not-open", was: "filled" } });
    expect(cancel(result(16))).toMatchObject({ value: { kind: "not-open", was: "unknown" } });
    expect(cancel('{"status":429,"errorCode":-1,"message":"Order not found","extraData":null}', 429)).toMatchObject({
      value: { kind: "not-open" },
    });
    expect(cancel("[]")).toMatchObject({ value: { kind: "not-open" } });
    expect(cancel(result(2))).toMatchObject({ value: { kind: "unclear" } });
    expect(cancel("<html>", 200)).toMatchObject({ value: { kind: "unclear" } });
    // May be sent again, so whoever sends decides.
    expect(cancel("<html>", 503).kind).toBe("unreadable");
  });

  test("a setting is done at 20 only, although its refusals are HTTP 200 too", () => {
    const set = (body: string | undefined) => futures.orders.setLeverage?.(ETH_PERP, "25", "cross").decode(reply(body));
    expect(set(rest[6])).toEqual({ kind: "value", value: true });
    expect(set((rest[6] ?? "").replace('"status":20', '"status":13'))).toMatchObject({ kind: "refused", error: { venueCode: "13" } });
  });

  test("an armed dead-man switch is HTTP 200 with whatever body, unless it refuses", () => {
    const arm = (body: string, status: number) => futures.orders.cancelAllAfter?.(45_000).decode(reply(body, status)).kind;
    expect(futures.orders.cancelAllAfter?.(45_000).body).toBe('{"timeout":45000}');
    expect([arm("", 200), arm("{}", 200), arm("<html>", 200), arm("", 500)]).toEqual(["value", "value", "unreadable", "unreadable"]);
    expect(arm('{"status":400,"errorCode":-2,"message":"bad","extraData":null}', 200)).toBe("refused");
  });
});
