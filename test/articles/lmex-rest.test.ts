// The article that connects, signs and orders over LMEX's REST (C). About 3 s.

import { createHmac } from "node:crypto";
import { expect } from "vitest";
import { type Simulator } from "#assemblies/simulator";
import { VirtualClock } from "#clock/virtual-clock";
import { HeardSocket, scriptedWorld } from "#sim/scripted-world";
import { lmexDialect } from "#venues/lmex/dialect";
import { at, openDesk, row, withSocket } from "./desk.ts";
import { bidsOf, type LmexMessage } from "./lmex-message.ts";

const desk = openDesk("lmex");
const BASE_URL = "https://api.lmex.io/futures/api/v2.3";
const BOOKS = "wss://ws.lmex.io/ws/oss/futures";
const [API_KEY, API_SECRET] = ["an-article-key", "an-article-secret"];

/** The article's `sign`: path and nonce, without the prefix and without the body. */
function sign(path: string): Record<string, string> {
  const nonce = String(Date.now());
  const signature = createHmac("sha384", API_SECRET).update(`${path}${nonce}`).digest("hex");
  return { "request-api": API_KEY, "request-nonce": nonce, "request-sign": signature };
}

async function read<Body>(simulator: Simulator, path: string): Promise<Body> {
  const reply = await fetch(at(simulator, BASE_URL) + path, { headers: sign(path) });
  expect(reply.status).toBe(200);
  return (await reply.json()) as Body;
}

async function post(simulator: Simulator, path: string, body: object, headers = sign(path)) {
  const request = { method: "POST", headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
  const reply = await fetch(at(simulator, BASE_URL) + path, request);
  return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
}

row("C1", "as printed", "public reads are answered, whatever the signature is worth", async () => {
  for (const simulator of desk.both) {
    expect(await read<unknown[]>(simulator, "/market_summary")).toBeInstanceOf(Array);
    const unsigned = await fetch(`${at(simulator, BASE_URL)}/market_summary`);
    expect(unsigned.status).toBe(200);
  }
});

row("C2", "cannot", "a summary has `last` and no `lastPrice`", async () => {
  for (const simulator of desk.both) {
    const summary = await read<readonly Record<string, unknown>[]>(simulator, "/market_summary");
    const btc = summary.find(({ symbol }) => symbol === "BTC-PERP");
    expect(btc).toMatchObject({ last: expect.any(Number) });
    expect(btc).not.toHaveProperty("lastPrice");
    const [price] = await read<readonly Record<string, unknown>[]>(simulator, "/price?symbol=BTC-PERP");
    expect(price).toMatchObject({ lastPrice: expect.any(Number) });
  }
});

row("C3", "as printed", "candles come newest first, and `limit` is no parameter: there are more than 100", async () => {
  for (const simulator of desk.both) {
    const ohlcv = await read<readonly (readonly number[])[]>(simulator, "/ohlcv?symbol=BTC-PERP&resolution=60&limit=100");
    const closes = [...ohlcv].reverse().map((candle) => Number(candle[4]));
    expect(closes.every((close) => close > 0)).toBe(true);
    expect(closes.length).toBeGreaterThan(100);
    expect((ohlcv[0]?.[0] ?? 0) - (ohlcv[1]?.[0] ?? 0)).toBe(3_600);
  }
});

row("C4", "cannot", "levels are objects with a price and a size, and have no member 0", async () => {
  for (const simulator of desk.both) {
    type Level = { readonly price?: string; readonly size?: string; readonly 0?: string };
    const book = await read<Record<"buyQuote" | "sellQuote", readonly Level[]>>(simulator, "/orderbook/L2?symbol=BTC-PERP&depth=10");
    expect(book.buyQuote).toHaveLength(10);
    expect(book.buyQuote[0]?.[0]).toBeUndefined();
    const spread = Number(book.sellQuote[0]?.price) - Number(book.buyQuote[0]?.price);
    expect(spread).toBeGreaterThan(0);
  }
});

row(
  "C5",
  "cannot",
  "the signature leaves out the version and the body; signed as documented, the order's own faults are named",
  async () => {
    const order = { symbol: "BTC-PERP", side: "BUY", orderType: "MARKET", size: 0.001 };
    for (const simulator of desk.both) {
      const { apiKey = "", secret = "" } = simulator.exchange.venue("lmex")?.accounts?.all[0]?.credentials ?? {};
      const headers = (signed: string, nonce: string): Record<string, string> => ({
        "request-api": apiKey,
        "request-nonce": nonce,
        "request-sign": createHmac("sha384", secret).update(signed).digest("hex"),
      });
      const nonce = Date.now();
      const printed = await post(simulator, "/order", order, headers(`/order${nonce}`, `${nonce}`));
      expect(printed.status).toBe(401);
      const unsigned = await post(simulator, "/order", order, {});
      expect(unsigned).toMatchObject({ status: 401, body: { errorCode: -2, message: "api parameter is mandatory" } });
      const documented = headers(`/api/v2.3/order${nonce + 1}${JSON.stringify(order)}`, `${nonce + 1}`);
      const judged = await post(simulator, "/order", order, documented);
      // Strictly the field is `type`; where the article's name is taken for it, the size is no whole number of contracts.
      expect([judged.status, Array.isArray(judged.body) ? judged.body[0] : judged.body]).toEqual([
        400,
        expect.objectContaining({ status: 400 }),
      ]);
    }
  },
);

row("C6", "cannot", "it never subscribes, so it hears nothing; and a book has `bids`, not `buyQuote`", async () => {
  for (const simulator of desk.both) {
    await withSocket<LmexMessage>(at(simulator, BOOKS), async (socket) => {
      expect(await socket.during()).toEqual([]);
      socket.send({ op: "subscribe", args: ["update:BTC-PERP_0"] });
      const book = await socket.next(({ topic }) => topic?.startsWith("update:") === true);
      expect(book.data).not.toHaveProperty("buyQuote");
      expect(bidsOf(book).length).toBeGreaterThan(0);
    });
  }
  // Who holds no topic and says nothing is cut after a minute, without a close frame.
  const clock = new VirtualClock();
  const { network } = scriptedWorld({ dialect: lmexDialect, clock });
  const socket = new HeardSocket(network, BOOKS);
  clock.advance(59_000);
  expect([socket.opened, socket.ends]).toEqual([1, []]);
  clock.advance(3_000);
  expect(socket.ends).toMatchObject([{ code: 1006 }]);
  expect(socket.texts).toEqual([]);
});
