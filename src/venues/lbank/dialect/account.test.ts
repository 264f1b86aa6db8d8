// The simulated venue's private half: who is let in, in which order it complains, and the shapes of its answers and pushes, which are
// those of the published payloads. About 2 s.

import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { type ClearedOrder, clientOrderId, type OrderIntent, venueOrderId } from "#core/account/order";
import { Secret } from "#core/account/secret";
import { priceUnits, sizeUnits } from "#core/brand";
import { instrumentTable } from "#core/instrument";
import { type SimulatedVenue } from "#sim/simulated-venue";
import { type SocketSession } from "#sim/socket-session";
import { createSimulatedExchange } from "#sim/world";
import { type PrivateCall, type SignedRequest, type SignStamp } from "#transport/private-call";
import { accountCodec } from "#venues/lbank/account";
import { createLbankDialect, type LbankDialectOptions } from "#venues/lbank/dialect";
import { lbank } from "#venues/lbank/index";

interface Reply {
  readonly result?: unknown;
  readonly error_code?: number;
  readonly data?: unknown;
}

interface Desk {
  readonly venue: SimulatedVenue;
  readonly clock: VirtualClock;
  stamp(change?: Partial<SignStamp>): SignStamp;
  /** Posts form parameters that were signed, with what a test changes in the request. */
  post(path: string, query?: PrivateCall<unknown>["query"], change?: (signed: SignedRequest) => SignedRequest): Reply;
  code(path: string, query?: PrivateCall<unknown>["query"], change?: (signed: SignedRequest) => SignedRequest): number | undefined;
}

const HOST = "api.lbkex.com";
const ECHO = "a1".repeat(17);
const ORDERS = "/v2/supplement";

function desk(options: LbankDialectOptions = {}): Desk {
  const clock = new VirtualClock();
  const exchange = createSimulatedExchange({ venues: [createLbankDialect(options)], seed: "9", clock, mood: "quiet", limits: false });
  exchange.start();
  clock.advance(5_000);
  const venue = exchange.venue("lbank");
  const demo = venue?.accounts?.all[0]?.credentials;
  if (venue === undefined || demo === undefined) throw new Error("no account");
  const stamp = (change: Partial<SignStamp> = {}): SignStamp => ({
    credentials: { apiKey: new Secret(demo.apiKey), apiSecret: new Secret(demo.secret) },
    time: venue.now(),
    nonce: 0,
    entropy: ECHO,
    ...change,
  });
  const post: Desk["post"] = (path, query = [], change = (signed) => signed) => {
    const call = { name: path, host: "rest", method: "POST", path, query, body: undefined, costs: [], effect: "read" } as const;
    const { headers, body } = change(accountCodec("v2").sign({ ...call, decode: () => ({ kind: "value", value: undefined }) }, stamp()));
    const verdict = venue.request({ method: "POST", host: HOST, path, query: new URLSearchParams(), headers, body: body ?? "" }, "peer");
    if (verdict.kind !== "reply") throw new Error("no reply");
    return JSON.parse(verdict.reply.body) as Reply;
  };
  return { venue, clock, stamp, post, code: (...asked) => post(...asked).error_code };
}

const header = (name: string, value: string) => (signed: SignedRequest) => ({ ...signed, headers: { ...signed.headers, [name]: value } });
const inBody = (from: RegExp, to: string) => (signed: SignedRequest) => ({ ...signed, body: signed.body?.replace(from, to) });

test("a request is looked at in the venue's order: headers, key and sign, clock, chance, method, key, signature, permission", () => {
  const { code, venue, post } = desk();
  const path = `${ORDERS}/user_info_account.do`;
  const stale = header("timestamp", String(venue.now() - 5_001));
  const unknown = inBody(/api_key=[^&]*/, "api_key=nobody");
  expect(code(path, [], header("echostr", ""))).toBe(10202);
  expect(code(path, [], inBody(/&sign=[^&]*/, ""))).toBe(10201);
  // Measured: a stale time with an unknown key is told as the time.
  expect(code(path, [], (signed) => stale(unknown(signed)))).toBe(10600);
  expect(code(path, [], header("timestamp", String(venue.now() + 1_001)))).toBe(10600);
  expect(code(path, [], header("echostr", "short"))).toBe(10031);
  expect(code(path, [], header("signature_method", "HmacMD5"))).toBe(10203);
  expect(code(path, [], unknown)).toBe(10005);
  expect(code(path, [], header("echostr", ECHO.replace("a", "b")))).toBe(10007);
  expect(post(path)).toMatchObject({ result: "true", error_code: 0 });
  const [account] = venue.accounts?.all ?? [];
  if (account !== undefined) account.permissions = { read: true, trade: false, withdraw: false };
  expect(code(`${ORDERS}/create_order.do`)).toBe(10022);
  expect(code(path)).toBe(0);
});

test("an order's own window replaces the five seconds", () => {
  const { code, venue } = desk();
  const old = header("timestamp", String(venue.now() - 300));
  const query = [["window", "200"]] as const;
  expect(code(`${ORDERS}/create_order.do`, query, old)).toBe(10600);
  expect(code(`${ORDERS}/create_order.do`, [["window", "400"]], old)).toBe(10007);
});

const BUY = [
  ["symbol", "btc_usdt"],
  ["type", "buy"],
  ["price", "50000"],
  ["amount", "0.001"],
] as const;
const without = (name: string): PrivateCall<unknown>["query"] => BUY.filter(([own]) => own !== name);
const having = (name: string, value: string): PrivateCall<unknown>["query"] => [...without(name), [name, value]];

test("what is wrong with an order is told by its own code", () => {
  const { code } = desk();
  const told = (query: PrivateCall<unknown>["query"]): number | undefined => code(`${ORDERS}/create_order.do`, query);
  expect(told(without("symbol"))).toBe(10001);
  expect(told(having("symbol", "btcusdt"))).toBe(10008);
  expect(told(having("type", "hold"))).toBe(10015);
  expect(told(without("price"))).toBe(10009);
  expect(told(having("price", "much"))).toBe(10003);
  expect(told(having("price", "50000.001"))).toBe(10021);
  expect(told(having("amount", "0.0000001"))).toBe(10127);
  expect(told(having("amount", "0.00001"))).toBe(10013);
  expect(told(having("amount", "5000"))).toBe(10128);
  expect(told([...having("price", "5").filter(([name]) => name !== "type"), ["type", "buy"]])).toBe(10120);
  expect(
    told([
      ["symbol", "btc_usdt"],
      ["type", "buy_market"],
    ]),
  ).toBe(10011);
  expect(
    told([
      ["symbol", "btc_usdt"],
      ["type", "sell_market"],
    ]),
  ).toBe(10012);
  expect(told(having("amount", "1000"))).toBe(10016);
  expect(told([...BUY, ["custom_id", "own"]])).toBe(0);
  expect(told([...BUY, ["custom_id", "own"]])).toBe(10036);
});

/** The names and types of a value, through lists and objects. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shape(value[0])];
  if (typeof value !== "object" || value === null) return value === null ? "null" : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shape(part)]));
}

function published(name: string): readonly unknown[] {
  const text = readFileSync(new URL(`../fixtures/${name}.ndjson`, import.meta.url), "utf8");
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return lines.map((line) => shape(JSON.parse(line)));
}

test("answers have the shapes of the published ones, on the newer paths too", () => {
  const { post } = desk();
  const [create, cancel, info, account, fills, keyText, keyObject, keyOld, renewed, cancelledAll, open, fee, permissions] =
    published("private-rest");
  const mine = (path: string, query?: PrivateCall<unknown>["query"]): unknown => shape(post(path, query));
  const symbol = ["symbol", "btc_usdt"] as const;
  expect(mine(`${ORDERS}/create_order.do`, [...BUY, ["custom_id", "one"]])).toEqual(create);
  expect(mine("/v2/spot/trade/orders_info.do", [symbol, ["origClientOrderId", "one"]])).toEqual(info);
  expect(mine(`${ORDERS}/orders_info.do`, [symbol, ["origClientOrderId", "one"]])).toEqual(info);
  expect(mine(`${ORDERS}/cancel_order.do`, [symbol, ["origClientOrderId", "one"]])).toEqual(cancel);
  post(`${ORDERS}/create_order.do`, BUY);
  expect(mine(`${ORDERS}/orders_info_no_deal.do`, [symbol])).toEqual(open);
  post(`${ORDERS}/create_order.do`, [...BUY, ["custom_id", "two"]]);
  post(`${ORDERS}/cancel_order.do`, [symbol, ["orderId", "none"]]);
  post(`${ORDERS}/create_order.do`, [symbol, ["type", "buy_market"], ["price", "500"]]);
  expect(mine(`${ORDERS}/transaction_history.do`, [symbol])).toEqual(fills);
  expect(mine(`${ORDERS}/user_info_account.do`)).toEqual({ ...(account as object), msg: "string" });
  expect(mine(`${ORDERS}/customer_trade_fee.do`, [["category", "btc_usdt"]])).toEqual(fee);
  expect(mine(`${ORDERS}/api_Restrictions.do`)).toEqual(permissions);
  // The first of both has no client id.
  expect(mine(`${ORDERS}/cancel_order_by_symbol.do`, [symbol])).toEqual(
    JSON.parse(JSON.stringify(cancelledAll).replace('"origClientOrderId":"string"', '"origClientOrderId":"null"')),
  );
  const key = (post("/v2/subscribe/get_key.do").data ?? "") as string;
  expect(shape(post("/v2/subscribe/get_key.do"))).toEqual({ ...(keyText as object), msg: "string" });
  expect(mine("/v2/subscribe/refresh_key.do", [["subscribeKey", key]])).toEqual(renewed);
  expect(desk({ keyShape: "object" }).post("/v2/subscribe/get_key.do")).toMatchObject({
    data: { key: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
  expect(shape(desk({ keyShape: "v1" }).post("/v2/subscribe/get_key.do"))).toEqual(keyOld);
  expect(keyObject).toBeDefined();
});

test("the older paths do the same in their own shapes", () => {
  const { post, code } = desk();
  const symbol = ["symbol", "btc_usdt"] as const;
  const orders = JSON.stringify([Object.fromEntries([...BUY, ["custom_id", "b-1"]]), { symbol: "btc_usdt", type: "hold" }]);
  expect(post("/v2/batch_create_order.do", [["orders", orders]])).toMatchObject({
    data: [
      { result: true, error_code: 0, data: { order_id: expect.any(String) } },
      { result: false, error_code: 10015 },
    ],
  });
  const made = post("/v2/create_order.do", BUY).data as { readonly order_id: string };
  const id = made.order_id;
  expect(post("/v2/orders_info.do", [symbol, ["order_id", id]])).toMatchObject({ data: [{ order_id: id, status: 0, amount: 0.001 }] });
  expect(post("/v2/orders_info_no_deal.do", [symbol, ["current_page", "1"], ["page_length", "1"]])).toMatchObject({
    data: { total: 2, orders: [{ custom_id: "b-1" }] },
  });
  expect(post("/v2/cancel_order.do", [symbol, ["order_id", `${id},none`]])).toMatchObject({ data: { success: id, error: "none" } });
  expect(code("/v2/cancel_order.do", [symbol, ["order_id", "1,2,3,4"]])).toBe(10019);
  expect(post("/v2/cancel_clientOrders.do", [symbol, ["customer_id", "b-1"]])).toMatchObject({ data: { customer_id: "b-1" } });
  const bought = post("/v2/create_order.do", [symbol, ["type", "buy_market"], ["price", "300"]]).data as { readonly order_id: string };
  expect(post("/v2/order_transaction_detail.do", [symbol, ["order_id", bought.order_id]])).toMatchObject({
    data: { 0: { orderUuid: bought.order_id, tradeType: "buy_market", isMaker: false } },
  });
  expect(post("/v2/user_info.do")).toMatchObject({ data: { free: { eth: "40" }, freeze: { eth: "0" }, asset: { eth: "40" } } });
  expect(code("/v2/spot/wallet/withdraw.do")).toBe(10601);
});

interface Ear {
  readonly session: SocketSession;
  readonly heard: string[];
}

function listen(venue: SimulatedVenue): Ear {
  const heard: string[] = [];
  const verdict = venue.acceptSocket({ host: HOST, path: "/ws/V2/", headers: {}, peer: "peer" });
  if (verdict.kind !== "accepted") throw new Error("refused");
  const send = (text: string): void => {
    const { action, ping } = JSON.parse(text) as { action?: string; ping?: string };
    if (action === "ping") ear.session.received(JSON.stringify({ action: "pong", pong: ping }));
    else heard.push(text);
  };
  const output = { send, ping: () => undefined, close: () => undefined, terminate: () => undefined };
  const ear: Ear = { session: verdict.open(output), heard };
  return ear;
}

test("pushes have the published shapes; under a key whose hour is over nothing is told, and it is refused", () => {
  const { post, venue, clock } = desk();
  const { session, heard } = listen(venue);
  const key = post("/v2/subscribe/get_key.do").data as string;
  const subscribe = (subscribeKey: string): void => {
    session.received(JSON.stringify({ action: "subscribe", subscribe: "orderUpdate", subscribeKey, pair: "all" }));
    session.received(JSON.stringify({ action: "subscribe", subscribe: "assetUpdate", subscribeKey }));
  };
  subscribe(key);
  expect(heard).toEqual([]);
  post(`${ORDERS}/create_order.do`, [
    ["symbol", "btc_usdt"],
    ["type", "buy_market"],
    ["price", "300"],
    ["custom_id", "p"],
  ]);
  const [order, , asset] = published("private-push");
  const shapes = heard.map((text) => shape(JSON.parse(text)));
  const [created] = heard.map((text) => JSON.parse(text) as { orderUpdate?: { orderStatus: number; txUuid?: string } });
  expect(created?.orderUpdate).toMatchObject({ orderStatus: 0, accAmt: "0", role: "taker" });
  expect(created?.orderUpdate?.txUuid).toBeUndefined();
  expect(shapes).toContainEqual(order);
  expect(shapes).toContainEqual(asset);
  heard.length = 0;
  post(`${ORDERS}/create_order.do`, BUY);
  expect(heard).toHaveLength(2);
  heard.length = 0;
  clock.advance(3_600_001);
  post(`${ORDERS}/create_order.do`, BUY);
  expect(heard.filter((text) => text.includes("Update"))).toEqual([]);
  subscribe(key);
  expect(heard.filter((text) => text.includes("Invalid subscribeKey"))).toHaveLength(2);
});

test("an account with an RSA key takes RSA and nothing weaker", () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 1_024 });
  const demoSecret = privateKey.export({ format: "der", type: "pkcs8" }).toString("base64");
  const { code } = desk({ demoSecret });
  const path = `${ORDERS}/user_info_account.do`;
  expect(code(path)).toBe(0);
  expect(code(path, [], header("signature_method", "HmacSHA256"))).toBe(10007);
});

test("every order that the codec writes is taken as it was meant", () => {
  const { venue, stamp } = desk();
  const codec = accountCodec("v2");
  const table = instrumentTable(venue.markets.map(({ instrument }) => instrument));
  const btc = table.bySymbol("spot", "btc_usdt");
  const [account] = venue.accounts?.all ?? [];
  if (btc === undefined || account === undefined) throw new Error("no market");
  const bid = venue.market("spot", "btc_usdt")?.picture(0).bids[0]?.[0] ?? 0;
  const styles: readonly OrderIntent["style"][] = [
    ...(["gtc", "ioc", "fok", "post-only"] as const).map(
      (timeInForce) => ({ kind: "limit", price: priceUnits(bid - 777), timeInForce }) as const,
    ),
    { kind: "market" },
  ];
  let count = 0;
  for (const style of styles) {
    for (const side of ["buy", "sell"] as const) {
      count += 1;
      const isQuote = style.kind === "market" && side === "buy";
      const amount = isQuote ? ({ kind: "quote", quote: "123.45" } as const) : ({ kind: "size", size: sizeUnits(321) } as const);
      const intent: OrderIntent = { instrument: btc, clientOrderId: clientOrderId(`r-${count}`), side, style, amount, effect: "any" };
      const call = codec.orders.place(intent as ClearedOrder);
      const { headers, body = "" } = codec.sign(call, stamp());
      const verdict = venue.request({ method: "POST", host: HOST, path: call.path, query: new URLSearchParams(), headers, body }, "peer");
      if (verdict.kind !== "reply") throw new Error("no reply");
      const answer = call.decode({ status: 200, headers: {}, body: new TextEncoder().encode(verdict.reply.body) });
      expect(answer).toMatchObject({ value: { kind: "accepted" } });
      const order = account.order({ clientOrderId: `r-${count}` });
      expect(order).toMatchObject({ side, style, amount, reduceOnly: false });
      expect(answer).toMatchObject({ value: { venueOrderId: venueOrderId(order?.id ?? "") } });
    }
  }
});

test("contracts have no account here, spot has one in each language", () => {
  expect(lbank.account("contract")).toBeUndefined();
  expect(lbank.account("spot")?.description.topicsAcked).toBe(false);
  expect(lbank.account("spot", { dialect: "article" })?.description.socket).toBe("market");
});
