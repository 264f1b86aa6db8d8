// A simulator on a real socket and a production client beside it, both in this process, with an oracle that sees every hand-out.
// Everything here is real time: what is measured is what a user would wait for.

import { connect, type OptionsFor } from "#assemblies/connect";
import { type Simulator, startSimulator } from "#assemblies/simulator";
import { type BookView, type BookWatch, type StatusEvent, type VenueConnection } from "#client/api";
import { type FaultOrder } from "#sim/faults/fault-types";
import { type Mood } from "#sim/market/moods";
import { LiveOracle } from "./live-oracle.ts";
import { type SheetVenue } from "./sheet-venue.ts";

/** How often the live views are read between events. */
const READ_EVERY_MS = 10;
const LOOK_EVERY_MS = 2;
/** From nothing to live, on a machine that is busy with other rigs. */
const OPEN_WITHIN_MS = 15_000;

export interface RigOptions {
  readonly seed: string;
  readonly mood?: Mood;
  /** Markets beyond the usual ones. */
  readonly markets?: number;
  /** Which books are watched; default the venue's first. A function chooses among what the simulator lists. */
  readonly symbols?: readonly string[] | ((listed: readonly string[]) => readonly string[]);
  readonly connect?: OptionsFor<"lmex">;
  /** Runs before the client connects. Its answer is where the client looks for the simulator. */
  readonly before?: (simulator: Simulator) => Promise<string | undefined> | undefined;
  /** Whether opening waits until every book is live. Default true. */
  readonly waits?: boolean;
}

/** A moment at which a book changed its state. */
export interface Turn {
  readonly atMs: number;
  readonly state: BookView["state"];
  readonly reason: BookView["reason"];
  readonly sequence: string | undefined;
  readonly venueTime: number | undefined;
}

/** One watched book and its history. */
export interface RigBook {
  readonly symbol: string;
  readonly watch: BookWatch;
  readonly turns: Turn[];
  /** When it last came as live. */
  liveAtMs: number;
}

export class Rig {
  readonly subject: SheetVenue;
  readonly simulator: Simulator;
  readonly venue: VenueConnection;
  readonly oracle: LiveOracle;
  readonly books: readonly RigBook[];
  /** Everything that the connection told, with its time. */
  readonly told: { readonly atMs: number; readonly event: StatusEvent }[] = [];
  readonly #reader: NodeJS.Timeout;
  #ended = false;

  private constructor(ends: Pick<Rig, "subject" | "simulator" | "venue">, symbols: readonly string[]) {
    const { subject, simulator, venue } = ends;
    this.subject = subject;
    this.simulator = simulator;
    this.venue = venue;
    this.oracle = new LiveOracle(simulator.exchange);
    venue.on("status", (event) => this.told.push({ atMs: performance.now(), event }));
    this.books = symbols.map((symbol) => this.#watch(symbol));
    this.#reader = setInterval(() => this.#readAll(), READ_EVERY_MS);
  }

  /** Starts both ends and waits until the books are live. Throws when they are not in time. */
  static async open(subject: SheetVenue, options: RigOptions): Promise<Rig> {
    const { seed, mood = "calm", markets = 0 } = options;
    const simulator = await startSimulator({ port: 0, seed, mood, markets, venues: [subject.id] });
    try {
      const address = (await options.before?.(simulator)) ?? simulator.url;
      const venue = await connect(subject.id, { ...options.connect, simulator: address });
      const instruments = await venue.fetchInstruments();
      const listed = instruments.filter(({ product }) => product === subject.product).map(({ symbol }) => String(symbol));
      const symbols = typeof options.symbols === "function" ? options.symbols(listed) : (options.symbols ?? [subject.symbol]);
      const rig = new Rig({ subject, simulator, venue }, symbols);
      if (options.waits !== false && !(await rig.until(() => rig.allLive, OPEN_WITHIN_MS))) {
        await rig.close();
        throw new Error(`The books were not live ${OPEN_WITHIN_MS} ms after the start.`);
      }
      return rig;
    } catch (error) {
      await simulator.close();
      throw error;
    }
  }

  get allLive(): boolean {
    return this.books.every(({ watch }) => watch.latest.state === "live");
  }

  book(symbol: string = this.subject.symbol): RigBook {
    const book = this.books.find((one) => one.symbol === symbol);
    if (book === undefined) throw new Error(`The rig does not watch ${symbol}.`);
    return book;
  }

  /** Posts a fault; returns when. Throws when the simulator refuses it. */
  post(name: string, more: Omit<FaultOrder, "name"> = {}): number {
    const atMs = performance.now();
    const refusal = this.simulator.postFault({ name, ...more });
    if (refusal !== undefined) throw new Error(refusal);
    return atMs;
  }

  /** Waits for a condition; returns whether it came in time. */
  async until(condition: () => boolean, withinMs: number): Promise<boolean> {
    const endsMs = performance.now() + withinMs;
    while (!condition()) {
      if (performance.now() >= endsMs) return false;
      await pause(LOOK_EVERY_MS);
    }
    return true;
  }

  /** Waits until a book turned into a state after a moment; returns when it did, or undefined when it did not in time. */
  async turned(
    book: RigBook,
    into: "live" | "not live",
    how: { readonly afterMs: number; readonly withinMs: number },
  ): Promise<Turn | undefined> {
    const found = (): Turn | undefined =>
      book.turns.find(({ atMs, state }) => atMs > how.afterMs && (state === "live") === (into === "live"));
    await this.until(() => found() !== undefined, how.afterMs + how.withinMs - performance.now());
    return found();
  }

  /** Handshakes that reached the simulator since a moment of the wall clock, whatever became of them. */
  handshakesSince(wallMs: number): number {
    return this.simulator.exchange.log.last().filter(({ event, at }) => event === "handshake" && at >= wallMs).length;
  }

  /** How often the connection told something of a kind. */
  count(kind: StatusEvent["kind"]): number {
    return this.told.filter(({ event }) => event.kind === kind).length;
  }

  async close(): Promise<void> {
    this.#ended = true;
    clearInterval(this.#reader);
    await this.venue.close();
    await this.simulator.close();
  }

  #watch(symbol: string): RigBook {
    const { depth, product } = this.subject;
    const watch = this.venue.watchBook(symbol, { depth, product, deliver: "every" });
    const book: RigBook = { symbol, watch, turns: [], liveAtMs: Number.NEGATIVE_INFINITY };
    watch.onEach((view) => this.#seen(book, view, "callback"));
    void this.#iterate(watch);
    return book;
  }

  async #iterate(watch: BookWatch): Promise<void> {
    for await (const view of watch) this.oracle.judge(view, "iterator");
  }

  #readAll(): void {
    if (this.#ended) return;
    for (const book of this.books) this.#seen(book, book.watch.latest, "live view");
  }

  #seen(book: RigBook, view: BookView, way: string): void {
    if (this.#ended) return;
    this.oracle.judge(view, way);
    const { state, reason, sequence, venueTime } = view;
    const atMs = performance.now();
    if (state === "live" && way === "callback") book.liveAtMs = atMs;
    const last = book.turns.at(-1);
    if (last?.state === state && last.reason === reason) return;
    book.turns.push({ atMs, state, reason, sequence, venueTime });
  }
}

/** Waits a while of real time. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
