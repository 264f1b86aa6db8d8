// The page about a Python library for WEEX (E): the messages that its published source sends, and what its programs would read in the
// pushes that the same words could have meant. Private parts are E5 to E7 and E10. About 8 s.

import { createHmac } from "node:crypto";
import { expect } from "vitest";
import { at, openDesk, PlainSocket, row, withSocket as withAnySocket } from "./desk.ts";

type Fields = Readonly<Record<string, unknown>>;
interface WeexMessage {
  readonly event?: string;
  readonly channel?: string;
  readonly code?: string;
  readonly data?: readonly Fields[];
}

const desk = openDesk("weex");
const PUBLIC = "wss://ws-contract.weex.com/v2/ws/public";
const PRIVATE = "wss://ws-contract.weex.com/v2/ws/private";
const TICKERS = { event: "subscribe", channel: "tickers", symbol: "BTCUSDT" };
const withSocket = (url: string, talk: (socket: PlainSocket<WeexMessage>) => Promise<void>): Promise<void> => withAnySocket(url, talk);

/** Each message is refused by the public socket, and nothing is pushed. */
async function areRefused(...messages: readonly { readonly channel: string }[]): Promise<void> {
  for (const simulator of desk.both) {
    await withSocket(at(simulator, PUBLIC), async (socket) => {
      for (const message of messages) {
        socket.send(message);
        expect(await socket.next()).toMatchObject({ event: "error", code: "40020", channel: message.channel });
      }
      expect(await socket.during(200)).toEqual([]);
      expect(socket.isOpen).toBe(true);
    });
  }
}

/** The first push of a channel by its real name. */
async function pushOf(channel: string): Promise<Fields> {
  let found: Fields | undefined;
  await withSocket(at(desk.strict, PUBLIC), async (socket) => {
    socket.send({ event: "subscribe", channel });
    const { data } = await socket.next((message) => message.event === "payload" && message.channel === channel);
    found = data?.[0];
  });
  if (found === undefined) throw new Error(`${channel} pushed nothing.`);
  return found;
}

const ticker = (): Promise<Fields> => pushOf("ticker.cmt_btcusdt");

/** Python's `data.get(name, fallback)`. */
const get = <Fallback>(data: Fields, name: string, fallback: Fallback): unknown => data[name] ?? fallback;
/** Python's `float(data.get(name, 0))`. */
const float = (data: Fields, name: string): number => Number(get(data, name, 0));

/** Headers of the private handshake, over the text that is signed. The keys are the simulated account's. */
function handshake(signed: (time: string) => string): Readonly<Record<string, string>> {
  const { apiKey, secret, passphrase } = desk.strict.exchange.venue("weex")?.accounts?.all[0]?.credentials ?? {
    apiKey: "",
    secret: "",
    passphrase: "",
  };
  const time = String(Date.now());
  const sign = createHmac("sha256", secret).update(signed(time)).digest("base64");
  return { "ACCESS-KEY": apiKey, "ACCESS-PASSPHRASE": passphrase, "ACCESS-TIMESTAMP": time, "ACCESS-SIGN": sign };
}

/** The private address refuses what the library signs, and opens for what the venue's pages say. */
async function wantsAnotherSignature(): Promise<void> {
  for (const simulator of desk.both) {
    const url = at(simulator, PRIVATE);
    await expect(PlainSocket.open(url)).rejects.toThrow("HTTP 401");
    await expect(
      PlainSocket.open(
        url,
        handshake((time) => `${time}GET/v2/ws/private`),
      ),
    ).rejects.toThrow("HTTP 401");
  }
}

/** With the right signature the channel is there under that name. */
async function isServedTo(channel: string): Promise<void> {
  await wantsAnotherSignature();
  const socket = await PlainSocket.open<WeexMessage>(
    at(desk.strict, PRIVATE),
    handshake((time) => `${time}/v2/ws/private`),
  );
  socket.send({ event: "subscribe", channel });
  expect(await socket.next(({ channel: told }) => told === channel)).toMatchObject({ event: "subscribed" });
  await socket.close();
}

row("E1", "cannot", "the subscription that the library sends is refused", async () => {
  await areRefused(TICKERS);
});

row("E2", "cannot", "refused; and a ticker has none of the three members that are printed, so each would read N/A", async () => {
  await areRefused(TICKERS);
  const data = await ticker();
  expect(["last", "volume", "change"].map((name) => get(data, name, "N/A"))).toEqual(["N/A", "N/A", "N/A"]);
  expect(data).toMatchObject({ lastPrice: expect.any(String), size: expect.any(String), priceChangePercent: expect.any(String) });
});

row(
  "E3",
  "cannot",
  "refused, and so is five levels by the channel's real name; levels are objects, and most messages are changes",
  async () => {
    await areRefused(
      { event: "subscribe", channel: "orderbook", symbol: "BTCUSDT", level: 5 } as { readonly channel: string },
      { event: "subscribe", channel: "depth.cmt_btcusdt.5" } as { readonly channel: string },
    );
    const { depthType, bids } = await pushOf("depth.cmt_btcusdt.15");
    expect(depthType).toBe("SNAPSHOT");
    // `for price, size in bids` takes an object apart into the names of its members.
    expect(Object.keys((bids as readonly Fields[])[0] ?? {})).toEqual(["price", "size"]);
    await withSocket(at(desk.strict, PUBLIC), async (socket) => {
      socket.send({ event: "subscribe", channel: "depth.cmt_btcusdt.15" });
      await socket.next(({ data }) => data?.[0]?.["depthType"] === "CHANGED");
    });
  },
);

row("E4", "cannot", "refused; a trade has no side but says whether the buyer was the maker, so every trade would be red", async () => {
  await areRefused({ ...TICKERS, channel: "trades" });
  const data = await pushOf("trades.cmt_btcusdt");
  expect(get(data, "side", "N/A")).toBe("N/A");
  expect(data["buyerMaker"]).toBeTypeOf("boolean");
  expect(data).toMatchObject({ price: expect.any(String), size: expect.any(String) });
});

row("E5", "cannot", "the library signs GET before the path and is refused; signed as documented, account updates are served", () =>
  isServedTo("account"),
);

row("E6", "cannot", "the library signs GET before the path and is refused; signed as documented, positions are served", () =>
  isServedTo("positions"),
);

row("E7", "cannot", "the library signs GET before the path and is refused; signed as documented, orders are served", () =>
  isServedTo("orders"),
);

row("E8", "cannot", "refused for each symbol; by their real names all three come on one socket", async () => {
  await areRefused(...["BTCUSDT", "ETHUSDT", "ADAUSDT"].map((symbol) => ({ ...TICKERS, symbol })));
  await withSocket(at(desk.strict, PUBLIC), async (socket) => {
    const channels = ["btc", "eth", "ada"].map((base) => `ticker.cmt_${base}usdt`);
    for (const channel of channels) socket.send({ event: "subscribe", channel });
    const heard = new Set<string>();
    await socket.next(({ event, channel }) => {
      if (event === "payload") heard.add(channel ?? "");
      return heard.size === 3;
    });
    expect([...heard].sort()).toEqual([...channels].sort());
  });
});

row("E9", "cannot", "refused; a missing price is taken as 0, and the signal is HOLD for ever", async () => {
  await areRefused(TICKERS);
  const data = await ticker();
  const history: number[] = [];
  const signals = new Set<string>();
  for (let tick = 0; tick < 30; tick += 1) {
    const price = float(data, "last");
    history.push(price);
    if (history.length > 20) history.shift();
    const average = history.reduce((sum, each) => sum + each, 0) / history.length;
    if (history.length >= 20) signals.add(price > average * 1.02 ? "BUY" : price < average * 0.98 ? "SELL" : "HOLD");
  }
  expect([...signals]).toEqual(["HOLD"]);
});

row(
  "E10",
  "cannot",
  "positions never come with the library's signature, and the functions that reduce and close them are nowhere defined",
  () => wantsAnotherSignature(),
);

row("E11", "cannot", "refused; a missing price is taken as 0, by which a buy divides", async () => {
  await areRefused(TICKERS);
  const price = float(await ticker(), "last");
  expect(price).toBe(0);
  // Python raises ZeroDivisionError here.
  expect(Number.isFinite((10_000 * 0.01) / price)).toBe(false);
});

row("E12", "cannot", "refused on every connection, which stays open: it waits for ever and never comes to its second attempt", async () => {
  for (let attempt = 0; attempt < 2; attempt += 1) await areRefused(TICKERS);
});

row("E13", "cannot", "refused; a missing change is taken as 0 and passes no filter, and the real one is a fraction", async () => {
  await areRefused(TICKERS);
  const data = await ticker();
  expect(Math.abs(float(data, "change")) > 0.1).toBe(false);
  const { lastPrice, priceChange, priceChangePercent } = data;
  const open = Number(lastPrice) - Number(priceChange);
  expect(Number(priceChangePercent)).toBeCloseTo(Number(priceChange) / open, 4);
});

row("E14", "cannot", "refused; a missing price is taken as 0, which is never above the limit", async () => {
  await areRefused(TICKERS);
  const data = await ticker();
  expect(float(data, "last") > 50_000).toBe(false);
  expect(Number(data["lastPrice"]) > 50_000).toBe(true);
});

row("E15", "cannot", "refused; every figure of a batch would be 0", async () => {
  await areRefused(TICKERS);
  const data = await ticker();
  const prices = Array.from({ length: 10 }, () => float(data, "last"));
  expect([Math.max(...prices), Math.min(...prices)]).toEqual([0, 0]);
});

row("E16", "cannot", "refused, and no frame would come that its checker could miss; the checker prints and does nothing else", async () => {
  await areRefused(TICKERS);
});

row("E17", "cannot", "refused; the rows would be stored with price, volume and change 0", async () => {
  await areRefused(TICKERS);
  const data = await ticker();
  expect(["last", "volume", "change"].map((name) => float(data, name))).toEqual([0, 0, 0]);
});

row("P13", "as printed", "the public address opens and answers", async () => {
  for (const simulator of desk.both) {
    await withSocket(at(simulator, PUBLIC), async (socket) => {
      socket.send({ event: "ping" });
      expect(await socket.next()).toMatchObject({ event: "pong" });
    });
  }
});

row("P14", "cannot", "the private address refuses the library's signature", () => wantsAnotherSignature());
