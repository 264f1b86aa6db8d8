// The published private payloads judge the decoders: whatever else changes, these answers and frames must mean this. About 1 s.

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type ClearedOrder, clientOrderId, venueOrderId } from "#core/account/order";
import { Secret } from "#core/account/secret";
import { epochMs, priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { type Instrument, instrumentTable, unifiedId } from "#core/instrument";
import { accountCodec } from "#venues/lbank/account";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const reply = (body: string | undefined, status = 200) => ({ status, headers: {}, body: bytesOf(body ?? "") });
const NOW = epochMs(1_790_000_000_500);
const ORDER = "5d1f0c9e-3b7a-4a41-9c55-0e8c2f6a1b01";

function payloads(name: string): readonly string[] {
  const text = readFileSync(new URL(`../fixtures/${name}.ndjson`, import.meta.url), "utf8");
  const lines = text.split("\n").filter((line) => line !== "");
  expect(lines[0]).toMatch(/^# /);
  return lines.filter((line) => !line.startsWith("#"));
}

function market(base: string, scales: { readonly price: number; readonly size: number }): Instrument {
  return {
    venue: "lbank",
    product: "spot",
    kind: "spot",
    symbol: venueSymbol(`${base.toLowerCase()}_usdt`),
    id: unifiedId({ base, quote: "USDT" }),
    base,
    quote: "USDT",
    priceScale: scales.price,
    sizeScale: scales.size,
    tick: priceUnits(1),
    lot: sizeUnits(1),
    minSize: sizeUnits(1),
    sizeUnit: "base",
    contractSize: "1",
    status: "trading",
  };
}

const btc = market("BTC", { price: 2, size: 5 });
const sol = market("SOL", { price: 2, size: 4 });
const table = instrumentTable([btc, sol]);
const codec = accountCodec("v2");
const article = accountCodec("article");
const reads = codec.reads(() => table);
const [create, cancel, info, account, fills, ...rest] = payloads("private-rest");
const [keyText, keyObject, keyOld, renewed, cancelledAll, open, fee, permissions] = rest;

/** A row with members changed: a text is put in as it is, undefined takes the member away. */
function changed(text: string | undefined, members: Readonly<Record<string, unknown>>): string {
  const value = JSON.parse(text ?? "") as { data: Record<string, unknown> | Record<string, unknown>[] };
  Object.assign(Array.isArray(value.data) ? (value.data[0] ?? {}) : value.data, members);
  return JSON.stringify(value);
}

test("an order is read with its client id, its own side and the average that its sums make", () => {
  const reading = reads.order({ instrument: btc, venueOrderId: venueOrderId(ORDER) }).decode(reply(info));
  expect(reading).toMatchObject({
    kind: "value",
    value: {
      venueOrderId: ORDER,
      clientOrderId: "sim-000000000001",
      status: "open",
      side: "buy",
      style: "limit",
      price: 6_123_450,
      size: 1_250,
      filledSize: 500,
      averagePrice: "61234.5",
      venueTime: 1_790_000_005_000,
    },
  });
});

test("an answer about another order proves nothing, an order that is not there is none", () => {
  const call = reads.order({ instrument: btc, venueOrderId: venueOrderId("another") });
  expect(call.decode(reply(info)).kind).toBe("unreadable");
  expect(call.decode(reply('{"result":"false","error_code":10032,"ts":1}'))).toEqual({ kind: "value", value: undefined });
  expect(call.decode(reply('{"result":"true","data":null,"error_code":0,"ts":1}')).kind).toBe("unreadable");
});

test.each([
  [-1, "cancelled"],
  [0, "open"],
  [1, "open"],
  [2, "filled"],
  [3, "cancelled"],
  [4, "cancelling"],
])("status %i is %s", (status, meaning) => {
  const call = reads.order({ instrument: btc, venueOrderId: venueOrderId(ORDER) });
  expect(call.decode(reply(changed(info, { status })))).toMatchObject({ value: { status: meaning } });
});

test("a status that nobody told us, or a figure that does not fit the market, makes the row unreadable", () => {
  const call = reads.order({ instrument: btc, venueOrderId: venueOrderId(ORDER) });
  for (const members of [
    { status: 5 },
    { status: null },
    { type: "hold" },
    { origQty: "0.000001" },
    { executedQty: "-1" },
    { price: "x" },
  ]) {
    expect(call.decode(reply(changed(info, members))).kind).toBe("unreadable");
  }
});

test("a market buy tells quote coins where others tell their size", () => {
  const call = reads.order({ instrument: btc, venueOrderId: venueOrderId(ORDER) });
  const reading = call.decode(reply(changed(info, { type: "buy_market", origQty: 0, price: 0 })));
  expect(reading).toMatchObject({ value: { style: "market", size: undefined, price: undefined, filledSize: 500 } });
});

test("open orders are read page by page, also with exponents and without a client id", () => {
  const page = { instrument: btc, limit: 200 };
  const call = reads.openOrders(page);
  expect(call.query).toEqual([
    ["symbol", "btc_usdt"],
    ["current_page", "1"],
    ["page_length", "200"],
  ]);
  expect(call.decode(reply(open))).toMatchObject({
    value: { rows: [{ clientOrderId: undefined, price: 6_123_450, size: 1_250, side: "sell" }], next: undefined, skippedRows: 0 },
  });
  expect(call.decode(reply(changed(open, { total: 201 })))).toMatchObject({ value: { next: "2" } });
  expect(reads.openOrders({ ...page, cursor: "2" }).query[1]).toEqual(["current_page", "2"]);
  expect(() => reads.openOrders({ instrument: undefined, limit: 1 })).toThrow(/by instrument only/);
});

test("a fill is read with its 20 places, its fee in what it brought, and its 40 digits", () => {
  const call = reads.fills({ instrument: btc, startTime: epochMs(1_790_000_000_500), endTime: epochMs(1_790_000_005_000), limit: 100 });
  expect(call.query).toEqual([
    ["symbol", "btc_usdt"],
    ["startTime", "2026-09-21 22:13:20"],
    ["endTime", "2026-09-21 22:13:26"],
    ["limit", "100"],
  ]);
  expect(call.decode(reply(fills))).toMatchObject({
    value: {
      next: undefined,
      rows: [
        {
          tradeId: expect.stringMatching(/^9f0e1d2c[0-9a-f]{24}ffeeddcc$/),
          venueOrderId: ORDER,
          side: "buy",
          price: "61234.5",
          size: 500,
          value: "306.1725",
          fee: { amount: "0.000005", currency: "BTC" },
          liquidity: "maker",
          venueTime: 1_790_000_005_000,
        },
      ],
    },
  });
  expect(call.decode(reply(changed(fills, { isBuyer: false })))).toMatchObject({
    value: { rows: [{ side: "sell", fee: { currency: "USDT" } }] },
  });
});

test("a full page of fills is asked for again in halves, until none is full", () => {
  const range = { startTime: epochMs(1_790_000_000_000), endTime: epochMs(1_790_000_008_000) };
  const [row] = (JSON.parse(fills ?? "") as { data: readonly object[] }).data;
  const full = JSON.stringify({ result: true, data: Array.from({ length: 100 }, () => row), error_code: 0 });
  const page = { instrument: btc, limit: 100, ...range };
  const first = reads.fills(page).decode(reply(full));
  expect(first).toEqual({
    kind: "value",
    value: { rows: [], skippedRows: 0, next: "1790000000000-1790000003999,1790000004000-1790000008000" },
  });
  const half = reads.fills({ ...page, cursor: "1790000000000-1790000003999,1790000004000-1790000008000" });
  expect(half.query[1]).toEqual(["startTime", "2026-09-21 22:13:20"]);
  // What lies outside of the half was asked for by a second too much, and belongs to the other one.
  expect(half.decode(reply(fills))).toMatchObject({ value: { rows: [], next: "1790000004000-1790000008000" } });
  const second = reads.fills({ ...page, cursor: "1790000005000-1790000005999" });
  expect(second.decode(reply(full))).toMatchObject({ value: { skippedRows: 1, next: undefined } });
});

test("balances are told with zeros, in capitals, and whole or not at all", () => {
  const call = reads.balances();
  expect(call.decode(reply(account))).toMatchObject({
    value: [
      { currency: "USDT", total: "3266.18125", available: "2500.75", locked: "765.43125", venueTime: 1_790_000_006_500 },
      { currency: "BTC", total: "0.31", available: "0.31", locked: "0" },
    ],
  });
  expect(call.decode(reply(account?.replace('"free":"0.31"', '"free":"much"'))).kind).toBe("unreadable");
});

test("fees are fractions; a figure in another unit is not believed", () => {
  const call = reads.fees(btc);
  expect(call.decode(reply(fee))).toMatchObject({ value: { makerFraction: "0.001", takerFraction: "0.001" } });
  expect(call.decode(reply(changed(fee, { takerCommission: "0.1" }))).kind).toBe("unreadable");
  expect(reads.fees(sol).decode(reply(fee)).kind).toBe("unreadable");
});

test("a key that may withdraw is told", () => {
  const call = reads.permissions?.();
  expect(call?.decode(reply(permissions))).toEqual({ kind: "value", value: { trade: true, withdraw: false, ipRestricted: true } });
  expect(call?.decode(reply(changed(permissions, { enableWithdrawals: "true" })))).toMatchObject({ value: { withdraw: true } });
  expect(call?.decode(reply(changed(permissions, { enableWithdrawals: undefined })))).toMatchObject({ value: { withdraw: undefined } });
});

test("a leased key is read in all three forms, and kept with an answer that says only yes", () => {
  const lease = codec.stream?.lease;
  for (const text of [keyText, keyObject, keyOld]) {
    const reading = lease?.get().decode(reply(text));
    expect(reading?.kind === "value" && reading.value.reveal()).toBe(`${"0".repeat(62)}aa`);
  }
  expect(lease?.renew(new Secret("k")).decode(reply(renewed))).toEqual({ kind: "value", value: true });
  expect(lease?.get().decode(reply('{"result":"true","data":{}}')).kind).toBe("unreadable");
  expect(lease?.renew(new Secret("k")).decode(reply('{"result":"false","error_code":10003}')).kind).toBe("refused");
});

const placed = {
  instrument: btc,
  clientOrderId: clientOrderId("sim-000000000001"),
  side: "buy",
  style: { kind: "limit", price: priceUnits(6_123_450), timeInForce: "post-only" },
  amount: { kind: "size", size: sizeUnits(1_250) },
  effect: "any",
} as const;

test("a new order is accepted under its id; an answer that names another order is no answer to ours", () => {
  const call = codec.orders.place(placed as unknown as ClearedOrder);
  expect(call.decode(reply(create))).toEqual({ kind: "value", value: { kind: "accepted", venueOrderId: ORDER, report: undefined } });
  expect(call.decode(reply(changed(create, { custom_id: undefined })))).toMatchObject({ value: { kind: "accepted" } });
  expect(call.decode(reply(changed(create, { custom_id: "another" })))).toMatchObject({ value: { kind: "unclear" } });
  expect(call.decode(reply(`{"result":"true","order_id":"${ORDER}"}`))).toMatchObject({ value: { kind: "accepted", venueOrderId: ORDER } });
});

test("the answer to a cancel shows the state before it, and proves only that it was taken", () => {
  const call = codec.orders.cancel({ instrument: btc, venueOrderId: venueOrderId(ORDER) });
  expect(call.decode(reply(cancel))).toEqual({ kind: "value", value: { kind: "requested", report: undefined } });
  expect(codec.orders.cancelAll(btc).decode(reply(cancelledAll))).toEqual({ kind: "value", value: { kind: "requested" } });
});

const push = payloads("private-push");

test("private pushes are read: totals and not the last trade, and an older message without totals", () => {
  const reader = codec.stream?.reader(() => table);
  const read = (text: string | undefined) => reader?.read(bytesOf(text ?? ""), NOW);
  expect(read(push[0])).toMatchObject({
    kind: "account",
    channel: "orders",
    skippedRows: 0,
    events: [
      {
        kind: "order",
        venueOrderId: ORDER,
        clientOrderId: "sim-000000000001",
        status: "open",
        size: 1_250,
        filledSize: 500,
        averagePrice: "61230.1",
        price: 6_123_450,
        venueTime: 1_790_000_005_000,
      },
    ],
  });
  expect(read(push[1])).toMatchObject({
    events: [{ status: "cancelled", clientOrderId: undefined, size: undefined, filledSize: undefined, price: undefined }],
  });
  expect(read(push[2])).toMatchObject({
    channel: "balances",
    events: [{ currency: "USDT", total: "3266.18125", available: "2500.75", locked: "765.43125", venueTime: 1_790_000_001_285 }],
  });
  expect(read(push[3])).toEqual({ kind: "key-refused", words: "Invalid subscribeKey" });
  expect(read('{"action":"ping","ping":"7"}')).toEqual({ kind: "ping", reply: '{"action":"pong","pong":"7"}' });
});

test("a push that cannot be read is counted, and never a guess", () => {
  const reader = codec.stream?.reader(() => table);
  for (const [from, to] of [
    ['"orderStatus":1', '"orderStatus":7'],
    ['"type":"buy"', '"type":"hold"'],
    ["btc_usdt", "doge_usdt"],
    ['"accAmt":"0.005"', '"accAmt":"0.0000051"'],
  ] as const) {
    const text = (push[0] ?? "").replaceAll(from, to);
    expect(reader?.read(bytesOf(text), NOW)).toMatchObject({ kind: "account", events: [], skippedRows: 1 });
  }
});

const [yes, no, orderYes, orderNo, orderRefused, cancelYes, subbed, notice, accounts] = payloads("private-article");

test("the article's login, topics and notices are read", () => {
  const reader = article.stream?.reader(() => table);
  const read = (text: string | undefined) => reader?.read(bytesOf(text ?? ""), NOW);
  expect(read(yes)).toEqual({ kind: "login", accepted: true, words: "" });
  expect(read(no)).toEqual({ kind: "login", accepted: false, words: "authentication failed" });
  expect(read(subbed)).toMatchObject({ kind: "ack", action: "subscribe", topics: ["orders.solusdt"] });
  expect(read(notice)).toMatchObject({
    channel: "orders",
    events: [
      {
        instrument: sol,
        status: "open",
        size: 30_000,
        filledSize: 12_000,
        averagePrice: "150.48",
        price: 15_050,
        clientOrderId: undefined,
      },
    ],
  });
  expect(read(accounts)).toMatchObject({ channel: "balances", events: [{ currency: "USDT", total: "2590.8", locked: "270.9" }] });
});

test("the article's answers to orders are told from each other, and from everything else", () => {
  const orders = article.orders.socket;
  const read = (text: string | undefined) => orders?.answer(bytesOf(text ?? ""));
  const id = "5d1f0c9e-3b7a-4a41-9c55-0e8c2f6a1b02";
  expect(read(orderYes)).toMatchObject({ to: "place", requestId: "c-1", answer: { kind: "accepted", venueOrderId: id } });
  expect(read(orderNo)).toMatchObject({ to: "place", answer: { kind: "rejected", reason: "auth", venueCode: "2002" } });
  expect(read(orderRefused)).toMatchObject({ to: "place", answer: { kind: "rejected", reason: "insufficient-funds", venueCode: "10016" } });
  expect(read(cancelYes)).toMatchObject({ to: "cancel", requestId: "c-2", answer: { kind: "requested" } });
  expect(read(notice)).toBeUndefined();
  expect(codec.orders.socket).toBeUndefined();
});

test("mutated private frames are readings or malformed, never a throw", () => {
  const readers = [codec, article].map((each) => each.stream?.reader(() => table));
  const frames = [...push, ...payloads("private-article")].map((text) => [...bytesOf(text)]);
  const mutation = fc.record({
    frame: fc.constantFrom(...frames),
    at: fc.nat(),
    byte: fc.integer({ min: 0, max: 255 }),
    cut: fc.boolean(),
  });
  fc.assert(
    fc.property(mutation, ({ frame, at, byte, cut }) => {
      const place = at % frame.length;
      const bytes = Uint8Array.from(cut ? frame.slice(0, place) : frame.with(place, byte));
      for (const reader of readers) expect(reader?.read(bytes, NOW).kind).toBeTypeOf("string");
      article.orders.socket?.answer(bytes);
    }),
    { numRuns: 1_500 },
  );
});
