// The other end of a benchmark: a venue on the loopback that sends frames built beforehand, faster than anybody reads them. Its
// address says what is wanted: `/lmex/40/flood:30000` is LMEX's dialect, 40 levels a message, 30 000 messages as fast as they go.

import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { type Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { FrameTape, framed } from "#apps/cli/bench/frame-tape";
import { benchChurn, type ChurnStep } from "#assemblies/self-benchmark";
import { type Clock } from "#core/port";

const CHUNK_FRAMES = 256;
/** A consumer that measures time gets this long between the snapshot and the first change. */
const SETTLE_MS = 250;

/** How one venue spells the benchmark's market. */
export interface BenchDialect {
  readonly name: string;
  frame(step: ChurnStep, at: number): string;
  /** Numbers that grow by one from message to message. */
  readonly counters: readonly string[];
  /** The number that a stamped stream replaces by the time of sending. */
  readonly stamp: string;
  /** What is said to a message of the client; undefined when it is no subscription. */
  subscribed(message: string): readonly string[] | undefined;
  reply(path: string): string | undefined;
}

export interface FrameSource {
  /** `127.0.0.1:40123`. */
  readonly address: string;
  close(): void;
}

/** How the messages after the snapshot come. */
type Plan =
  | { readonly kind: "flood"; readonly messages: number }
  | { readonly kind: "burst"; readonly messages: number }
  | { readonly kind: "pace" | "stamped"; readonly messages: number; readonly perSecond: number };

interface Wanted {
  readonly dialect: BenchDialect;
  readonly levels: number;
  readonly plan: Plan;
}

export interface FrameSourceOptions {
  readonly dialects: readonly BenchDialect[];
  readonly clock: Clock;
  /** The time that stamps tell, in microseconds since a moment that the consumers know too; 13 digits, the first none of them 0. */
  readonly stampUs?: () => number;
}

/** Listens on a free port of the loopback. */
export function startFrameSource(options: FrameSourceOptions): Promise<FrameSource> {
  const { dialects } = options;
  const tapes = new Map<string, Tapes>();
  const server = createServer((request, response) => {
    const body = wantedOf(dialects, request.url ?? "")?.dialect.reply(request.url ?? "");
    response.writeHead(body === undefined ? 404 : 200, { "content-type": "application/json" }).end(body ?? "{}");
  });
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const wanted = wantedOf(dialects, request.url ?? "");
    if (wanted === undefined) {
      stream.destroy();
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      socket.on("error", () => stream.destroy());
      socket.on("message", (message) => {
        const text = String(message);
        if (text === "ping") stream.write(framed("pong"));
        const answers = wanted.dialect.subscribed(text);
        if (answers === undefined) return;
        const tape = tapeFor(tapes, wanted);
        for (const answer of answers) stream.write(framed(answer));
        stream.write(tape.opening);
        new Playing(stream, { ...options, wanted, tapes: tape }).begin();
      });
    });
  });
  return listening(server, sockets);
}

function listening(server: Server, sockets: WebSocketServer): Promise<FrameSource> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      const close = (): void => {
        for (const socket of sockets.clients) socket.terminate();
        server.closeAllConnections();
        server.close();
      };
      resolve({ address: `127.0.0.1:${port}`, close });
    });
  });
}

interface Tapes {
  readonly opening: Buffer;
  readonly tape: FrameTape;
}

/** The tape of a dialect and a size of message; made once, while nobody measures yet. A longer stream plays it again with new numbers. */
function tapeFor(tapes: Map<string, Tapes>, { dialect, levels }: Wanted): Tapes {
  const key = `${dialect.name} ${levels}`;
  const known = tapes.get(key);
  if (known !== undefined) return known;
  const churn = benchChurn(levels);
  const made = {
    opening: framed(dialect.frame(churn.opening, 0)),
    tape: new FrameTape([...churn.steps, ...churn.home].map((step, at) => dialect.frame(step, at + 1))),
  };
  tapes.set(key, made);
  return made;
}

interface PlayingOptions extends FrameSourceOptions {
  readonly wanted: Wanted;
  readonly tapes: Tapes;
}

/** One consumer's stream. */
class Playing {
  readonly #stream: Duplex;
  readonly #clock: Clock;
  readonly #stampUs: () => number;
  readonly #plan: Plan;
  readonly #tape: FrameTape;
  readonly #counters: readonly { readonly at: Uint32Array; readonly width: number; readonly first: number }[];
  readonly #stamp: { readonly at: Uint32Array; readonly width: number } | undefined;
  #sent = 0;

  constructor(stream: Duplex, { wanted, tapes, clock, stampUs }: PlayingOptions) {
    this.#stream = stream;
    this.#clock = clock;
    this.#stampUs = stampUs ?? (() => Number.NaN);
    this.#plan = wanted.plan;
    // A tape whose numbers are set in place belongs to one stream; consumers come one at a time, so it is not copied.
    this.#tape = tapes.tape;
    this.#counters = wanted.dialect.counters.map((key) => {
      const digits = this.#tape.digitsOf(key);
      return { ...digits, first: numberIn(wanted.dialect.frame({ bids: [], asks: [] }, 1), key) };
    });
    this.#stamp = wanted.plan.kind === "stamped" ? this.#tape.digitsOf(wanted.dialect.stamp) : undefined;
  }

  begin(): void {
    this.#number(0, this.#tape.length);
    switch (this.#plan.kind) {
      case "flood":
        this.#flood();
        return;
      case "burst":
        // The first half is for the engine to compile; what counts is what comes after it, in one write.
        this.#clock.after(SETTLE_MS, () => this.#send(this.#plan.messages / 2));
        this.#clock.after(2 * SETTLE_MS, () => this.#send(this.#plan.messages / 2));
        return;
      case "pace":
      case "stamped":
        this.#clock.after(SETTLE_MS, () => this.#pace(this.#clock.monotonic()));
        return;
    }
  }

  #flood(): void {
    while (this.#sent < this.#plan.messages && !this.#stream.destroyed) {
      if (!this.#send(CHUNK_FRAMES)) {
        this.#stream.once("drain", () => this.#flood());
        return;
      }
    }
  }

  #pace(start: number): void {
    const plan = this.#plan;
    if (this.#stream.destroyed || (plan.kind !== "pace" && plan.kind !== "stamped")) return;
    const due = Math.min(plan.messages, Math.floor(((this.#clock.monotonic() - start) * plan.perSecond) / 1_000));
    while (this.#sent < due) this.#send(due - this.#sent);
    if (this.#sent < plan.messages) this.#clock.after(1, () => this.#pace(start));
  }

  /** Sends up to `count` more messages, none past the tape's end. Returns false when the stream wants a pause. */
  #send(count: number): boolean {
    const from = this.#sent % this.#tape.length;
    if (from === 0 && this.#sent > 0) this.#number(0, this.#tape.length);
    const to = Math.min(this.#tape.length, from + Math.min(count, this.#plan.messages - this.#sent));
    if (this.#stamp !== undefined) {
      const stampUs = this.#stampUs();
      for (let at = from; at < to; at += 1) this.#tape.write(this.#stamp.at[at] as number, this.#stamp.width, stampUs);
    }
    this.#sent += to - from;
    // What waits in the stream must not change when the tape is numbered anew.
    return this.#stream.write(Buffer.from(this.#tape.slice(from, to)));
  }

  #number(from: number, to: number): void {
    for (const { at, width, first } of this.#counters) {
      for (let index = from; index < to; index += 1) this.#tape.write(at[index] as number, width, first + this.#sent + index);
    }
  }
}

function numberIn(text: string, key: string): number {
  return Number(new RegExp(`"${key}":(\\d+)`).exec(text)?.[1] ?? Number.NaN);
}

function wantedOf(dialects: readonly BenchDialect[], path: string): Wanted | undefined {
  const [, name, levels, plan = "flood:0"] = path.split("/");
  const dialect = dialects.find((each) => each.name === name);
  const [kind, messages, perSecond] = plan.split(":");
  const figures = { messages: Number(messages), perSecond: Number(perSecond) };
  if (dialect === undefined) return undefined;
  const wanted = { dialect, levels: Number(levels) };
  if (kind === "flood" || kind === "burst") return { ...wanted, plan: { kind, messages: figures.messages } };
  if (kind === "pace" || kind === "stamped") return { ...wanted, plan: { kind, ...figures } };
  return undefined;
}
