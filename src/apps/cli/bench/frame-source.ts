// The other end of a benchmark: a venue on the loopback that sends frames built beforehand, faster than anybody reads them. Its
// address says what is wanted: `/lmex/40/flood:30000` is LMEX's dialect, 40 levels a message, 30 000 messages as fast as they go.
// `/lmex/2x1000x200/flood:200000` is 2 levels a message and 1 000 instruments that change in turn, 200 times each.

import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { type Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { FrameTape, framed } from "#apps/cli/bench/frame-tape";
import {
  type BenchMarket,
  type BookChurn,
  benchBases,
  benchChurn,
  benchChurns,
  benchMarketOf,
  type ChurnStep,
} from "#assemblies/self-benchmark";
import { type Clock } from "#core/port";

const CHUNK_FRAMES = 256;
/** A consumer that measures time gets this long between the snapshot and the first change. */
const SETTLE_MS = 250;

/** How one venue spells the benchmark's market. */
export interface BenchDialect {
  readonly name: string;
  /** A message about the instrument of this base; `at` counts its messages, 0 is the first. */
  frame(step: ChurnStep, at: number, base: string): string;
  /** Whether a message tells the whole book instead of what changed. */
  readonly whole?: boolean;
  /** Numbers that grow by one from message to message. */
  readonly counters: readonly string[];
  /** The number that a stamped stream replaces by the time of sending. */
  readonly stamp: string;
  /** What a message of the client subscribes, and what is said to it; undefined when it is no subscription. */
  subscribed(message: string): { readonly bases: readonly string[]; readonly answers: readonly string[] } | undefined;
  reply(path: string, bases: readonly string[]): string | undefined;
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
  readonly market: BenchMarket;
  readonly bases: readonly string[];
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
  const tapes = new Tapes();
  const rooms = new Map<string, Room>();
  const server = createServer((request, response) => {
    const wanted = wantedOf(dialects, request.url ?? "");
    // Whoever asks for the instruments will want their changes, and must not wait for them later.
    if (wanted !== undefined) tapes.prepare(wanted);
    const body = wanted?.dialect.reply(request.url ?? "", wanted.bases);
    response.writeHead(body === undefined ? 404 : 200, { "content-type": "application/json" }).end(body ?? "{}");
  });
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const wanted = wantedOf(dialects, request.url ?? "");
    if (wanted === undefined) {
      stream.destroy();
      return;
    }
    const room = rooms.get(roomOf(request.url ?? "")) ?? new Room(wanted, { ...options, tapes });
    rooms.set(roomOf(request.url ?? ""), room);
    sockets.handleUpgrade(request, stream, head, (socket) => {
      socket.on("error", () => stream.destroy());
      socket.on("close", () => room.left(stream));
      socket.on("message", (message) => {
        const text = String(message);
        if (text === "ping") stream.write(framed("pong"));
        const subscribed = wanted.dialect.subscribed(text);
        if (subscribed === undefined) return;
        for (const answer of subscribed.answers) stream.write(framed(answer));
        room.joined(stream, subscribed.bases);
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

interface RoomOptions extends FrameSourceOptions {
  readonly tapes: Tapes;
}

/** All sockets of one consumer. It begins to hear changes when every instrument has its first message, on whichever socket. */
class Room {
  readonly #wanted: Wanted;
  readonly #options: RoomOptions;
  readonly #streams = new Map<Duplex, readonly string[]>();

  constructor(wanted: Wanted, options: RoomOptions) {
    this.#wanted = wanted;
    this.#options = options;
  }

  joined(stream: Duplex, bases: readonly string[]): void {
    const { dialect, market } = this.#wanted;
    for (const base of bases) stream.write(framed(dialect.frame(benchChurn({ ...market, steps: 0 }, base).opening, 0, base)));
    this.#streams.set(stream, [...(this.#streams.get(stream) ?? []), ...bases]);
    const all = [...this.#streams.values()].reduce((count, some) => count + some.length, 0);
    if (all < this.#wanted.bases.length) return;
    // Tapes are made before the first of them plays.
    const playing = [...this.#streams].map(([each, heard]) => {
      const tape = this.#options.tapes.of(this.#wanted, heard);
      return new Playing(each, { ...this.#options, wanted: this.#wanted, tape, share: heard.length });
    });
    for (const each of playing) each.begin();
  }

  left(stream: Duplex): void {
    this.#streams.delete(stream);
  }
}

/** Everything that is played, made once and while nobody measures. A stream that is longer plays its tape again with new numbers. */
class Tapes {
  /** Frames by dialect and market, then by instrument. */
  readonly #frames = new Map<string, ReadonlyMap<string, readonly Buffer[]>>();
  readonly #tapes = new Map<string, FrameTape>();

  prepare({ dialect, market, bases }: Wanted): ReadonlyMap<string, readonly Buffer[]> {
    const key = `${dialect.name} ${JSON.stringify(market)}`;
    const known = this.#frames.get(key);
    if (known !== undefined) return known;
    const framesOf = (base: string, churn: BookChurn): readonly Buffer[] =>
      stepsOf(churn, dialect.whole === true).map((step, at) => framed(dialect.frame(step, at + 1, base)));
    const churns = benchChurns(market);
    const made = new Map(bases.map((base, place) => [base, framesOf(base, churns[place] as BookChurn)]));
    this.#frames.set(key, made);
    return made;
  }

  /** The tape of some of the instruments, in turn. */
  of(wanted: Wanted, bases: readonly string[]): FrameTape {
    const key = `${wanted.dialect.name} ${JSON.stringify(wanted.market)} ${bases.join(",")}`;
    const known = this.#tapes.get(key);
    if (known !== undefined) return known;
    const frames = this.prepare(wanted);
    const rows = bases.map((base) => frames.get(base) ?? []);
    const made = new FrameTape((rows[0] ?? []).flatMap((_, at) => rows.map((row) => row[at] as Buffer)));
    this.#tapes.set(key, made);
    return made;
  }
}

const NO_CHANGE: ChurnStep = { bids: [], asks: [] };

/** Every step there and back; as whole books where those are told. */
function stepsOf(churn: BookChurn, whole: boolean): readonly ChurnStep[] {
  const steps = [...churn.steps, ...churn.home];
  if (!whole) return steps;
  const bids = new Map(churn.opening.bids);
  const asks = new Map(churn.opening.asks);
  return steps.map((step) => ({ bids: pictured(bids, step.bids, -1), asks: pictured(asks, step.asks, 1) }));
}

/** Best first: `direction` is 1 where that is the lowest price. */
function pictured(sizes: Map<number, number>, changes: ChurnStep["bids"], direction: 1 | -1): ChurnStep["bids"] {
  for (const [price, size] of changes) {
    if (size === 0) sizes.delete(price);
    else sizes.set(price, size);
  }
  return [...sizes].sort(([one], [other]) => (one - other) * direction);
}

interface PlayingOptions extends FrameSourceOptions {
  readonly wanted: Wanted;
  readonly tape: FrameTape;
  /** Instruments on this socket. */
  readonly share: number;
}

/** One consumer's stream. */
class Playing {
  readonly #stream: Duplex;
  readonly #clock: Clock;
  readonly #stampUs: () => number;
  readonly #plan: Plan;
  readonly #tape: FrameTape;
  readonly #share: number;
  readonly #counters: readonly { readonly at: Uint32Array; readonly width: number; readonly first: number }[];
  readonly #stamp: { readonly at: Uint32Array; readonly width: number } | undefined;
  #sent = 0;

  constructor(stream: Duplex, { wanted, tape, share, clock, stampUs }: PlayingOptions) {
    this.#stream = stream;
    this.#clock = clock;
    this.#stampUs = stampUs ?? (() => Number.NaN);
    this.#plan = { ...wanted.plan, messages: (wanted.plan.messages * share) / wanted.bases.length };
    // A tape whose numbers are set in place belongs to one stream; consumers come one at a time, so it is not copied.
    this.#tape = tape;
    this.#share = share;
    this.#counters = wanted.dialect.counters.map((key) => {
      const digits = this.#tape.digitsOf(key);
      return { ...digits, first: numberIn(wanted.dialect.frame(NO_CHANGE, 1, wanted.bases[0] ?? ""), key) };
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
      for (let index = from; index < to; index += 1) {
        this.#tape.write(at[index] as number, width, first + Math.floor((this.#sent + index) / this.#share));
      }
    }
  }
}

function numberIn(text: string, key: string): number {
  return Number(new RegExp(`"${key}":(\\d+)`).exec(text)?.[1] ?? Number.NaN);
}

/** What the sockets of one consumer have in common: everything of the address but what a venue puts behind it. */
const roomOf = (path: string): string => path.split("/").slice(0, 4).join("/");

function wantedOf(dialects: readonly BenchDialect[], path: string): Wanted | undefined {
  const [, name, size = "", plan = "flood:0"] = path.split("/");
  const dialect = dialects.find((each) => each.name === name);
  const [kind, messages, perSecond] = plan.split(":");
  const figures = { messages: Number(messages), perSecond: Number(perSecond) };
  if (dialect === undefined) return undefined;
  const market = benchMarketOf(size);
  const wanted = { dialect, market, bases: benchBases(market.instruments) };
  if (kind === "flood" || kind === "burst") return { ...wanted, plan: { kind, messages: figures.messages } };
  if (kind === "pace" || kind === "stamped") return { ...wanted, plan: { kind, ...figures } };
  return undefined;
}
