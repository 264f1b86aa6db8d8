// Our account side against the simulated LMEX, in virtual time: what is sent is done, what is done is told, and what is known in the
// end is what the venue knows. Shapes of what it writes are compared with the published payloads. Costs about three seconds.

import { readFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { type SimulatedWorld, type SimulateOptions, simulate } from "#assemblies/simulated";
import { VirtualClock } from "#clock/virtual-clock";
import { type ClearedChange, type ClearedOrder, clientOrderId, type OrderIntent, venueOrderId } from "#core/account/order";
import { type PriceUnits, priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { compare, decimal } from "#core/decimal-arithmetic";
import { type Instrument } from "#core/instrument";
import { HeardSocket } from "#sim/scripted-world";
import { createSimulatedExchange } from "#sim/world";
import { type AccountKeeper } from "#trading/account/account-keeper";
import { type PrivateCall } from "#transport/private-call";
import { type CallOutcome } from "#transport/rest-call";
import { type AccountCodec, type AccountReads } from "#venues/account";
import { type AccountView } from "#venues/account-dialect";
import { createLmexDialect, lmexDialect } from "#venues/lmex/dialect";
import { lmex } from "#venues/lmex/index";
import { digest } from "#venues/lmex/sign";

const worlds: SimulatedWorld[] = [];
afterEach(() => {
  for (const each of worlds.splice(0)) each.close();
});

interface Scene {
  readonly world: SimulatedWorld;
  readonly codec: AccountCodec;
  readonly reads: AccountReads;
  readonly keeper: AccountKeeper;
  readonly venueSide: AccountView;
  readonly instrument: Instrument;
  best(side: "bids" | "asks"): PriceUnits;
  ask<Value>(call: PrivateCall<Value>): Value;
  outcome<Value>(call: PrivateCall<Value>): CallOutcome<Value>;
  order(parts: Partial<OrderIntent>): ClearedOrder;
}

let running = 0;

function scene(product: "futures" | "spot", options: Partial<SimulateOptions> = {}): Scene {
  const world = simulate({ venue: lmex, seed: "accounts", account: true, ...options });
  worlds.push(world);
  const { account, exchange, feed } = world;
  const venueSide = exchange.venue("lmex")?.accounts?.all[0];
  const instrument = feed.instruments.bySymbol(product, product === "spot" ? "ETH-USDT" : "ETH-PERP");
  const market = exchange.marketOf({ venue: "lmex", product, symbol: instrument?.symbol ?? "" });
  if (account === undefined || venueSide === undefined || instrument === undefined || market === undefined) throw new Error("no account");
  const codec = account.side.codec(product);
  const outcome = <Value>(call: PrivateCall<Value>): CallOutcome<Value> => {
    let settled: CallOutcome<Value> | undefined;
    account.requester.send(call, (each) => {
      settled = each;
    });
    world.until(() => settled !== undefined);
    if (settled === undefined) throw new Error("never settled");
    return settled;
  };
  return {
    world,
    codec,
    reads: codec.reads(() => feed.instruments),
    keeper: account.side.keeper(product),
    venueSide,
    instrument,
    best: (side) => market.picture(0)[side][0]?.[0] ?? priceUnits(0),
    outcome,
    ask: (call) => {
      const settled = outcome(call);
      if (settled.kind === "failed") throw settled.error;
      return settled.value;
    },
    order: (parts) => {
      running += 1;
      const size = sizeUnits(product === "spot" ? 2_000 : 5);
      const intent: OrderIntent = {
        instrument,
        clientOrderId: clientOrderId(`t-${running}`),
        side: "buy",
        style: { kind: "market" },
        amount: { kind: "size", size },
        effect: "any",
        ...parts,
      };
      return intent as ClearedOrder;
    },
  };
}

const limit = (price: number, timeInForce: "gtc" | "ioc" | "fok" | "post-only" = "gtc"): OrderIntent["style"] => ({
  kind: "limit",
  price: priceUnits(price),
  timeInForce,
});

/** A price that rests: far below the best bid, on the tick. */
const deep = ({ best, instrument }: Scene): number => Math.floor((best("bids") * 0.95) / instrument.tick) * instrument.tick;

function accepted(made: Scene, parts: Partial<OrderIntent>): ReturnType<typeof venueOrderId> {
  const answer = made.ask(made.codec.orders.place(made.order(parts)));
  if (answer.kind !== "accepted") throw new Error(`the order was ${answer.kind}: ${answer.words}`);
  return answer.venueOrderId;
}

const synced = (made: Scene): boolean => made.world.until(() => made.keeper.standing.kind === "synced");

/** What both sides hold of orders, fills, positions and money, in the same words. */
function both({ keeper, venueSide, instrument }: Scene) {
  const { product } = instrument;
  const { state } = keeper;
  const exactly = (text: string): string => String(Number(text));
  const mine = {
    orders: state.liveOrders.map((order) => [order.venueOrderId, order.clientOrderId, order.price, order.size, order.filledSize]).sort(),
    fills: state.fills.map((fill) => [fill.tradeId, fill.venueOrderId, fill.side, exactly(fill.price), fill.size, fill.fee?.amount]).sort(),
    positions: state.positions.map((position) => [position.instrument.symbol, position.side, position.size, position.entryPrice]),
    balances: state.balances.map((balance) => [balance.wallet, balance.currency, balance.total]).sort(),
  };
  const ofProduct = (each: { readonly instrument: Instrument }): boolean => each.instrument.product === product;
  const theirs = {
    orders: venueSide
      .openOrders()
      .filter(ofProduct)
      .map(({ id, clientOrderId: own, style, size, filledSize }) => [
        id,
        own,
        style.kind === "market" ? undefined : style.price,
        size,
        filledSize,
      ])
      .sort(),
    fills: venueSide
      .fills({ limit: 10_000 })
      .filter(({ order }) => ofProduct(order))
      .map(({ id, order, price, size, fee }) => [
        id,
        order.id,
        order.side,
        String(price / 10 ** order.instrument.priceScale),
        size,
        fee.amount,
      ])
      .sort(),
    positions: venueSide
      .positions()
      .map(({ instrument: held, size, entryPrice }) => [held.symbol, size > 0 ? "long" : "short", Math.abs(size), entryPrice]),
    balances: venueSide
      .balances()
      .filter((balance) => balance.product === product)
      .map(({ wallet, currency, total }) => [wallet, currency, total])
      .sort(),
  };
  return { mine, theirs };
}

test.each(["futures", "spot"] as const)(
  "an account of %s is synced, and stays equal to the venue's through every kind of order",
  (product) => {
    const made = scene(product);
    const { codec, ask, world, instrument } = made;
    expect(synced(made)).toBe(true);
    const resting = accepted(made, { style: limit(deep(made)) });
    const amended = accepted(made, { style: limit(deep(made)) });
    const wanted = { price: priceUnits(deep(made) - instrument.tick), size: sizeUnits(product === "spot" ? 3_000 : 7) } as ClearedChange;
    expect(ask(codec.orders.amend?.({ instrument, venueOrderId: amended }, wanted) ?? codec.orders.place(made.order({}))).kind).toBe(
      "accepted",
    );
    accepted(made, { style: { kind: "market" } });
    accepted(made, { style: limit(made.best("asks") + 5 * instrument.tick, "ioc") });
    if (product === "spot") accepted(made, { amount: { kind: "quote", quote: "500" } });
    accepted(made, {
      side: "sell",
      effect: product === "spot" ? "any" : "reduce-only",
      amount: { kind: "size", size: sizeUnits(product === "spot" ? 500 : 3) },
    });
    expect(ask(codec.orders.cancel({ instrument, venueOrderId: resting })).kind).toBe("cancelled");
    world.advance(12_000);
    expect(made.keeper.standing.kind).toBe("synced");
    const { mine, theirs } = both(made);
    expect(mine).toEqual(theirs);
    expect(mine.fills.length).toBeGreaterThan(1);
    expect(mine.orders).toHaveLength(1);
    expect(mine.orders[0]?.[3]).toBe(wanted.size);
    expect(made.keeper.state.counts).toMatchObject({ contradictions: 0, aliases: 0 });
  },
);

test("a watched market that the venue lists no more does not keep the account from being known", () => {
  const made = scene("spot");
  expect(synced(made)).toBe(true);
  made.keeper.watch({ ...made.instrument, symbol: venueSymbol("GONE-USDT") });
  made.world.advance(5_000);
  expect(made.keeper.standing.kind).toBe("synced");
});

test("both sides agree after a lost stream, and an amendment while it was away is known too", () => {
  const made = scene("futures");
  const { codec, ask, world, instrument } = made;
  synced(made);
  const resting = accepted(made, { style: limit(deep(made)) });
  world.advance(200);
  for (const socket of world.exchange.venue("lmex")?.sockets ?? []) if (socket.path === "/ws/futures") socket.close(1006, "lost");
  world.until(() => made.keeper.standing.kind === "stale");
  const moved = priceUnits(deep(made) - 4 * instrument.tick);
  ask(codec.orders.amend?.({ instrument, venueOrderId: resting }, { price: moved } as ClearedChange) ?? codec.orders.place(made.order({})));
  accepted(made, {});
  expect(synced(made)).toBe(true);
  world.advance(6_000);
  const { mine, theirs } = both(made);
  expect(mine).toEqual(theirs);
  expect(mine.orders[0]?.[2]).toBe(moved);
});

test.each(["futures", "spot"] as const)("every question about %s is answered in words that are read", (product) => {
  const made = scene(product);
  const { codec, reads, ask, instrument } = made;
  const id = accepted(made, { style: limit(deep(made)) });
  accepted(made, {});
  const page = { instrument, limit: 100 };
  expect(ask(reads.openOrders(page)).rows.map(({ venueOrderId: each }) => each)).toEqual([id]);
  const own = ask(reads.order({ instrument, venueOrderId: id }))?.clientOrderId;
  expect(ask(reads.order({ instrument, ...(own === undefined ? {} : { clientOrderId: own }) }))?.venueOrderId).toBe(id);
  expect(ask(reads.order({ instrument, venueOrderId: venueOrderId("none") }))).toBeUndefined();
  expect(ask(reads.fills(page)).rows.length).toBeGreaterThan(0);
  expect(ask(reads.fees(instrument))).toEqual({ instrument, makerFraction: "0.0002", takerFraction: "0.0006" });
  expect(ask(reads.balances()).length).toBeGreaterThan(0);
  if (product === "spot") return;
  const { setLeverage, setPositionMode } = codec.orders;
  if (reads.positions === undefined || reads.settings === undefined || reads.funding === undefined) throw new Error("no positions");
  if (setLeverage === undefined || setPositionMode === undefined) throw new Error("no settings");
  expect(ask(reads.positions())).toMatchObject([{ side: "long", size: 5 }]);
  expect(ask(setLeverage(instrument, "10", "isolated"))).toBe(true);
  expect(ask(reads.settings(instrument))).toMatchObject({ marginMode: "isolated", positionMode: "one-way", longLeverage: "10" });
  expect(made.outcome(setLeverage(instrument, "5000", "cross"))).toMatchObject({ kind: "failed", error: { venueCode: "13" } });
  expect(made.outcome(setPositionMode(instrument, "hedge"))).toMatchObject({ kind: "failed", error: { venueCode: "134" } });
  made.world.exchange.venue("lmex")?.accounts?.all[0]?.settleFunding(() => "0.0001");
  expect(ask(reads.funding({ instrument: undefined, limit: 10 })).rows).toMatchObject([{ currency: "USDT" }]);
});

test("what the venue refuses is refused by name, and what it ends at once is an ended order", () => {
  const made = scene("futures");
  const { codec, ask, instrument, order } = made;
  const reason = (parts: Partial<OrderIntent>): string => {
    const answer = ask(codec.orders.place(order(parts)));
    return answer.kind === "rejected" ? answer.reason : answer.kind === "accepted" ? (answer.report?.status ?? "accepted") : answer.kind;
  };
  const ask0 = made.best("asks");
  expect(reason({ style: limit(ask0 + 20 * instrument.tick, "post-only") })).toBe("cancelled");
  expect(reason({ style: limit(ask0, "fok"), amount: { kind: "size", size: sizeUnits(59_000) } })).toBe("cancelled");
  expect(reason({ effect: "reduce-only" })).toBe("reduce-only");
  expect(reason({ style: limit(deep(made)), amount: { kind: "size", size: sizeUnits(70_000) } })).toBe("size-rule");
  expect(reason({ style: limit(deep(made) + 1) })).toBe("price-rule");
  expect(reason({ style: limit(ask0 * 2) })).toBe("price-outside-band");
  expect(reason({ clientOrderId: clientOrderId("same"), style: limit(deep(made)) })).toBe("open");
  expect(reason({ clientOrderId: clientOrderId("same"), style: limit(deep(made)) })).toBe("duplicate-client-order-id");
  const large = { style: limit(deep(made)), amount: { kind: "size", size: sizeUnits(60_000) } } as const;
  expect([reason(large), reason(large), reason(large)]).toContain("insufficient-funds");
});

test("cancel all ends the orders of one market, a second cancel finds nothing, and the dead-man switch ends the rest", () => {
  const made = scene("futures");
  const { codec, ask, instrument, venueSide, world } = made;
  synced(made);
  const first = accepted(made, { style: limit(deep(made)) });
  accepted(made, { style: limit(deep(made)) });
  const all = ask(codec.orders.cancelAll(instrument));
  expect(all.kind === "cancelled" && all.orders.map(({ status }) => status)).toEqual(["cancelled", "cancelled"]);
  expect(ask(codec.orders.cancelAll(instrument))).toEqual({ kind: "cancelled", orders: [] });
  expect(ask(codec.orders.cancel({ instrument, venueOrderId: first }))).toMatchObject({ kind: "not-open" });
  accepted(made, { style: limit(deep(made)) });
  const arm = codec.orders.cancelAllAfter;
  if (arm === undefined) throw new Error("no dead-man switch");
  expect(ask(arm(5_000))).toBe(true);
  world.advance(6_000);
  expect(venueSide.openOrders()).toEqual([]);
  expect(made.keeper.state.liveOrders).toEqual([]);
});

test("a stop waits untriggered, is seen among open orders, and is cancelled by our own name for it", () => {
  const made = scene("futures");
  const { codec, ask, reads, instrument } = made;
  synced(made);
  const trigger = { price: priceUnits(deep(made)), by: "last" } as const;
  const stop = made.order({ side: "sell", style: { kind: "stop", trigger, price: undefined } });
  expect(ask(codec.orders.place(stop))).toMatchObject({ kind: "accepted", report: { status: "untriggered" } });
  expect(ask(reads.openOrders({ instrument, limit: 10 })).rows).toMatchObject([{ status: "untriggered", style: "stop" }]);
  made.world.advance(500);
  expect(made.keeper.state.liveOrders).toMatchObject([{ status: "untriggered", style: "stop" }]);
  expect(ask(codec.orders.cancel({ instrument, clientOrderId: stop.clientOrderId })).kind).toBe("cancelled");
});

test("a stop that ended while the stream was away is asked for, and not believed to wait for ever", () => {
  const made = scene("futures");
  const { world, keeper, venueSide } = made;
  synced(made);
  const trigger = { price: priceUnits(deep(made)), by: "last" } as const;
  accepted(made, { side: "sell", style: { kind: "stop", trigger, price: undefined } });
  world.advance(3_000);
  expect(keeper.state.liveOrders).toHaveLength(1);
  for (const socket of world.exchange.venue("lmex")?.sockets ?? []) if (socket.path === "/ws/futures") socket.close(1006, "lost");
  venueSide.cancelAll();
  world.until(() => keeper.standing.kind === "stale");
  synced(made);
  world.advance(100);
  expect(keeper.state.liveOrders).toEqual([]);
});

test("older private topics and the other login word are found one after the other", () => {
  const otherSide = createLmexDialect({ withoutPrivateTopics: ["notificationApiV4", "fillsV2", "positionsV3"], loginWords: ["login"] });
  const made = scene("futures", { otherSide });
  expect(synced(made)).toBe(true);
  accepted(made, {});
  accepted(made, { style: limit(deep(made)) });
  made.world.advance(8_000);
  expect(both(made).mine).toEqual(both(made).theirs);
});

test("a signature in any other form opens nothing; the form of one project only behind its switch", () => {
  const statuses = (dialect: typeof lmexDialect): readonly string[] => {
    const { world } = scene("futures", { otherSide: dialect });
    const venue = world.exchange.venue("lmex");
    if (venue === undefined) throw new Error("no venue");
    const { apiKey, secret } = dialect.accounts?.demo ?? { apiKey: "", secret: "" };
    const path = "/futures/api/v2.3/order";
    const body = JSON.stringify({ symbol: "ETH-PERP", side: "BUY", type: "MARKET", size: 1 });
    let nonce: number = world.clock.now();
    const say = (signed: string, digits = sha(signed), at = nonce): string => {
      const headers = { "request-api": apiKey, "request-nonce": String(at), "request-sign": digits };
      const verdict = venue.request({ method: "POST", host: "api.lmex.io", path, query: new URLSearchParams(), headers, body }, "test");
      nonce += 1;
      return verdict.kind === "reply" ? `${verdict.reply.status} ${/"message":"([^"]*)"/.exec(verdict.reply.body)?.[1]}` : verdict.kind;
    };
    const sha = (message: string, at = nonce): string => digest(secret, { path: message, nonce: String(at), body });
    const good = say("/api/v2.3/order");
    const used = say("", sha("/api/v2.3/order", nonce - 1), nonce - 1);
    const old = say("", sha("/api/v2.3/order", nonce - 100_000), nonce - 100_000);
    return [
      good,
      say("/order"),
      say(path),
      say("/api/v2.3/order", digest(secret, { path: "/api/v2.3/order", nonce: String(nonce) })),
      used,
      old,
    ];
  };
  const [ours, article, whole, ...others] = statuses(lmexDialect);
  expect(ours).toBe("200 ");
  expect([article, whole, others[0]]).toEqual(Array.from({ length: 3 }, () => "401 Signature verification failed"));
  expect(others.slice(1)).toEqual(["401 Invalid nonce", "401 Invalid nonce"]);
  expect(statuses(createLmexDialect({ signatures: "also-whole-path" }))[2]).toBe("200 ");
});

/** Names of members, down to the first element of each list. */
function names(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [names(value[0])];
  if (typeof value !== "object" || value === null) return true;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, part]) => [key, typeof part === "object" && part !== null && !Array.isArray(part) ? names(part) : true]),
  );
}

const fixture = (name: string): readonly unknown[] =>
  readFileSync(new URL(`../../fixtures/${name}.ndjson`, import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => JSON.parse(line) as unknown);

test("what the simulated venue writes has the members of the published payloads", () => {
  const { world, venueSide, instrument, best } = scene("futures");
  const { apiKey, secret } = venueSide.credentials;
  const venue = world.exchange.venue("lmex");
  let nonce: number = world.clock.now();
  const say = (method: string, path: string, body: string, query = ""): unknown => {
    nonce += 1;
    const sign = digest(secret, { path: `/api/v2.3/${path}`, nonce: String(nonce), body });
    const headers = { "request-api": apiKey, "request-nonce": String(nonce), "request-sign": sign };
    const at = { host: "api.lmex.io", path: `/futures/api/v2.3/${path}`, query: new URLSearchParams(query) };
    const verdict = venue?.request({ method, ...at, headers, body }, "test");
    if (verdict?.kind !== "reply") throw new Error("no reply");
    return JSON.parse(verdict.reply.body) as unknown;
  };
  const socket = new HeardSocket(world.network, "wss://ws.lmex.io/ws/futures");
  world.advance(100);
  const login = String(world.clock.now() + 5_000);
  const topics = ["notificationApiV4", "fillsV2", "positionsV3"];
  // Before login a private topic is confirmed, and silent for good.
  socket.send({ op: "subscribe", args: ["notificationApiV4"] });
  socket.send({ op: "login", args: [apiKey, login, digest(secret, { path: "/ws/futures", nonce: login })] });
  world.advance(100);
  expect(socket.take().map((text) => JSON.parse(text) as unknown)).toContainEqual(fixture("account-stream")[3]);
  say("POST", "order", JSON.stringify({ symbol: instrument.symbol, side: "BUY", type: "MARKET", size: 1 }));
  world.advance(100);
  expect(socket.take()).toEqual([]);
  socket.send({ op: "subscribe", args: topics });
  world.advance(100);
  const order = { symbol: instrument.symbol, side: "BUY", type: "LIMIT", price: (best("bids") * 0.95) / 100, size: 40, postOnly: true };
  const resting = { ...order, price: Math.floor(order.price), clOrderID: "tc-000002" };
  const rest = fixture("account-rest");
  expect(names(say("POST", "order", JSON.stringify(resting)))).toEqual(names(rest[0]));
  expect(names(say("POST", "order", JSON.stringify({ ...resting, clOrderID: "tc-3", size: 60_000, price: resting.price })))).toEqual(
    names(rest[1]),
  );
  say("POST", "order", JSON.stringify({ symbol: instrument.symbol, side: "BUY", type: "MARKET", size: 3 }));
  expect(names(say("GET", "order", "", "clOrderID=tc-000002"))).toEqual(names(rest[2]));
  expect(names(say("GET", "user/trade_history", ""))).toEqual(names(rest[3]));
  expect(names(say("GET", "user/positions", ""))).toEqual(names(rest[4]));
  expect(names(say("GET", "user/wallet", ""))).toEqual(names(rest[5]));
  expect(names(say("POST", "leverage", JSON.stringify({ symbol: instrument.symbol, leverage: 10 })))).toEqual(names(rest[6]));
  world.advance(100);
  const frames = socket.take().map((text) => JSON.parse(text) as { readonly topic?: string });
  for (const [at, topic] of topics.entries()) {
    expect(names(frames.find((frame) => frame.topic === topic))).toEqual(names(fixture("account-stream")[at]));
  }
});

test("a wrong key ends in a refusal, and nothing more is tried with it", () => {
  const made = scene("futures", {
    otherSide: { ...lmexDialect, ...(lmexDialect.accounts === undefined ? {} : { accounts: { ...lmexDialect.accounts } }) },
  });
  const view = made.venueSide as { credentials: AccountView["credentials"] };
  view.credentials = { ...view.credentials, secret: "another" };
  made.world.until(() => made.keeper.standing.kind === "refused");
  expect(made.keeper.standing.kind).toBe("refused");
  const before = made.world.account?.requester.counters.requests;
  made.world.advance(60_000);
  expect(made.world.account?.requester.counters.requests).toBe(before);
});

test("the article's names of private topics and of a field are taken in its dialect only", () => {
  const clock = new VirtualClock();
  const exchange = createSimulatedExchange({ venues: [lmexDialect], seed: "article", clock, article: true });
  exchange.start();
  const venue = exchange.venue("lmex");
  const venueSide = venue?.accounts?.all[0];
  if (venueSide === undefined) throw new Error("no account");
  const { apiKey, secret } = venueSide.credentials;
  const socket = new HeardSocket(exchange.network(), "wss://ws.lmex.io/");
  clock.advance(100);
  const nonce = String(clock.now() + 5_000);
  socket.send({ op: "authKeyExpires", args: [apiKey, nonce, digest(secret, { path: "/ws/futures", nonce })] });
  clock.advance(100);
  socket.send({ op: "subscribe", args: ["userInfo", "orderUpdate"] });
  clock.advance(100);
  const body = JSON.stringify({ symbol: "ETH-PERP", side: "BUY", orderType: "MARKET", size: 2 });
  const at = String(clock.now() + 6_000);
  const headers = {
    "request-api": apiKey,
    "request-nonce": at,
    "request-sign": digest(secret, { path: "/api/v2.3/order", nonce: at, body }),
  };
  const request = { method: "POST", host: "api.lmex.io", path: "/futures/api/v2.3/order", query: new URLSearchParams(), headers, body };
  expect(venue?.request(request, "test")).toMatchObject({ reply: { status: 200 } });
  clock.advance(100);
  const heard = socket.take().map((text) => (JSON.parse(text) as { readonly topic?: string }).topic);
  expect(new Set(heard.filter((topic) => topic !== undefined))).toEqual(new Set(["notificationApiV4", "fillsV2", "positionsV3"]));
  expect(compare(decimal(venueSide.positions()[0]?.openValue ?? "0"), decimal("0"))).toBe(1);
  exchange.close();
});
