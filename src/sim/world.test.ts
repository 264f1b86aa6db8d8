// Whole simulated worlds: the same seed gives the same bytes, and a plain client that follows the documented rule to the letter is
// never wrong in them. If it were, a fault would be one that nobody could see.

import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { textToUnits } from "#core/decimal";
import { type RawSocket } from "#core/port";
import { seededRandom } from "#core/random";
import { FAULT_CATALOGUE, virtualFaults } from "#sim/faults/catalogue";
import { parseFaultRates, randomPlan, runFaultRates, runPlan } from "#sim/faults/fault-plan";
import { HeardSocket } from "#sim/scripted-world";
import { type VirtualNetwork } from "#sim/virtual-network";
import { createSimulatedExchange, type SimulatedExchange } from "#sim/world";
import { lmexDialect } from "#venues/lmex/dialect";

const OSS = "wss://ws.lmex.io/ws/oss/futures";
const SYMBOLS = ["BTC-PERP", "ETH-PERP"] as const;

function world(seed: string) {
  const clock = new VirtualClock();
  const exchange = createSimulatedExchange({ venues: [lmexDialect], seed, clock, mood: "busy", markets: { only: SYMBOLS } });
  const network = exchange.network();
  exchange.start();
  return { clock, exchange, network };
}

function planOf(seed: string) {
  return randomPlan({
    random: seededRandom(`plan ${seed}`),
    catalogue: virtualFaults(),
    targets: [{}, { symbol: "BTC-PERP" }, { product: "futures" }],
    fromMs: 500,
    untilMs: 8_000,
  });
}

test("the same seed gives the same frames at the same times, faults included; another seed gives others", () => {
  const run = (seed: string): string => {
    const { clock, exchange, network } = world(seed);
    runPlan(planOf(seed), { desk: exchange.desk, clock });
    const socket = new HeardSocket(network, OSS);
    clock.advance(100);
    socket.send({ op: "subscribe", args: SYMBOLS.map((symbol) => `update:${symbol}_0`) });
    clock.advance(3_000);
    exchange.close();
    return socket.texts.join("\n") + JSON.stringify(exchange.log.last());
  };
  expect(run("11")).toBe(run("11"));
  expect(run("11")).not.toBe(run("12"));
});

/** A client as small as the rule allows: snapshot, chain, crossing; whatever it does not understand ends its trust. */
class PlainBook {
  readonly bids = new Map<number, number>();
  readonly asks = new Map<number, number>();
  sequence: bigint | undefined;
  time = 0;

  apply(
    data: { readonly type: string; readonly sequence: bigint; readonly previous: bigint; readonly time: number },
    levels: Levels,
  ): "live" | "lost" | "old" {
    if (data.type === "snapshot") {
      if (this.sequence !== undefined && data.sequence < this.sequence) return "lost";
      this.bids.clear();
      this.asks.clear();
    } else if (this.sequence === undefined) return "old";
    else if (data.sequence <= this.sequence) return data.time > this.time ? "lost" : "old";
    else if (data.previous !== this.sequence || data.sequence !== data.previous + 1n) return "lost";
    for (const [side, price, size] of levels) {
      if (size === 0) this[side].delete(price);
      else this[side].set(price, size);
    }
    this.sequence = data.sequence;
    this.time = data.time;
    return Math.max(...this.bids.keys()) >= Math.min(...this.asks.keys()) ? "lost" : "live";
  }
}

type Levels = readonly (readonly ["bids" | "asks", number, number])[];

class PlainClient {
  readonly books = new Map<string, PlainBook>();
  checked = 0;
  wrong = 0;
  resyncs = 0;
  #socket: RawSocket | undefined;
  #heardAt = 0;
  readonly #decoder = new TextDecoder();
  readonly #world: { readonly clock: VirtualClock; readonly exchange: SimulatedExchange; readonly network: VirtualNetwork };

  constructor(parts: { readonly clock: VirtualClock; readonly exchange: SimulatedExchange; readonly network: VirtualNetwork }) {
    this.#world = parts;
  }

  connect(): void {
    let mine: RawSocket | undefined;
    const { clock } = this.#world;
    const isCurrent = (): boolean => mine === this.#socket;
    mine = this.#world.network.dial(
      { url: OSS, headers: {}, handshakeTimeoutMs: 3_000, frameBytesMax: 4_194_304 },
      {
        opened: () => {
          if (!isCurrent()) return;
          this.#heardAt = clock.monotonic();
          for (const symbol of SYMBOLS) this.#resync(symbol);
        },
        message: (bytes) => isCurrent() && this.#read(this.#decoder.decode(bytes)),
        pong: () => {},
        closed: () => {
          if (isCurrent()) this.#later();
        },
      },
    );
    this.#socket = mine;
  }

  /** Cuts what is silent and asks again for what has no book. */
  watch(): void {
    const { clock } = this.#world;
    if (clock.monotonic() - this.#heardAt > 5_000) {
      this.#socket?.terminate();
      this.#later();
      this.#heardAt = clock.monotonic();
    } else for (const symbol of SYMBOLS) if (this.books.get(symbol)?.sequence === undefined) this.#resync(symbol);
    clock.after(2_000, () => this.watch());
  }

  #later(): void {
    this.#socket = undefined;
    this.books.clear();
    this.#world.clock.after(500, () => this.#socket === undefined && this.connect());
  }

  #resync(symbol: string): void {
    this.resyncs += 1;
    this.books.set(symbol, new PlainBook());
    for (const op of ["unsubscribe", "subscribe"]) this.#socket?.send(JSON.stringify({ op, args: [`update:${symbol}_0`] }));
  }

  #read(text: string): void {
    this.#heardAt = this.#world.clock.monotonic();
    const frame = readFrame(text);
    if (frame === "unreadable") for (const symbol of SYMBOLS) this.#resync(symbol);
    if (typeof frame === "string") return;
    const book = this.books.get(frame.symbol);
    if (book === undefined || frame.topic !== `update:${frame.symbol}_0`) return;
    const market = this.#world.exchange.marketOf({ venue: "lmex", symbol: frame.symbol });
    const levels = market === undefined ? undefined : readLevels(frame.bids, frame.asks, market.instrument);
    const verdict = levels === undefined ? "lost" : book.apply(frame, levels);
    if (verdict === "lost") this.#resync(frame.symbol);
    else if (verdict === "live") this.#check(frame.symbol, book);
  }

  #check(symbol: string, book: PlainBook): void {
    const truth = this.#world.exchange.trueBook({ venue: "lmex", symbol, sequence: book.sequence ?? 0n });
    this.checked += 1;
    const equal =
      truth !== undefined &&
      [truth.bids, truth.asks].every((side, at) => {
        const own = at === 0 ? book.bids : book.asks;
        return side.length === own.size && side.every(([price, size]) => own.get(price) === size);
      });
    if (!equal) this.wrong += 1;
  }
}

interface PlainFrame {
  readonly topic: string;
  readonly symbol: string;
  readonly type: string;
  readonly sequence: bigint;
  readonly previous: bigint;
  readonly time: number;
  readonly bids: unknown;
  readonly asks: unknown;
}

function readFrame(text: string): PlainFrame | "other" | "unreadable" {
  if (text === "pong") return "other";
  let value: { topic?: unknown; data?: Record<string, unknown> };
  try {
    value = JSON.parse(text) as typeof value;
  } catch {
    return "unreadable";
  }
  const numbers = /"seqNum":(\d+),"prevSeqNum":(\d+)/.exec(text);
  const { topic, data } = value;
  if (typeof topic !== "string" || data === undefined || numbers === null) return "other";
  const { type, symbol, timestamp, bids, asks } = data;
  return {
    topic,
    symbol: String(symbol),
    type: String(type),
    sequence: BigInt(numbers[1] ?? 0),
    previous: BigInt(numbers[2] ?? 0),
    time: Number(timestamp),
    bids,
    asks,
  };
}

function readLevels(bids: unknown, asks: unknown, scales: { readonly priceScale: number; readonly sizeScale: number }): Levels | undefined {
  const levels: ["bids" | "asks", number, number][] = [];
  for (const [side, rows] of [
    ["bids", bids],
    ["asks", asks],
  ] as const) {
    if (!Array.isArray(rows)) return undefined;
    for (const row of rows as unknown[]) {
      if (!Array.isArray(row) || typeof row[0] !== "string" || typeof row[1] !== "string") return undefined;
      const [price, size] = [textToUnits(row[0], scales.priceScale), textToUnits(row[1], scales.sizeScale)];
      if (price === undefined || size === undefined || price <= 0 || size < 0) return undefined;
      levels.push([side, price, size]);
    }
  }
  return levels;
}

test("a plain client that follows the rule is never wrong while live, whatever faults a world holds", () => {
  const fired = new Map<string, number>();
  let checked = 0;
  for (let seed = 0; seed < 10; seed += 1) {
    const parts = world(`plain ${seed}`);
    runPlan(planOf(`plain ${seed}`), { desk: parts.exchange.desk, clock: parts.clock });
    const client = new PlainClient(parts);
    client.connect();
    client.watch();
    parts.clock.advance(10_000);
    parts.exchange.desk.clear();
    expect({ seed, wrong: client.wrong }).toEqual({ seed, wrong: 0 });
    checked += client.checked;
    for (const [name, count] of parts.exchange.desk.firedByName) fired.set(name, (fired.get(name) ?? 0) + count);
    parts.exchange.close();
  }
  expect(checked).toBeGreaterThan(1_500);
  expect(fired.size).toBeGreaterThan(10);
});

test("a closed world leaves no timer of its own behind", () => {
  const { clock, exchange, network } = world("timers");
  const socket = new HeardSocket(network, OSS);
  clock.advance(100);
  socket.send({ op: "subscribe", args: ["update:BTC-PERP_0"] });
  clock.advance(1_000);
  exchange.close();
  clock.advance(100);
  expect(clock.pendingTimers).toBe(0);
  expect(network.openSockets).toBe(0);
});

test("a list of rates posts faults again and again, and once where no rate is given", () => {
  const { clock, exchange } = world("rates");
  const plan = runFaultRates(parseFaultRates("drop-delta@30,quiet-market"), { desk: exchange.desk, clock, random: seededRandom("r") });
  clock.advance(60_000);
  plan.stop();
  const posted = exchange.log.last().filter(({ event }) => event === "fault-posted");
  const count = (name: string): number => posted.filter(({ detail }) => detail === name).length;
  expect(count("quiet-market")).toBe(1);
  expect(count("drop-delta")).toBeGreaterThan(20);
  expect(count("drop-delta")).toBeLessThan(45);
  exchange.close();
});

test.each([
  ["dorp-delta@3", "drop-delta"],
  ["drop-delta@0", "rate"],
  ["drop-delta@x", "rate"],
])("the list %s is refused and the message helps", (list, words) => {
  expect(() => parseFaultRates(list)).toThrow(words);
});

test("none is no fault, and every name can be planned", () => {
  expect(parseFaultRates("none")).toEqual([]);
  const names = FAULT_CATALOGUE.map(({ name }) => name);
  expect(parseFaultRates(names.join()).map(({ name }) => name)).toEqual(names);
});

test("a random plan is drawn from its seed, in order of time, and what lasts ends within it", () => {
  const plan = planOf("one");
  expect(planOf("one")).toEqual(plan);
  expect(planOf("other")).not.toEqual(plan);
  expect(new Set(plan.map(({ order }) => order.name)).size).toBeGreaterThanOrEqual(3);
  for (const [at, { atMs, order }] of plan.entries()) {
    expect(atMs).toBeGreaterThanOrEqual(plan[at - 1]?.atMs ?? 500);
    expect(atMs + Number(order.params?.["durationMs"] ?? 0)).toBeLessThanOrEqual(8_000);
  }
});
