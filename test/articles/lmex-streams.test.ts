// The article about LMEX's WebSocket in Python (A), and what the three LMEX articles say outside their code (P1 to P10). About 5 s.

import { createHmac } from "node:crypto";
import { expect } from "vitest";
import { sizeUnits } from "#core/brand";
import { at, openDesk, PlainSocket, row, withSocket as withAnySocket } from "./desk.ts";
import { asksOf, bidsOf, type LmexMessage } from "./lmex-message.ts";
import { released } from "./released-ccxt.ts";

const desk = openDesk("lmex");
/** The address of the article's text; its code gives none, because the library is to know it. */
const BARE = "wss://ws.lmex.io";
const FUTURES = "wss://ws.lmex.io/ws/futures";
const BOOKS = "wss://ws.lmex.io/ws/oss/futures";
const SYMBOL = "BTC-PERP";

const withSocket = (url: string, talk: (socket: PlainSocket<LmexMessage>) => Promise<void>): Promise<void> => withAnySocket(url, talk);
const subscribe = (...args: readonly string[]) => ({ op: "subscribe", args });
const isBook = (message: LmexMessage): boolean => message.topic === `update:${SYMBOL}_0`;
const isAck = (message: LmexMessage): boolean => message.event === "subscribe";

/** On no strict socket, and not at the bare address at all. */
async function isStrictlyUnknown(topic: string): Promise<void> {
  await expect(PlainSocket.open(at(desk.strict, BARE))).rejects.toThrow("HTTP 404");
  await withSocket(at(desk.strict, FUTURES), async (socket) => {
    socket.send(subscribe(topic));
    expect(await socket.next(isAck)).toEqual({ event: "subscribe", channel: [] });
  });
  await withSocket(at(desk.strict, BOOKS), async (socket) => {
    socket.send(subscribe(topic));
    expect(await socket.next()).toMatchObject({ severity: "ERROR", errors: [{ arg: topic, error: { code: 1005 } }] });
  });
}

/** Confirmed under the name that was used, and nothing follows. */
async function isConfirmedAndSilent(topic: string): Promise<void> {
  await withSocket(at(desk.article, BARE), async (socket) => {
    socket.send(subscribe(topic));
    expect(await socket.next(isAck)).toEqual({ event: "subscribe", channel: [topic] });
    expect(await socket.during()).toEqual([]);
  });
}

async function hasNoTopic(name: string): Promise<void> {
  await isStrictlyUnknown(`${name}:${SYMBOL}`);
  await isConfirmedAndSilent(`${name}:${SYMBOL}`);
}

/** Strictly unknown; in the dialect it is confirmed under its own name, and orders come under the real topic once somebody logged in. */
async function isTheAccount(name: string): Promise<void> {
  await isStrictlyUnknown(name);
  const account = desk.article.exchange.venue("lmex")?.accounts?.all[0];
  const market = desk.article.exchange.marketOf({ venue: "lmex", product: "futures", symbol: SYMBOL });
  if (account === undefined || market === undefined) throw new Error("The simulated LMEX has no account.");
  const { apiKey, secret } = account.credentials;
  await withSocket(at(desk.article, FUTURES), async (socket) => {
    const nonce = String(Date.now());
    socket.send({ op: "authKeyExpires", args: [apiKey, nonce, "00"] });
    expect(await socket.next()).toEqual({ event: "login", success: false });
    const again = String(Date.now() + 1);
    const sign = createHmac("sha384", secret).update(`/ws/futures${again}`).digest("hex");
    socket.send({ op: "authKeyExpires", args: [apiKey, again, sign] });
    expect(await socket.next()).toEqual({ event: "login", success: true });
    socket.send(subscribe(name));
    expect(await socket.next()).toMatchObject({ event: "subscribe", channel: [name] });
    const { instrument } = market;
    const price = market.picture(0).bids[4]?.[0] ?? instrument.tick;
    account.place({
      instrument,
      side: "buy",
      style: { kind: "limit", price, timeInForce: "gtc" },
      amount: { kind: "size", size: sizeUnits(3) },
      clientOrderId: `of-${name}`,
      reduceOnly: false,
    });
    const order = await socket.next(({ topic }) => topic?.startsWith("notificationApi") === true);
    expect(order.data).toMatchObject({ 0: { symbol: SYMBOL, clOrderID: `of-${name}` } });
  });
}

row("A1", "cannot", "there is no class for LMEX, and the spread comes when its channel is asked for by name", async () => {
  const { streams, rest } = await released();
  expect([streams.includes("lmex"), rest.includes("lmex")]).toEqual([false, false]);
  await isStrictlyUnknown(`orderBookL2:${SYMBOL}`);
  await withSocket(at(desk.article, BARE), async (socket) => {
    socket.send(subscribe(`orderBookL2:${SYMBOL}`));
    const book = await socket.next(isBook);
    const [bid, ask] = [Math.max(...bidsOf(book)), Math.min(...asksOf(book))];
    expect(((ask - bid) / bid) * 10_000).toBeGreaterThan(0);
    // Asks of a snapshot come worst first: `asks[0]`, which the code prints, is not the best one on this wire.
    expect(asksOf(book)[0]).toBeGreaterThan(ask);
  });
});

row("A2", "cannot", "there is no class for LMEX; by name, book and trades come on one socket and own orders stay silent", async () => {
  expect((await released()).streams).not.toContain("lmex");
  const topics = [`orderBookL2:${SYMBOL}`, `trade:${SYMBOL}`, "userInfo"];
  await withSocket(at(desk.strict, FUTURES), async (socket) => {
    socket.send(subscribe(...topics));
    expect(await socket.next(isAck)).toEqual({ event: "subscribe", channel: [] });
  });
  await withSocket(at(desk.article, BARE), async (socket) => {
    socket.send(subscribe(...topics));
    const heard = new Set<string>();
    await socket.next((message) => {
      if (isAck(message)) expect(message.channel).toEqual(topics);
      else heard.add(message.topic ?? "");
      return heard.size === 2;
    });
    expect([...heard].sort()).toEqual([`tradeHistoryApiV3:${SYMBOL}`, `update:${SYMBOL}_0`]);
  });
});

row(
  "A3",
  "cannot",
  "`...` is no Python parameter and there is no class; a new socket with a new subscription gives a new snapshot",
  async () => {
    expect((await released()).streams).not.toContain("lmex");
    await isStrictlyUnknown(`orderBookL2:${SYMBOL}`);
    const sequences: number[] = [];
    for (let round = 0; round < 2; round += 1) {
      await withSocket(at(desk.article, BARE), async (socket) => {
        socket.send(subscribe(`orderBookL2:${SYMBOL}`));
        const { data } = await socket.next(isBook);
        expect(data?.type).toBe("snapshot");
        sequences.push(data?.seqNum ?? 0);
        await socket.next((message) => isBook(message) && message.data?.type === "delta");
      });
    }
    expect(sequences[1]).toBeGreaterThan(sequences[0] ?? 0);
  },
);

row("P1", "article dialect", "the address without a path is refused strictly and opens in the dialect", async () => {
  await expect(PlainSocket.open(at(desk.strict, BARE))).rejects.toThrow("HTTP 404");
  await withSocket(at(desk.article, BARE), async (socket) => expect(socket.isOpen).toBe(true));
});

row("P2", "article dialect", "the test network's /ws is refused strictly and opens in the dialect", async () => {
  await expect(PlainSocket.open(at(desk.strict, "wss://testnet.lmex.io/ws"))).rejects.toThrow("HTTP 404");
  await withSocket(at(desk.article, "wss://testnet.lmex.io/ws"), async (socket) => expect(socket.isOpen).toBe(true));
});

row("P3", "article dialect", "orderBookL2 is a snapshot and then deltas that link to it", async () => {
  await isStrictlyUnknown(`orderBookL2:${SYMBOL}`);
  await withSocket(at(desk.article, BARE), async (socket) => {
    socket.send(subscribe(`orderBookL2:${SYMBOL}`));
    const snapshot = await socket.next(isBook);
    const delta = await socket.next(isBook);
    expect([snapshot.data?.type, delta.data?.type]).toEqual(["snapshot", "delta"]);
    expect(delta.data?.prevSeqNum).toBe(snapshot.data?.seqNum);
  });
});

row("P4", "article dialect", "orderBookApi is the book of its grouping, with fewer prices", async () => {
  await isStrictlyUnknown(`orderBookApi:${SYMBOL}_2`);
  await withSocket(at(desk.article, BARE), async (socket) => {
    socket.send(subscribe(`orderBookApi:${SYMBOL}_2`, `orderBookL2:${SYMBOL}`));
    const steps = new Map<string, number>();
    await socket.next((message) => {
      if (message.topic !== undefined && message.data?.type === "snapshot") steps.set(message.topic, stepOf(bidsOf(message)));
      return steps.size === 2;
    });
    // Its prices stand further apart.
    expect(steps.get(`update:${SYMBOL}_2`)).toBeGreaterThan(1.5 * (steps.get(`update:${SYMBOL}_0`) ?? Number.POSITIVE_INFINITY));
  });
});

row("P5", "article dialect", "trade is the trades of the market under the real topic", async () => {
  await isStrictlyUnknown(`trade:${SYMBOL}`);
  await withSocket(at(desk.article, BARE), async (socket) => {
    socket.send(subscribe(`trade:${SYMBOL}`));
    const trades = await socket.next(({ topic, data }) => topic === `tradeHistoryApiV3:${SYMBOL}` && data?.length !== 0);
    expect(trades.data).toMatchObject({ 0: { symbol: SYMBOL, price: expect.any(Number), size: expect.any(Number) } });
  });
});

row("P6", "cannot", "LMEX has no candle topic: `kline` is strictly unknown, in the dialect confirmed and silent", () =>
  hasNoTopic("kline"),
);

row("P7", "cannot", "LMEX has no ticker topic: `marketSummary` is strictly unknown, in the dialect confirmed and silent", () =>
  hasNoTopic("marketSummary"),
);

row("P8", "article dialect", "`userInfo` is the account's orders, fills and positions under their real topics, after a login", () =>
  isTheAccount("userInfo"),
);

row("P9", "article dialect", "`orderUpdate` is the account's orders under their real topic, after a login", () =>
  isTheAccount("orderUpdate"),
);

row("P10", "cannot", "orders over the socket are an operation that LMEX does not have", async () => {
  for (const simulator of desk.both) {
    await withSocket(at(simulator, FUTURES), async (socket) => {
      socket.send({ op: "order", args: [{ symbol: SYMBOL, side: "BUY", type: "MARKET", size: 1 }] });
      expect(await socket.next()).toMatchObject({ severity: "ERROR", errors: [{ error: { code: 1001 } }] });
    });
  }
});

/** The least distance between neighbouring prices, best first. */
function stepOf(bids: readonly number[]): number {
  return Math.min(...bids.slice(1).map((price, at) => (bids[at] ?? 0) - price));
}
