// The article that compares WebSocket and REST (B): its class, line by line, over a plain socket. About 3 s.

import { expect } from "vitest";
import { at, openDesk, PlainSocket, pause, row, withSocket } from "./desk.ts";
import { type LmexMessage } from "./lmex-message.ts";

const desk = openDesk("lmex");
const FUTURES = "wss://ws.lmex.io/ws/futures";
const TRADES = "tradeHistoryApiV3:BTC-PERP";
/** The class waits in seconds; a test that waits them would prove nothing more. */
const SECOND_MS = 50;

/** The class as printed; host and waits changed. */
class ArticleClient {
  readonly subscriptions: string[] = [];
  readonly delaysMs: number[] = [];
  opened = 0;
  #socket: PlainSocket<LmexMessage> | undefined;
  #delay = 1;
  #running = true;
  readonly #url: string;
  readonly #onData: (message: LmexMessage) => void;

  constructor(url: string, onData: (message: LmexMessage) => void) {
    this.#url = url;
    this.#onData = onData;
  }

  async connect(): Promise<void> {
    const socket = await PlainSocket.open<LmexMessage>(this.#url);
    this.#socket = socket;
    socket.onClosed(() => void this.#closed());
    this.opened += 1;
    this.#delay = 1;
    for (const topic of this.subscriptions) socket.send({ op: "subscribe", args: [topic] });
    void this.#read(socket);
  }

  subscribe(topic: string): void {
    this.subscriptions.push(topic);
    this.#socket?.send({ op: "subscribe", args: [topic] });
  }

  async stop(): Promise<void> {
    this.#running = false;
    await this.#socket?.close();
  }

  async #read(socket: PlainSocket<LmexMessage>): Promise<void> {
    while (socket.isOpen) {
      for (const text of socket.heard.splice(0)) {
        const message = JSON.parse(text) as LmexMessage;
        if ("topic" in message) this.#onData(message);
      }
      await pause(5);
    }
  }

  async #closed(): Promise<void> {
    if (!this.#running) return;
    this.delaysMs.push(this.#delay * SECOND_MS);
    await pause(this.#delay * SECOND_MS);
    this.#delay = Math.min(this.#delay * 2, 60);
    await this.connect();
  }
}

async function until(condition: () => boolean): Promise<void> {
  const endsMs = performance.now() + 8_000;
  while (!condition()) {
    if (performance.now() > endsMs) throw new Error("It did not come in time.");
    await pause(5);
  }
}

row("B1", "as printed", "it subscribes, hears its topic, and after a cut subscribes again", async () => {
  for (const simulator of desk.both) {
    const heard: LmexMessage[] = [];
    const client = new ArticleClient(at(simulator, FUTURES), (message) => heard.push(message));
    client.subscribe(TRADES);
    await client.connect();
    await until(() => heard.length > 0);
    expect(heard[0]?.topic).toBe(TRADES);
    expect(simulator.postFault({ name: "close", venue: "lmex", params: { code: "1006", scope: "all" } })).toBeUndefined();
    await until(() => client.opened === 2);
    heard.length = 0;
    await until(() => heard.length > 0);
    // The wait is the first one again after every opening, whatever the opening was worth.
    expect(client.delaysMs).toEqual([SECOND_MS]);
    await client.stop();
  }
  // The topic that the article names for own orders is in no strict ack.
  await withSocket<LmexMessage>(at(desk.strict, FUTURES), async (socket) => {
    socket.send({ op: "subscribe", args: ["orderUpdate"] });
    expect(await socket.next()).toEqual({ event: "subscribe", channel: [] });
  });
  // The plain answer to the keep-alive is no JSON: the class, which parses everything, must never ask.
  await withSocket<LmexMessage>(at(desk.strict, FUTURES), async (socket) => {
    socket.send("ping");
    await until(() => socket.heard.length > 0);
    expect(() => JSON.parse(socket.heard[0] ?? "")).toThrow(SyntaxError);
  });
});
