// The model behind the screen and behind the status lines: it watches books and trades, counts, and remembers what happened. It draws
// nothing, and it never asks for more than it was given.

import { describeStatus, EventLog, type Tone } from "#apps/terminal/model/event-log";
import { RateMeter } from "#apps/terminal/model/rate-meter";
import { TruthCheck, type TruthOracle, type TruthTally } from "#apps/terminal/model/truth-check";
import {
  type BookView,
  type BookWatch,
  type Health,
  type StatusEvent,
  type Trade,
  type TradeHole,
  type TradesWatch,
  type VenueConnection,
} from "#client/api";
import { type Product } from "#core/instrument";
import { type Clock } from "#core/port";

/** One market to watch. */
export interface MarketRequest {
  readonly connection: VenueConnection;
  readonly instrument: string;
  readonly product?: Product;
  /** What it is called on the screen and in lines; the instrument when left out. */
  readonly name?: string;
}

/** How a book left live and, when it is over, how long that lasted. */
export interface GapStory {
  readonly kind: "gap" | "stale";
  readonly instrument: string;
  readonly reason: string;
  readonly expected: string | undefined;
  readonly received: string | undefined;
  readonly startedMs: number;
  readonly healed: { readonly afterMs: number; readonly atMs: number } | undefined;
}

/** One watched market and what it has shown. */
export interface MarketModel {
  readonly venue: string;
  readonly instrument: string;
  readonly product: Product | undefined;
  readonly name: string;
  /** The name, with its venue where there are several. */
  readonly label: string;
  readonly books: BookWatch;
  readonly trades: TradesWatch;
  /** The last print and when it came, in steady milliseconds. */
  lastTrade: { readonly trade: Trade; readonly atMs: number } | undefined;
  /** Holes in the tape, newest last. */
  readonly holes: TradeHole[];
  handOuts: number;
  /** Hand-outs that were held against the market's own book. */
  compared: number;
}

/** Levels a side that are watched: what a tall window shows, and what LMEX publishes. */
const WATCH_DEPTH = 50;
/** Prints that the tape can show. */
const TAPE_RING = 200;
const HOLES_MAX = 20;

export interface WatchedMarketsOptions {
  readonly markets: readonly MarketRequest[];
  readonly clock: Clock;
  /** The market's own books, where there is one to ask: a simulator. */
  readonly oracle?: TruthOracle;
}

/** Watches markets until it is closed. */
export class WatchedMarkets {
  readonly connections: readonly VenueConnection[];
  readonly markets: readonly MarketModel[];
  readonly log: EventLog = new EventLog();
  readonly frameRate: RateMeter = new RateMeter();
  readonly startedMs: number;
  readonly #clock: Clock;
  readonly #truth: TruthCheck | undefined;
  readonly #release: (() => void)[] = [];
  #gap: GapStory | undefined = undefined;
  #slowestHealMs = 0;
  #reconnects = 0;
  #handOuts = 0;

  constructor(options: WatchedMarketsOptions) {
    this.#clock = options.clock;
    this.startedMs = options.clock.monotonic();
    this.#truth = options.oracle === undefined ? undefined : new TruthCheck(options.oracle);
    this.connections = [...new Set(options.markets.map((market) => market.connection))];
    for (const connection of this.connections) {
      this.#release.push(connection.on("status", (event) => this.#status(this.#named(connection.venue, event))));
    }
    this.markets = options.markets.map((request) => this.#watch(request));
  }

  /** The last gap; undefined before the first. */
  get gap(): GapStory | undefined {
    return this.#gap;
  }

  /** What was compared with the market's own books; undefined where there is nobody to ask. */
  get truth(): TruthTally | undefined {
    return this.#truth?.tally;
  }

  get slowestHealMs(): number {
    return this.#slowestHealMs;
  }

  /** How often a lost connection was opened again. */
  get reconnects(): number {
    return this.#reconnects;
  }

  /** Books handed out so far. */
  get handOuts(): number {
    return this.#handOuts;
  }

  /** The markets, over all venues, of the instrument that one of them is. */
  like(market: MarketModel): readonly MarketModel[] {
    const { id } = market.books.latestAllowStale.instrument;
    return this.markets.filter(({ books }) => books.latestAllowStale.instrument.id === id);
  }

  health(): readonly Health[] {
    return this.connections.map((connection) => connection.health());
  }

  /** Adds a line of our own, as when the user breaks something. */
  note(tone: Tone, text: string): void {
    this.log.add({ time: this.#clock.now(), tone, text });
  }

  /** Closes what it opened; the connections stay the caller's. */
  async close(): Promise<void> {
    for (const release of this.#release) release();
    this.#release.length = 0;
    await Promise.all(this.markets.flatMap((market) => [market.books.close(), market.trades.close()]));
  }

  #watch(request: MarketRequest): MarketModel {
    const { connection, instrument, product, name = instrument } = request;
    const where = product === undefined ? {} : { product };
    const books = connection.watchBook(instrument, { deliver: "every", depth: WATCH_DEPTH, ...where });
    const trades = connection.watchTrades(instrument, { ring: TAPE_RING, ...where });
    const market: MarketModel = {
      venue: connection.venue,
      instrument,
      product,
      name,
      label: this.connections.length > 1 ? `${connection.venue} ${name}` : name,
      books,
      trades,
      lastTrade: undefined,
      holes: [],
      handOuts: 0,
      compared: 0,
    };
    this.#release.push(
      books.onEach((view) => this.#book(market, view)),
      trades.onEach((item) => this.#print(market, item)),
    );
    return market;
  }

  #book(market: MarketModel, view: BookView): void {
    market.handOuts += 1;
    this.#handOuts += 1;
    const finding = this.#truth?.handedOut(view);
    if (finding === "right" || finding === "wrong") market.compared += 1;
    if (finding === "wrong") this.note("bad", `WRONG READ ${market.label} at ${view.sequence ?? "an image"}: please report it`);
  }

  #print(market: MarketModel, item: Trade | TradeHole): void {
    if (item.kind === "trade") {
      market.lastTrade = { trade: item, atMs: this.#clock.monotonic() };
      return;
    }
    market.holes.push(item);
    if (market.holes.length > HOLES_MAX) market.holes.shift();
  }

  /** The same event in the user's words: markets as they were asked for, and no venue's name where there is only one. */
  #named(venue: string, event: StatusEvent): StatusEvent {
    if ("connection" in event) {
      const prefix = this.connections.length > 1 ? "" : `${venue} `;
      return event.connection.startsWith(prefix) ? { ...event, connection: event.connection.slice(prefix.length) } : event;
    }
    if (!("instrument" in event)) return event;
    const market = this.markets.find(({ books, instrument: asked, ...watched }) => {
      const { id, symbol } = books.latestAllowStale.instrument;
      if (watched.venue !== venue) return false;
      return event.instrument === id || event.instrument === symbol || event.instrument === asked;
    });
    return market === undefined ? event : { ...event, instrument: market.label };
  }

  #status(event: StatusEvent): void {
    // Audits that find nothing happen all the time; they are in the health figures.
    if (event.kind === "audit" && event.divergence === 0) return;
    const { tone, text } = describeStatus(event);
    this.note(tone, text);
    const atMs = this.#clock.monotonic();
    if (event.kind === "reconnecting") this.#reconnects += 1;
    if (event.kind === "gap" || event.kind === "stale") this.#leftLive(event, atMs);
    if (event.kind === "healed") {
      this.#slowestHealMs = Math.max(this.#slowestHealMs, event.afterMs);
      const gap = this.#gap;
      if (gap?.instrument === event.instrument && gap.healed === undefined)
        this.#gap = { ...gap, healed: { afterMs: event.afterMs, atMs } };
    }
  }

  /** One story at a time: while a book is away, what happens to others is told by the log. */
  #leftLive(event: Extract<StatusEvent, { kind: "gap" | "stale" }>, atMs: number): void {
    const gap = this.#gap;
    if (gap !== undefined && gap.healed === undefined && gap.instrument !== event.instrument) return;
    const numbers =
      event.kind === "gap" ? { expected: event.expected, received: event.received } : { expected: undefined, received: undefined };
    this.#gap = { kind: event.kind, instrument: event.instrument, reason: event.reason, ...numbers, startedMs: atMs, healed: undefined };
  }
}
