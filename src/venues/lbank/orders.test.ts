// Orders as LBank takes them, and every refusal that its pages list. About 0.1 s.

import { expect, test } from "vitest";
import { type ClearedOrder, clientOrderId, type OrderIntent, venueOrderId } from "#core/account/order";
import { priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { type Instrument, unifiedId } from "#core/instrument";
import { accountCodec } from "#venues/lbank/account";

const btc: Instrument = {
  venue: "lbank",
  product: "spot",
  kind: "spot",
  symbol: venueSymbol("btc_usdt"),
  id: unifiedId({ base: "BTC", quote: "USDT" }),
  base: "BTC",
  quote: "USDT",
  priceScale: 2,
  sizeScale: 5,
  tick: priceUnits(1),
  lot: sizeUnits(1),
  minSize: sizeUnits(3),
  sizeUnit: "base",
  contractSize: "1",
  status: "trading",
};

const { orders } = accountCodec("v2");
const limit = (timeInForce: "gtc" | "ioc" | "fok" | "post-only"): OrderIntent["style"] => ({
  kind: "limit",
  price: priceUnits(6_123_450),
  timeInForce,
});

function order(change: Partial<OrderIntent> = {}): ClearedOrder {
  const intent: OrderIntent = {
    instrument: btc,
    clientOrderId: clientOrderId("c-1"),
    side: "buy",
    style: limit("gtc"),
    amount: { kind: "size", size: sizeUnits(1_250) },
    effect: "any",
    ...change,
  };
  return intent as ClearedOrder;
}

const market = { kind: "market" } as const;

test.each([
  ["a limit order", order(), { type: "buy", price: "61234.5", amount: "0.0125" }],
  ["a sale", order({ side: "sell" }), { type: "sell", price: "61234.5", amount: "0.0125" }],
  ["post-only", order({ style: limit("post-only") }), { type: "buy_maker", price: "61234.5", amount: "0.0125" }],
  ["immediate or cancel", order({ side: "sell", style: limit("ioc") }), { type: "sell_ioc", price: "61234.5", amount: "0.0125" }],
  ["fill or kill", order({ style: limit("fok") }), { type: "buy_fok", price: "61234.5", amount: "0.0125" }],
  [
    "a market buy names what it spends",
    order({ style: market, amount: { kind: "quote", quote: "25.50" } }),
    { type: "buy_market", price: "25.5" },
  ],
  ["a market sale", order({ side: "sell", style: market }), { type: "sell_market", amount: "0.0125" }],
] as const)("%s", (_name, wanted, query) => {
  const call = orders.place(wanted);
  expect(Object.fromEntries(call.query)).toEqual({ symbol: "btc_usdt", custom_id: "c-1", ...query });
  expect(call).toMatchObject({ method: "POST", path: "/v2/supplement/create_order.do", effect: "write", body: undefined });
});

test("what LBank has not is not written", () => {
  const trigger = { price: priceUnits(1), by: "last" } as const;
  expect(() => orders.place(order({ style: market }))).toThrow(/name the quote coins/);
  expect(() => orders.place(order({ amount: { kind: "quote", quote: "5" } }))).toThrow(/quote coins/);
  expect(() => orders.place(order({ effect: "reduce-only" }))).toThrow(/reduce-only/);
  expect(() => orders.place(order({ style: { kind: "stop", trigger, price: undefined } }))).toThrow(/wait for a price/);
  expect(() => orders.cancelAll(undefined)).toThrow(/one instrument/);
  expect(() => orders.cancel({ instrument: btc })).toThrow(/neither id/);
  expect(orders.amend).toBeUndefined();
});

test("a cancel names one order; the venue's own name wins", () => {
  const both = { instrument: btc, venueOrderId: venueOrderId("v-1"), clientOrderId: clientOrderId("c-1") };
  expect(orders.cancel(both).query).toEqual([
    ["symbol", "btc_usdt"],
    ["orderId", "v-1"],
  ]);
  expect(orders.cancel({ instrument: btc, clientOrderId: clientOrderId("c-1") }).query[1]).toEqual(["origClientOrderId", "c-1"]);
});

const refusal = (code: number, status = 200) => ({
  status,
  headers: {},
  body: new TextEncoder().encode(`{"result":"false","msg":"no","error_code":${code},"ts":1}`),
});

/** Every code of the pages that can answer a new order: why it is refused, or that nothing is proven. */
const PLACE: readonly (readonly [codes: readonly number[], reason: string])[] = [
  [[10001, 10002, 10003, 10009, 10011, 10012, 10015], "bad-request"],
  [[10005, 10006, 10007, 10031, 10201, 10202, 10203], "auth"],
  [[10008, 10023], "instrument"],
  [[10010, 10013, 10121, 10126, 10127, 10128], "size-rule"],
  [[10014, 10016], "insufficient-funds"],
  [[10020, 10120], "minimum-notional"],
  [[10021], "price-rule"],
  [[10022, 10024, 10067, 10205], "permission"],
  [[10033], "unrecognized"],
  [[10036], "duplicate-client-order-id"],
  [[10106, 10107, 10125], "halted"],
  [[10108, 10122, 10123], "price-outside-band"],
];

test.each(PLACE)("codes %j refuse an order: %s", (codes, reason) => {
  for (const code of codes) {
    expect(orders.place(order()).decode(refusal(code))).toEqual({
      kind: "value",
      value: { kind: "rejected", reason, venueCode: String(code), words: "no" },
    });
  }
});

test("an internal error, a timed-out order, a system that is upgraded or closed, an unknown code, a page of the edge and a 503 prove nothing", () => {
  const call = orders.place(order());
  for (const code of [10000, 10017, 10039, 10116, 10200, 10601, 54_321])
    expect(call.decode(refusal(code))).toMatchObject({ value: { kind: "unclear" } });
  const page = { status: 502, headers: {}, body: new TextEncoder().encode("<html>Bad gateway</html>") };
  expect(call.decode(page)).toMatchObject({ value: { kind: "unclear" } });
  expect(call.decode({ ...page, status: 404 })).toMatchObject({ value: { kind: "unclear" } });
  expect(call.decode(refusal(10116, 503))).toMatchObject({ value: { kind: "unclear" } });
  expect(call.decode({ status: 200, headers: {}, body: new Uint8Array() })).toMatchObject({ value: { kind: "unclear" } });
});

test("a clock or a limit is the sender's affair: nothing was done", () => {
  const kinds = [10600, 10004].flatMap((code) => {
    const reading = orders.place(order()).decode(refusal(code));
    return reading.kind === "refused" ? [reading.error.category] : [];
  });
  expect(kinds).toEqual(["clock", "rate-limited"]);
});

test("a cancel of what ended says how it ended, where its code does", () => {
  const call = orders.cancel({ instrument: btc, venueOrderId: venueOrderId("v-1") });
  const was = (code: number) => call.decode(refusal(code));
  expect(was(10025)).toMatchObject({ value: { kind: "not-open", was: "filled" } });
  expect(was(10026)).toMatchObject({ value: { kind: "not-open", was: "cancelled" } });
  for (const code of [10032, 10037]) expect(was(code)).toMatchObject({ value: { kind: "not-open", was: "unknown" } });
  expect(was(10027)).toMatchObject({ value: { kind: "requested" } });
  expect(was(10038)).toMatchObject({ value: { kind: "rejected", reason: "unrecognized" } });
  expect(was(54_321)).toMatchObject({ value: { kind: "unclear" } });
  // A cancel may be sent again, so that what may pass is left to its sender.
  expect(was(10000)).toMatchObject({ kind: "refused", error: { category: "server" } });
  expect(orders.cancelAll(btc).decode(refusal(10032))).toEqual({ kind: "value", value: { kind: "cancelled", orders: [] } });
});
