// Whatever a client sends, the simulator answers or stays silent; it never throws.

import fc from "fast-check";
import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { answerControl } from "#sim/server/control-routes";
import { createSimulatedExchange } from "#sim/world";
import { lmexDialect } from "#venues/lmex/dialect";

const exchange = createSimulatedExchange({
  venues: [lmexDialect],
  seed: "garbage",
  clock: new VirtualClock(),
  article: true,
  limits: false,
});
const venue = exchange.venue("lmex");

const word = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.constantFrom(
    "__proto__",
    "constructor",
    "update:",
    "update:BTC-PERP_",
    "update:_0",
    "BTC-PERP",
    "tradeHistoryApi:BTCPFC",
    "99999999999999999999",
  ),
);
const number = fc.oneof(word, fc.integer().map(String), fc.double().map(String));

test("client messages", () => {
  const message = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.json({ maxDepth: 3 }),
    fc
      .record({ op: fc.constantFrom("subscribe", "unsubscribe", "ping", "login", "order"), args: fc.array(fc.oneof(word, fc.integer())) })
      .map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(fc.constantFrom("/ws/futures", "/ws/oss/futures", "/"), fc.array(message, { maxLength: 5 }), (path, messages) => {
      const verdict = venue?.acceptSocket({ host: "ws.lmex.io", path, headers: {}, peer: "fuzz" });
      if (verdict?.kind !== "accepted") return;
      const session = verdict.open({ send: () => {}, ping: () => {}, close: () => {}, terminate: () => {} });
      for (const text of messages) session.received(text);
      session.closedByPeer();
    }),
    { numRuns: 200 },
  );
});

test("REST requests", () => {
  const paths = [
    "market_summary",
    "ohlcv",
    "price",
    "orderbook",
    "orderbook/L2",
    "trades",
    "funding_history",
    "market/risk_limit",
    "order",
  ];
  const names = ["symbol", "resolution", "start", "end", "depth", "group", "count", "from", "to", "startTime", "endTime", "beforeSerialId"];
  const query = fc.array(fc.tuple(fc.constantFrom(...names), fc.oneof(number, fc.constant("BTC-PERP"), fc.constant("1"))), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...paths), word), query, (path, pairs) => {
      const request = {
        method: "GET",
        host: "api.lmex.io",
        path: `/futures/api/v2.3/${path}`,
        query: new URLSearchParams(pairs),
        headers: {},
        body: "",
      };
      const verdict = venue?.request(request, "fuzz");
      expect(verdict?.kind).toBe("reply");
    }),
    { numRuns: 300 },
  );
});

test("control requests", () => {
  const request = fc.record({
    method: fc.constantFrom("GET", "POST", "PUT"),
    path: fc.oneof(
      word,
      word.map((symbol) => `/book/lmex/${symbol}`),
      fc.constant("/faults"),
      fc.constant("/log"),
    ),
    query: fc
      .array(fc.tuple(fc.constantFrom("sequence", "group", "depth", "venueTime", "product", "last"), number))
      .map((pairs) => new URLSearchParams(pairs)),
    body: fc.oneof(
      fc.string(),
      fc.json({ maxDepth: 2 }),
      word.map((name) => JSON.stringify({ name, params: { [name]: name } })),
    ),
  });
  fc.assert(
    fc.property(request, (asked) => {
      const reply = answerControl(asked, exchange);
      expect(JSON.parse(reply.body)).toMatchObject({ v: 1 });
    }),
    { numRuns: 300 },
  );
});
