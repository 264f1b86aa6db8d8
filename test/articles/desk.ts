// What the proofs of docs/articles.md share: a simulator that is strict and one that also serves the articles, and a client that knows
// nothing but sockets and requests. Every row of the page is one `row` here, under the same verdict.

import { once } from "node:events";
import { afterAll, beforeAll, test } from "vitest";
import WebSocket from "ws";
import { type Simulator, startSimulator } from "#assemblies/simulator";

/** What docs/articles.md says of a code block. */
export type Verdict = "as printed" | "article dialect" | "cannot";

/** How long an answer may take on a busy machine. */
const ANSWER_WITHIN_MS = 8_000;
/** How long nothing has to be heard to count as nothing: several pushes of a busy market. */
const QUIET_MS = 700;
/** A row talks to two simulators, one after the other. */
const ROW_WITHIN_MS = 30_000;

/** One proof of one row of docs/articles.md. */
export function row(id: string, verdict: Verdict, says: string, proof: () => Promise<void>): void {
  test(`${id}, ${verdict}: ${says}`, proof, ROW_WITHIN_MS);
}

/** Both simulators of a test file, for as long as its tests run. */
export interface Desk {
  readonly strict: Simulator;
  readonly article: Simulator;
  /** Both, for what the switch makes no difference to. */
  readonly both: readonly Simulator[];
}

/** Starts both simulators of a venue before the tests of a file and ends them after. */
export function openDesk(venue: string): Desk {
  const running = new Map<"strict" | "article", Simulator>();
  const found = (dialect: "strict" | "article"): Simulator => {
    const simulator = running.get(dialect);
    if (simulator === undefined) throw new Error(`The ${dialect} simulator does not run.`);
    return simulator;
  };
  beforeAll(async () => {
    for (const dialect of ["strict", "article"] as const) {
      running.set(dialect, await startSimulator({ port: 0, seed: "articles", mood: "busy", venues: [venue], dialect }));
    }
  }, ROW_WITHIN_MS);
  afterAll(async () => {
    for (const simulator of running.values()) await simulator.close();
  });
  return {
    get strict() {
      return found("strict");
    },
    get article() {
      return found("article");
    },
    get both() {
      return [found("strict"), found("article")];
    },
  };
}

/** An article's address with its host changed: `wss://ws.lmex.io/ws/futures` leads to that host inside the simulator. */
export function at(simulator: Simulator, address: string): string {
  const [scheme, rest] = address.split("://");
  return `${simulator.url.replace("http", scheme?.startsWith("ws") === true ? "ws" : "http")}/${rest}`;
}

/** A socket that remembers what it heard. `Message` is how a test hopes that messages look; nothing checks it but the test. */
export class PlainSocket<Message extends object> {
  /** Texts heard and not yet taken. */
  readonly heard: string[] = [];
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (bytes) => this.heard.push(String(bytes)));
    socket.on("error", () => undefined);
  }

  /** Opens a socket. Rejects with the HTTP status when the venue refuses it. */
  static open<Message extends object>(url: string, headers: Readonly<Record<string, string>> = {}): Promise<PlainSocket<Message>> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url, { headers });
      const plain = new PlainSocket<Message>(socket);
      socket.once("open", () => resolve(plain));
      socket.once("unexpected-response", (_request, response) => {
        reject(new Error(`HTTP ${response.statusCode}`));
        socket.terminate();
      });
    });
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** Sends text as it is, anything else as JSON. */
  send(message: unknown): void {
    this.#socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  /** The first message, heard already or to come, that the condition holds for. Everything before it is thrown away. */
  async next(condition: (message: Message) => boolean = () => true): Promise<Message> {
    const endsMs = performance.now() + ANSWER_WITHIN_MS;
    while (performance.now() < endsMs) {
      for (let text = this.heard.shift(); text !== undefined; text = this.heard.shift()) {
        const message = JSON.parse(text) as Message;
        if (condition(message)) return message;
      }
      await pause(5);
    }
    throw new Error("The message did not come in time.");
  }

  /** What is heard in a while that is long enough for several pushes. */
  async during(ms: number = QUIET_MS): Promise<readonly Message[]> {
    this.heard.length = 0;
    await pause(ms);
    return this.heard.splice(0).map((text) => JSON.parse(text) as Message);
  }

  /** Calls once when the other side ended the socket. */
  onClosed(handler: () => void): void {
    this.#socket.once("close", handler);
  }

  async close(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.#socket, "close");
    this.#socket.close();
    await closed;
  }
}

/** Opens a socket, hands it over and closes it again. */
export async function withSocket<Message extends object>(
  url: string,
  talk: (socket: PlainSocket<Message>) => Promise<void>,
): Promise<void> {
  const socket = await PlainSocket.open<Message>(url);
  try {
    await talk(socket);
  } finally {
    await socket.close();
  }
}

/** Waits a while of real time. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
