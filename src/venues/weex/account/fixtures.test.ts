// The published private payloads judge both sides: what they must mean to the decoder, and what shape the simulated venue must give
// them. Costs about two seconds.

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { clientOrderId, venueOrderId } from "#core/account/order";
import { Secret } from "#core/account/secret";
import { epochMs, priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { type Instrument, instrumentTable, unifiedId } from "#core/instrument";
import { createSimulatedExchange } from "#sim/world";
import { type PrivateCall } from "#transport/private-call";
import { type AccountStep } from "#venues/account-dialect";
import { weexDialect } from "#venues/weex/dialect";
import { ACCOUNT_RULES } from "#venues/weex/dialect/account/account-rules";
import { stepFrames } from "#venues/weex/dialect/account/pushes";
import { weex } from "#venues/weex/index";
import { digest, handshakeHeaders, signRequest } from "#venues/weex/sign";

const lines = readFileSync(new URL("../fixtures/private.ndjson", import.meta.url), "utf8").split("\n");
const published = (name: string): string => {
  const at = lines.indexOf(`# ${name}`);
  if (at < 0) throw new RangeError(`There is no payload "${name}".`);
  return lines[at + 1] ?? "";
};
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const reply = (text: string, status = 200) => ({ status, headers: {}, body: bytes(text) });

const contract = (symbol: string): Instrument => ({
  venue: "weex",
  product: "contract",
  kind: "perpetual",
  symbol: venueSymbol(symbol),
  id: unifiedId({ base: "ETH", quote: "USDT", settle: "USDT" }),
  base: "ETH",
  quote: "USDT",
  settle: "USDT",
  priceScale: 2,
  sizeScale: 3,
  tick: priceUnits(1),
  lot: sizeUnits(1),
  minSize: sizeUnits(1),
  sizeUnit: "base",
  contractSize: "1",
  status: "trading",
});
const { settle: _settle, ...coins } = contract("ETHUSDT");
const spot: Instrument = { ...coins, product: "spot", kind: "spot", id: unifiedId({ base: "ETH", quote: "USDT" }), sizeScale: 5 };

function face(product: "contract" | "spot", api: "v2" | "v3") {
  const codec = weex.account(product, { api });
  const instrument = product === "spot" ? spot : contract(api === "v2" ? "cmt_ethusdt" : "ETHUSDT");
  const table = instrumentTable([instrument]);
  if (codec?.stream === undefined) throw new RangeError("There is no private stream.");
  const reader = codec.stream.reader(() => table);
  return { codec, instrument, reads: codec.reads(() => table), read: (text: string) => reader.read(bytes(text), epochMs(0)) };
}
const FACES = { v2: face("contract", "v2"), v3: face("contract", "v3"), spot: face("spot", "v3") };
const value = <Value>(call: PrivateCall<Value>, name: string, status = 200): Value | undefined => {
  const reading = call.decode(reply(published(name), status));
  return reading.kind === "value" ? reading.value : undefined;
};

for (const version of ["v2", "v3"] as const) {
  const { instrument, read, reads } = FACES[version];
  const ids = { venueOrderId: "811111111111111111", clientOrderId: "demo-0001" };

  test(`pushes of ${version} mean what they say, and ids of 18 digits survive`, () => {
    const order = {
      kind: "order",
      instrument,
      ...ids,
      side: "buy",
      style: "limit",
      price: 295050,
      size: 50,
      reduceOnly: false,
      words: undefined,
    };
    expect(read(published(`${version} order pending`))).toMatchObject({
      kind: "account",
      channel: "orders",
      version: "88012",
      skippedRows: 0,
      events: [{ ...order, status: "pending", filledSize: 0, averagePrice: undefined, venueTime: 1767225601460 }],
    });
    expect(read(published(`${version} order open`))).toMatchObject({
      version: "88013",
      events: [{ ...order, status: "open", filledSize: 20, averagePrice: "2950.5" }],
    });
    expect(read(published(`${version} fill`))).toMatchObject({
      channel: "fills",
      version: "88013",
      events: [
        {
          tradeId: "811111111111111401",
          venueOrderId: ids.venueOrderId,
          side: "buy",
          price: "2950.5",
          size: 20,
          value: "59.01",
          fee: { amount: "0.035406", currency: "USDT" },
          liquidity: "taker",
          realisedPnl: "0",
        },
      ],
    });
    expect(read(published(`${version} position`))).toMatchObject({
      channel: "positions",
      events: [
        { leg: "long", side: "long", size: 20, entryPrice: "2950.5", leverage: "10", marginMode: "cross", venueTime: 1767225601470 },
      ],
    });
    // What is free is not told: the push only says that something changed.
    expect(read(published(`${version} account`))).toEqual({
      kind: "account",
      channel: "balances",
      events: [],
      skippedRows: 0,
      version: "88013",
    });
  });

  test(`a row of ${version} without its symbol, and one with an unknown word, are counted and not fatal`, () => {
    const text = published(`${version} order open`);
    expect(read(text.replace(/"(?:symbol|contractId)":"[^"]+",/, ""))).toMatchObject({ kind: "account", events: [], skippedRows: 1 });
    expect(read(text.replace(/"status":"[A-Z]+"/, '"status":"MELTED"'))).toMatchObject({ kind: "account", events: [], skippedRows: 1 });
  });

  test(`answers of ${version} mean what they say`, () => {
    const position = { leg: "long", side: "long", leverage: "10", marginMode: "cross", liquidationPrice: undefined };
    const positions = reads.positions?.();
    expect(positions === undefined ? [] : value(positions, `rest ${version} positions`)).toMatchObject([position]);
    const [assets, page] = [version === "v2" ? "rest v2 assets" : "rest v3 balance", { instrument, limit: 100 }];
    expect(value(reads.balances(), assets)).toMatchObject([
      { currency: "USDT", total: "10037.77", available: "9800.25", locked: "120.5", wallet: "contract" },
    ]);
    const order = value(reads.order({ instrument, venueOrderId: venueOrderId(ids.venueOrderId) }), `rest ${version} order`);
    expect(order).toMatchObject({ ...ids, status: "open", side: "buy", style: "limit", price: 295050, size: 50, filledSize: 20 });
    const funding = reads.funding?.(page);
    const bills = funding === undefined ? undefined : value(funding, version === "v2" ? "rest v2 bills" : "rest v3 income");
    expect(bills?.rows).toMatchObject([{ amount: "-0.0412", currency: "USDT", venueTime: 1767225600000 }]);
  });
}

test("what only one generation publishes is read too", () => {
  const { v2, v3 } = FACES;
  expect(value(v2.reads.fills({ instrument: v2.instrument, limit: 100 }), "rest v2 fills")?.rows).toMatchObject([
    { tradeId: "811111111111111401", price: "2950.5", size: 20, liquidity: "taker" },
  ]);
  const waiting = v2.reads.untriggeredOrders?.({ instrument: v2.instrument, limit: 100 });
  expect(waiting === undefined ? [] : value(waiting, "rest v2 plan orders")?.rows).toMatchObject([
    { venueOrderId: "811111111111111601", status: "untriggered", side: "sell", reduceOnly: true, size: 20, price: undefined },
  ]);
  const algo = v3.reads.untriggeredOrders?.({ instrument: v3.instrument, limit: 100 });
  expect(algo === undefined ? [] : value(algo, "rest v3 conditional orders")?.rows).toMatchObject([
    {
      venueOrderId: "811111111111111601",
      clientOrderId: "demo-sl-1",
      status: "untriggered",
      style: "stop",
      side: "sell",
      reduceOnly: true,
    },
  ]);
  expect(value(v2.reads.fees(v2.instrument), "rest v2 account")).toMatchObject({ makerFraction: "0.0002", takerFraction: "0.0006" });
  expect(value(v3.reads.fees(v3.instrument), "rest v3 fees")).toMatchObject({ makerFraction: "0.00016", takerFraction: "0.00064" });
  const settings = v2.reads.settings?.(v2.instrument);
  expect(settings === undefined ? undefined : value(settings, "rest v2 account")).toMatchObject({
    marginMode: "cross",
    positionMode: "hedge",
    longLeverage: "10",
  });
});

test("spot's rows mean what they say", () => {
  const { read, reads } = FACES.spot;
  expect(read(published("spot order"))).toMatchObject({
    events: [{ status: "filled", side: "sell", filledSize: 4000, averagePrice: "2960" }],
  });
  expect(read(published("spot fill"))).toMatchObject({
    events: [{ price: "2960", fee: { amount: "0.1184", currency: "USDT" }, liquidity: "maker" }],
  });
  expect(read(published("spot account"))).toMatchObject({
    events: [{ currency: "USDT", total: "618.2816", available: "618.2816", locked: "0" }],
  });
  expect(value(reads.balances(), "rest spot account")).toMatchObject([{ currency: "USDT", total: "500", available: "500", locked: "0" }]);
});

const order = (instrument: Instrument) =>
  ({
    instrument,
    clientOrderId: clientOrderId("demo-0002"),
    side: "buy",
    style: { kind: "limit", price: priceUnits(295050), timeInForce: "gtc" },
    amount: { kind: "size", size: sizeUnits(50) },
    effect: "any",
  }) as unknown as Parameters<typeof FACES.v3.codec.orders.place>[0];

test("orders are written as the published examples are", () => {
  const own = { clientOrderId: clientOrderId("demo-0001") };
  expect(FACES.v3.codec.orders.place({ ...order(FACES.v3.instrument), ...own }).body).toBe(
    '{"symbol":"ETHUSDT","side":"BUY","positionSide":"LONG","type":"LIMIT","timeInForce":"GTC","quantity":"0.05","price":"2950.5","newClientOrderId":"demo-0001"}',
  );
  expect(FACES.v2.codec.orders.place({ ...order(FACES.v2.instrument), ...own }).body).toBe(
    '{"symbol":"cmt_ethusdt","client_oid":"demo-0001","size":"0.05","type":"1","order_type":"0","match_price":"0","price":"2950.5"}',
  );
});

test("an answer proves a placing, a refusal, or nothing", () => {
  const place = (name: "v2" | "v3" | "spot", text: string, status = 200) => {
    const reading = FACES[name].codec.orders.place(order(FACES[name].instrument)).decode(reply(text, status));
    return reading.kind === "value" ? reading.value : reading.error.code;
  };
  expect(place("v3", published("refused v3 with HTTP 200"))).toMatchObject({ kind: "rejected", reason: "size-rule", venueCode: "-3007" });
  expect(place("v2", published("refused v2 step size"), 400)).toMatchObject({ kind: "rejected", reason: "size-rule", venueCode: "40015" });
  expect(place("v3", published("refused v3 parameter"), 400)).toMatchObject({ kind: "rejected", reason: "bad-request" });
  expect(place("v2", published("rest v2 placed").replace(/"client_oid":[^,]+/, '"client_oid":null'))).toMatchObject({
    kind: "accepted",
    venueOrderId: "811111111111111111",
  });
  expect(place("spot", published("rest spot placed").replace("demo-1", "demo-0002"))).toMatchObject({
    kind: "accepted",
    venueOrderId: "811111111111111511",
  });
  expect(place("v3", '{"code":-1054,"msg":"FAILED_PRECONDITION: amount not enough"}', 400)).toMatchObject({ reason: "insufficient-funds" });
  expect(place("v3", '{"code":-1054,"msg":"system error"}', 400)).toMatchObject({ kind: "unclear" });
  expect(place("v2", '{"code":"40015","msg":"System error","requestTime":1,"data":null}', 400)).toMatchObject({ kind: "unclear" });
  expect(place("v3", "<html>502</html>", 502)).toMatchObject({ kind: "unclear" });
  expect(place("v3", "", 408)).toMatchObject({ kind: "unclear" });
  expect(place("v3", '{"code":-1046,"msg":"Request timestamp expired."}', 400)).toBe("venue-clock");
  expect(place("v2", '{"code":"429","msg":"Too many requests"}', 429)).toBe("venue-rate-limited");
});

test("a batch of cancels tells each order's end, and what is not there is not open", () => {
  const references = ["811111111111111511", "811111111111111512"].map((id) => ({ instrument: spot, venueOrderId: venueOrderId(id) }));
  const call = FACES.spot.codec.orders.cancelMany?.(references);
  expect(call === undefined ? [] : value(call, "rest spot cancelled batch")).toMatchObject([{ kind: "cancelled" }, { kind: "not-open" }]);
});

test("mutated private frames are read or told to be broken, and never throw", () => {
  const names = lines.filter((line) => /^# (?:v2|v3|spot) /.test(line)).map((line) => line.slice(2));
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.nat(), fc.nat(255), fc.boolean(), (name, at, byte, cutOff) => {
      const frame = bytes(published(name));
      const mutated = cutOff ? frame.slice(0, at % frame.length) : frame.map((old, index) => (index === at % frame.length ? byte : old));
      const { codec, instrument } = FACES[name.startsWith("v2") ? "v2" : name.startsWith("v3") ? "v3" : "spot"];
      codec.stream?.reader(() => instrumentTable([instrument])).read(mutated, epochMs(0));
    }),
    { numRuns: 1_000 },
  );
});

// ── the other side ───────────────────────────────────────────────────────────────────────────────────────────────────

/** The names of a value's members, with lists as their first element. */
function shape(given: unknown): unknown {
  if (Array.isArray(given)) return given.length === 0 ? [] : [shape(given[0])];
  if (typeof given !== "object" || given === null) return "value";
  return Object.fromEntries(Object.entries(given).map(([name, part]) => [name, shape(part)]));
}

function venue() {
  const clock = new VirtualClock();
  const exchange = createSimulatedExchange({ venues: [weexDialect], seed: "weex private", clock, limits: true, mood: "calm" });
  exchange.start();
  const network = exchange.network({ latency: { lowMs: 5, highMs: 5 } });
  clock.advance(2_000);
  const { apiKey, secret, passphrase } = ACCOUNT_RULES.demo;
  const stamp = (over: Partial<typeof ACCOUNT_RULES.demo> = {}, skewMs = 0) => ({
    credentials: {
      apiKey: new Secret(over.apiKey ?? apiKey),
      apiSecret: new Secret(over.secret ?? secret),
      passphrase: new Secret(over.passphrase ?? passphrase),
    },
    nonce: 1,
    time: epochMs(clock.now() + skewMs),
    entropy: "",
  });
  const send = (call: PrivateCall<unknown>, signed = signRequest(call, stamp())) => {
    const host = call.host === "spotRest" ? "api-spot.weex.com" : "api-contract.weex.com";
    const url = `https://${host}${call.path}${signed.query === "" ? "" : `?${signed.query}`}`;
    const box: { status?: number; text?: string } = {};
    const { body } = signed;
    network.send(
      {
        method: call.method,
        url,
        headers: signed.headers,
        deadlineMs: 5_000,
        bodyBytesMax: 1_000_000,
        followRedirects: false,
        ...(body === undefined ? {} : { body }),
      },
      (outcome) => {
        if (outcome.kind !== "reply") return;
        box.status = outcome.reply.status;
        box.text = new TextDecoder().decode(outcome.reply.body);
      },
    );
    clock.advance(50);
    return box;
  };
  return { clock, exchange, network, stamp, send };
}

test("keys are looked at in the documented order, with each generation's own codes", () => {
  const { stamp, send } = venue();
  const verdicts = (name: "v2" | "v3") => {
    const call = FACES[name].reads.balances();
    const code = (signed: ReturnType<typeof signRequest>): unknown =>
      (JSON.parse(send(call, signed).text ?? "{}") as { code?: unknown }).code;
    const without = (header: string) => {
      const signed = signRequest(call, stamp());
      return { ...signed, headers: Object.fromEntries(Object.entries(signed.headers).filter(([each]) => each !== header)) };
    };
    return [
      ...["ACCESS-KEY", "ACCESS-SIGN", "ACCESS-TIMESTAMP"].map((header) => code(without(header))),
      code(signRequest(call, stamp({}, -31_000))),
      code(signRequest(call, stamp({ apiKey: "weex_other" }))),
      code(signRequest(call, stamp({ secret: "another" }))),
      code(signRequest(call, stamp({ passphrase: "another" }))),
      code(signRequest(call, stamp())),
    ];
  };
  expect(verdicts("v2")).toEqual(["40001", "40002", "40003", "40008", "40006", "40009", "40012", undefined]);
  expect(verdicts("v3")).toEqual([-1040, -1041, -1042, -1046, -1044, -1047, -1049, undefined]);
});

test("the simulated venue's pushes and answers have the published members", () => {
  const { exchange, clock, send } = venue();
  const account = exchange.venue("weex")?.accounts?.all[0];
  if (account === undefined) throw new RangeError("The venue has no account.");
  const steps: AccountStep[] = [];
  account.onStep((step) => steps.push(step));
  const last = (product: "contract" | "spot"): Instrument => {
    const market = exchange.venue("weex")?.market(product, "ETHUSDT");
    if (market === undefined) throw new RangeError("ETHUSDT is not listed.");
    return market.instrument;
  };
  const wish = { side: "buy", style: { kind: "market" }, reduceOnly: false, clientOrderId: undefined } as const;
  const [perpetual, coin] = [last("contract"), last("spot")];
  account.place({ ...wish, instrument: perpetual, amount: { kind: "size", size: sizeUnits(50) }, leg: "long" });
  account.place({ ...wish, instrument: coin, amount: { kind: "size", size: sizeUnits(500) } });
  clock.advance(500);
  for (const [which, topic, name] of [
    ["v2", "orders", "v2 order open"],
    ["v2", "fill", "v2 fill"],
    ["v2", "positions", "v2 position"],
    ["v2", "account", "v2 account"],
    ["v3", "orders", "v3 order open"],
    ["v3", "fill", "v3 fill"],
    ["v3", "positions", "v3 position"],
    ["v3", "account", "v3 account"],
    ["spot", "orders", "spot order"],
    ["spot", "fill", "spot fill"],
    ["spot", "account", "spot account"],
  ] as const) {
    const frames = steps.flatMap((step) => stepFrames(which, { topic, account, channels: [], instrument: undefined }, step));
    expect(shape(JSON.parse(frames.at(-1)?.text ?? "{}")), name).toEqual(shape(JSON.parse(published(name))));
  }
  const { v2, v3, spot: coins } = FACES;
  const order = account.orders({ limit: 10 }).find(({ instrument }) => instrument.product === "contract");
  const id = venueOrderId(order?.id ?? "");
  const now = clock.now();
  const page = { instrument: undefined, startTime: epochMs(now - 10_000), endTime: now, limit: 100 };
  account.settleFunding(() => "0.0001");
  clock.advance(10);
  const later = { ...page, endTime: clock.now() };
  for (const [name, call] of [
    ["rest v2 assets", v2.reads.balances()],
    ["rest v3 balance", v3.reads.balances()],
    ["rest v2 positions", v2.reads.positions?.()],
    ["rest v3 positions", v3.reads.positions?.()],
    ["rest v2 order", v2.reads.order({ instrument: v2.instrument, venueOrderId: id })],
    ["rest v3 order", v3.reads.order({ instrument: v3.instrument, venueOrderId: id })],
    ["rest v2 fills", v2.reads.fills(page)],
    ["rest v2 account", v2.reads.fees(v2.instrument)],
    ["rest v3 fees", v3.reads.fees(v3.instrument)],
    ["rest v3 settings", v3.reads.settings?.(v3.instrument)],
    ["rest v2 bills", v2.reads.funding?.(later)],
    ["rest v3 income", v3.reads.funding?.(later)],
    ["rest spot account", coins.reads.balances()],
  ] as const) {
    const text = call === undefined ? "{}" : (send(call).text ?? "{}");
    expect(shape(JSON.parse(text)), name).toEqual(shape(JSON.parse(published(name))));
    // Ids are beyond doubles wherever the real ones are bare.
    if (/"(?:orderId|id)":\d{18}/.test(published(name))) expect(text).toMatch(/"(?:orderId|id)":\d{18}[,}]/);
  }
});

test("a handshake is refused with the venue's own error unless it is signed over time and path alone", () => {
  const { exchange, clock, stamp } = venue();
  const view = exchange.venue("weex");
  if (view === undefined) throw new RangeError("There is no venue.");
  const path = "/v2/ws/private";
  const knock = (headers: Readonly<Record<string, string>>) =>
    weexDialect.refuseSocket?.({ host: "ws-contract.weex.com", path, headers }, view);
  const good = handshakeHeaders(stamp(), path);
  expect(knock(good)).toBeUndefined();
  const time = String(Math.floor(clock.now()));
  const withMethod = digest(ACCOUNT_RULES.demo.secret, `${time}GET${path}`);
  const refused = knock({ ...good, "ACCESS-SIGN": withMethod });
  expect([refused?.status, JSON.parse(refused?.body ?? "{}")]).toMatchObject([401, { code: "40009", data: null }]);
  expect(knock({})).toMatchObject({ status: 401 });
});
