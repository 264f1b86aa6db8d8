// The article about LBank's WebSocket (D): its address, its messages and its handlers, over a plain socket; and what it says outside
// its code (P11, P12). About 5 s.

import { createHmac } from "node:crypto";
import { expect } from "vitest";
import { ACCOUNT_RULES } from "#venues/lbank/dialect/account/rules";
import { at, openDesk, PlainSocket, pause, row, withSocket as withAnySocket } from "./desk.ts";

interface LbankMessage {
  readonly id?: string;
  readonly status?: string;
  readonly subbed?: string;
  readonly unsubbed?: string;
  readonly ch?: string;
  readonly tick?: Readonly<Record<string, unknown>>;
  readonly op?: string;
  readonly ping?: unknown;
}

const desk = openDesk("lbank");
const ADDRESS = "wss://api.lbkex.com/ws";
/** The real address, where the article's words are no words. */
const V2 = "wss://api.lbkex.com/ws/V2/";
const SUB = { sub: "market.btcusdt.ticker", id: "12345" };
const SUB_ETH = { sub: "market.ethusdt.ticker", id: "12346" };
const UNSUB = { unsub: "market.btcusdt.ticker", id: "12345" };
const withSocket = (url: string, talk: (socket: PlainSocket<LbankMessage>) => Promise<void>): Promise<void> => withAnySocket(url, talk);
const isTicker =
  (name: string) =>
  ({ ch }: LbankMessage): boolean =>
    ch === `market.${name}.ticker`;

/** The strict simulator has no such address, and at the real one the message is none. */
async function isStrictlyUnknown(message: unknown): Promise<void> {
  await expect(PlainSocket.open(at(desk.strict, ADDRESS))).rejects.toThrow("HTTP 404");
  await withSocket(at(desk.strict, V2), async (socket) => {
    socket.send(message);
    expect(await socket.next()).toMatchObject({ status: "error", message: "Missing parameter ['action']" });
  });
}

/** In the dialect the message as printed is refused, because single quotes make no JSON. */
async function isNoJson(printed: string): Promise<void> {
  await withSocket(at(desk.article, ADDRESS), async (socket) => {
    socket.send(printed);
    expect(await socket.next()).toMatchObject({ status: "error", "err-code": "bad-request", "err-msg": "invalid message" });
  });
}

row("D1", "article dialect", "the address opens and says nothing until it is asked", async () => {
  await expect(PlainSocket.open(at(desk.strict, ADDRESS))).rejects.toThrow("HTTP 404");
  await withSocket(at(desk.article, ADDRESS), async (socket) => {
    expect(socket.isOpen).toBe(true);
    expect(await socket.during()).toEqual([]);
  });
});

row("D2", "article dialect", "as JSON it is confirmed with its id; with single quotes, as printed, it is refused", async () => {
  await isStrictlyUnknown(SUB);
  await isNoJson("{\n'sub': 'market.btcusdt.ticker', 'id': '12345'}");
  await withSocket(at(desk.article, ADDRESS), async (socket) => {
    socket.send(SUB);
    expect(await socket.next()).toMatchObject({ id: "12345", status: "ok", subbed: "market.btcusdt.ticker" });
  });
});

row("D3", "article dialect", "the ticker comes at once and goes on", async () => {
  await isStrictlyUnknown(SUB);
  await withSocket(at(desk.article, ADDRESS), async (socket) => {
    socket.send(SUB);
    await socket.next(isTicker("btcusdt"));
    await socket.next(isTicker("btcusdt"));
  });
});

row("D4", "article dialect", "its handler finds a close and a volume, and passes over the confirmation", async () => {
  await isStrictlyUnknown(SUB);
  await withSocket(at(desk.article, ADDRESS), async (socket) => {
    const printed: string[] = [];
    socket.send(SUB);
    await socket.next((data) => {
      if (!("ch" in data) || data.ch !== "market.btcusdt.ticker") return false;
      printed.push(`Latest Price: ${String(data.tick?.["close"])}`, `24h Volume: ${String(data.tick?.["vol"])}`);
      return true;
    });
    expect(printed[0]).toMatch(/^Latest Price: \d+(\.\d+)?$/);
    expect(printed[1]).toMatch(/^24h Volume: \d+(\.\d+)?$/);
  });
});

/** The keys that the article leaves to its reader. */
const KEY = ACCOUNT_RULES.demo;

row(
  "D5",
  "article dialect",
  "with real keys the login is taken and the buy order behind it rests, sent without waiting; as printed both are refused",
  async () => {
    const timestamp = String(Date.now());
    const login = (key: string, secret: string): object => {
      const signature = createHmac("sha256", secret).update(`${timestamp}GET/users/self/verify`).digest("hex");
      return { op: "auth", args: [key, timestamp, signature] };
    };
    const order = { op: "order", args: [{ symbol: "btcusdt", type: "buy", price: "30000", amount: "0.01" }] };
    await isStrictlyUnknown(login(KEY.apiKey, KEY.secret));
    await isStrictlyUnknown(order);
    await withSocket(at(desk.article, ADDRESS), async (socket) => {
      socket.send(login("YOUR_API_KEY", "YOUR_API_SECRET"));
      socket.send(order);
      expect(await socket.next()).toMatchObject({ op: "auth", "err-code": 2003 });
      expect(await socket.next()).toMatchObject({ op: "order", "err-code": 2002 });
      socket.send(login(KEY.apiKey, KEY.secret));
      socket.send(order);
      expect(await socket.next()).toMatchObject({ op: "auth", "err-code": 0 });
      expect(await socket.next()).toMatchObject({ op: "order", "err-code": 0, data: [{ symbol: "btcusdt", status: "ok" }] });
      socket.send(SUB);
      await socket.next(isTicker("btcusdt"));
    });
  },
);

row("D6", "article dialect", "as JSON it is confirmed; with single quotes, as printed, it is refused", async () => {
  await isStrictlyUnknown(UNSUB);
  await isNoJson("{\n'unsub': 'market.btcusdt.ticker', 'id': '12345'}");
  await withSocket(at(desk.article, ADDRESS), async (socket) => {
    // What was never subscribed cannot be ended.
    socket.send(UNSUB);
    expect(await socket.next()).toMatchObject({ id: "12345", status: "error", "err-code": "bad-request" });
    socket.send(SUB);
    socket.send(UNSUB);
    expect(await socket.next(({ unsubbed }) => unsubbed !== undefined)).toMatchObject({ id: "12345", status: "ok" });
  });
});

row("D7", "article dialect", "after it no ticker comes any more", async () => {
  await isStrictlyUnknown(UNSUB);
  await withSocket(at(desk.article, ADDRESS), async (socket) => {
    socket.send(SUB);
    await socket.next(isTicker("btcusdt"));
    socket.send(UNSUB);
    await socket.next(({ unsubbed }) => unsubbed === "market.btcusdt.ticker");
    expect(await socket.during()).toEqual([]);
  });
});

row("D8", "article dialect", "the first of two pairs is confirmed and pushed", async () => {
  await isStrictlyUnknown(SUB);
  await isNoJson("{ 'sub': 'market.btcusdt.ticker', 'id': '12345'}");
  await withSocket(at(desk.article, ADDRESS), async (socket) => {
    socket.send(SUB);
    await socket.next(isTicker("btcusdt"));
  });
});

row("D9", "article dialect", "the second pair is pushed beside the first on one socket, each with its own id", async () => {
  await isStrictlyUnknown(SUB_ETH);
  await isNoJson("{ 'sub': 'market.ethusdt.ticker', 'id': '12346'}");
  await withSocket(at(desk.article, ADDRESS), async (socket) => {
    const heard = new Set<string>();
    socket.send(SUB);
    socket.send(SUB_ETH);
    await socket.next(({ id, ch }) => {
      heard.add(String(id ?? ch));
      return heard.size === 4;
    });
    expect([...heard].sort()).toEqual(["12345", "12346", "market.btcusdt.ticker", "market.ethusdt.ticker"]);
  });
});

row("D10", "article dialect", "it opens again after its wait, but subscribes nothing: it stays open and hears nothing", async () => {
  await expect(PlainSocket.open(at(desk.strict, ADDRESS))).rejects.toThrow("HTTP 404");
  const url = at(desk.article, ADDRESS);
  const first = await PlainSocket.open<LbankMessage>(url);
  const closed = new Promise<void>((resolve) => first.onClosed(resolve));
  first.send(SUB);
  await first.next(isTicker("btcusdt"));
  desk.article.postFault({ name: "close", venue: "lbank", params: { code: "1006", scope: "all" } });
  await closed;
  // `time.sleep(5)`, shortened, then `run_forever` with the handlers of the first block, whose `on_open` only prints.
  await pause(50);
  await withSocket(url, async (again) => {
    expect(await again.during()).toEqual([]);
    expect(again.isOpen).toBe(true);
  });
});

row(
  "P11",
  "article dialect",
  "order book and trades, which it names without their topics, are `depth.step0` and `trade.detail`",
  async () => {
    await isStrictlyUnknown({ sub: "market.btcusdt.depth.step0" });
    await withSocket(at(desk.article, ADDRESS), async (socket) => {
      socket.send({ sub: "market.btcusdt.depth.step0", id: "1" });
      const { tick: book } = await socket.next(({ ch }) => ch === "market.btcusdt.depth.step0");
      expect(book).toMatchObject({ bids: expect.any(Array), asks: expect.any(Array), version: expect.any(Number) });
      socket.send({ sub: "market.btcusdt.trade.detail", id: "2" });
      const { tick: trades } = await socket.next(({ ch }) => ch === "market.btcusdt.trade.detail");
      expect(trades).toMatchObject({ data: { 0: { price: expect.any(Number), amount: expect.any(Number) } } });
    });
  },
);

row("P12", "article dialect", "it never speaks of a heartbeat: the dialect asks none of it, where the real address does", async () => {
  await withSocket(at(desk.article, ADDRESS), async (socket) => {
    socket.send(SUB);
    await socket.next(isTicker("btcusdt"));
    const heard = await socket.during();
    expect(heard.filter((message) => "ping" in message)).toEqual([]);
    socket.send({ ping: 7 });
    expect(await socket.next((message) => "pong" in message)).toEqual({ pong: 7 });
  });
  await expect(PlainSocket.open(at(desk.strict, ADDRESS))).rejects.toThrow("HTTP 404");
});
