// A stage for scenarios: a simulated world in which every hand-out of a live book is held to the venue's own book, and which must
// leave nothing behind when the scenario ends.

import { expect, test } from "vitest";
import { type SimulatedWorld, type SimulateOptions, simulate } from "#assemblies/simulated";
import { type StatusEvent } from "#client/api";
import { type Instrument, type Product } from "#core/instrument";
import { type BookSource } from "#feed/books/book-source";
import { type TradeNews, type TradesKeeper } from "#feed/prints/trades-keeper";
import { type FaultValue } from "#sim/faults/fault-types";
import { type PublicMarket } from "#sim/market/public-market";
import { checkTrades, type HeardTrades, hearMarket, tradeKey } from "#sim/oracle/print-oracle";
import { lmex } from "#venues/lmex/index";
import { ReceivedImages } from "./image-oracle.ts";
import { BookOracle, type Violation } from "./oracle.ts";

/** One book on the stage, with every state it was in and when that began. */
export interface StagedBook {
  readonly source: BookSource;
  readonly states: { readonly atMs: number; readonly kind: string; readonly reason: string | undefined }[];
  release(): void;
}

export interface StagedTrades {
  readonly keeper: TradesKeeper;
  readonly heard: HeardTrades;
  readonly news: TradeNews[];
  release(): void;
}

export type StageOptions = Partial<SimulateOptions>;

/** A test of one promise. Ends with the proof that no book was wrong while live and that no socket or timer is left. */
export function scenario(name: string, body: (stage: Stage) => void, options: StageOptions = {}): void {
  test(name, async () => {
    const stage = new Stage(options);
    body(stage);
    stage.end();
    await Promise.all(stage.outcomes);
  });
}

export class Stage {
  readonly world: SimulatedWorld;
  readonly events: { readonly atMs: number; readonly event: StatusEvent }[] = [];
  /** Texts that our side sent, oldest first. */
  readonly sent: string[] = [];
  /** Promises that must settle as expected once the scenario is over. */
  readonly outcomes: Promise<unknown>[] = [];
  readonly #violations: Violation[] = [];
  readonly #images = new ReceivedImages();
  readonly #truth: BookOracle;
  readonly #books: BookSource[] = [];
  readonly #trades: StagedTrades[] = [];

  constructor(options: StageOptions) {
    const images = this.#images;
    const judged = options.venue?.description.id === "lbank";
    this.world = simulate({
      venue: lmex,
      seed: 7,
      ...options,
      settings: { auditEveryMs: 0, ...options.settings },
      frameSink: { received: (frame) => (judged ? images.received(frame) : undefined), sent: (_connection, text) => this.sent.push(text) },
    });
    this.#truth = new BookOracle(this.world.exchange);
    this.world.client.on("status", (event) => this.events.push({ atMs: this.nowMs, event }));
  }

  get nowMs(): number {
    return this.world.clock.monotonic();
  }

  instrument(symbol: string, product: Product = symbol.endsWith("PERP") ? "futures" : "spot"): Instrument {
    const found = this.world.feed.instruments.bySymbol(product, symbol);
    if (found === undefined) throw new RangeError(`The simulated venue lists no ${symbol}.`);
    return found;
  }

  market(symbol: string): PublicMarket {
    const { venue, product } = this.instrument(symbol);
    const found = this.world.exchange.marketOf({ venue, product, symbol });
    if (found === undefined) throw new RangeError(`The simulated venue trades no ${symbol}.`);
    return found;
  }

  /** Subscribes a book; with `wait`, the default, until it is live. */
  book(
    symbol: string,
    how: { readonly group?: number; readonly refreshMs?: number; readonly wait?: boolean; readonly product?: Product } = {},
  ): StagedBook {
    const { wait = true, group = 0, product, ...rest } = how;
    const lease = this.world.feed.book(this.instrument(symbol, product), { group, ...rest });
    const staged = { source: lease.kept, states: [], release: () => lease.release() };
    this.#follow(staged);
    if (wait) this.expectLive(staged, 5_000);
    return staged;
  }

  /** A book that is read over REST. */
  polledBook(symbol: string, everyMs: number): StagedBook {
    const lease = this.world.feed.polledBook(this.instrument(symbol), { group: 0, depth: 50, everyMs });
    const staged: StagedBook = { source: lease.kept, states: [], release: () => lease.release() };
    lease.kept.subscribe(() => this.#noteState(staged));
    return staged;
  }

  trades(symbol: string, product?: Product): StagedTrades {
    const instrument = this.instrument(symbol, product);
    const heard = hearMarket(this.world.exchange, instrument);
    const lease = this.world.feed.trades(instrument);
    const staged: StagedTrades = { keeper: lease.kept, heard, news: [], release: () => lease.release() };
    lease.kept.subscribe((news) => {
      staged.news.push(news);
      if (news.kind === "trade") heard.ids.push(tradeKey(news.trade));
      else heard.holes.push(news);
    });
    this.#trades.push(staged);
    return staged;
  }

  fault(name: string, params: Readonly<Record<string, FaultValue>> = {}, symbol?: string): void {
    const venue = this.world.feed.venue.description.id;
    const posting = this.world.exchange.desk.post({ name, venue, params, ...(symbol === undefined ? {} : { symbol }) });
    expect(posting.kind).toBe("posted");
  }

  /** Status events of one kind so far. */
  told<Kind extends StatusEvent["kind"]>(kind: Kind): readonly Extract<StatusEvent, { kind: Kind }>[] {
    return this.events.map(({ event }) => event).filter((event): event is Extract<StatusEvent, { kind: Kind }> => event.kind === kind);
  }

  /** Moves time until the book is live; how long that took, in ms. */
  expectLive(book: StagedBook, withinMs: number): number {
    return this.#expectState(book, "live", withinMs);
  }

  /** Moves time until the book has left live; how long that took, in ms. */
  expectNotLive(book: StagedBook, withinMs: number): number {
    return this.#expectState(book, "not live", withinMs);
  }

  /** Lets time pass in short steps and reads every book at each, as users do. */
  pass(ms: number, stepMs = 100): void {
    const endMs = this.nowMs + ms;
    while (this.nowMs < endMs) {
      this.world.advance(Math.min(stepMs, endMs - this.nowMs));
      for (const source of this.#books) this.#check(source);
    }
  }

  /** Subscribe messages that named the topic. */
  subscribes(topic: string): number {
    return this.sent.filter((text) => text.includes('"subscribe"') && text.includes(`"${topic}"`)).length;
  }

  /** REST books that were asked for, by the venue's own log. */
  get booksAsked(): number {
    return this.world.exchange.log.last().filter(({ event, detail }) => event === "request" && detail?.includes("/orderbook") === true)
      .length;
  }

  /** Everything that was promised at all times. */
  end(): void {
    for (const source of this.#books) this.#check(source);
    expect(this.#violations).toEqual([]);
    for (const { keeper, heard } of this.#trades) expect(checkTrades(keeper.instrument, heard)).toBeUndefined();
    this.world.close();
    this.world.advance(3_600_000);
    expect({ sockets: this.world.network.openSockets, timers: this.world.clock.pendingTimers }).toEqual({ sockets: 0, timers: 0 });
  }

  #expectState(book: StagedBook, wanted: "live" | "not live", withinMs: number): number {
    const startMs = this.nowMs;
    const reached = this.world.until(() => (book.source.state().kind === "live") === (wanted === "live"), withinMs);
    const words = `${book.source.instrument.symbol} ${wanted} within ${withinMs} ms, is ${JSON.stringify(book.source.state())}`;
    expect(reached, words).toBe(true);
    return this.nowMs - startMs;
  }

  #follow(staged: StagedBook): void {
    const { source } = staged;
    this.#books.push(source);
    source.subscribe((change) => {
      if (change === "update") this.#check(source);
      this.#noteState(staged);
    });
  }

  #noteState({ source, states }: StagedBook): void {
    const state = source.state();
    const reason = state.kind === "live" ? undefined : state.reason;
    const last = states[states.length - 1];
    if (last?.kind !== state.kind || last.reason !== reason) states.push({ atMs: this.nowMs, kind: state.kind, reason });
  }

  #check(source: BookSource): void {
    const violation = this.#truth.check(source, this.nowMs) ?? this.#images.check(source, this.nowMs);
    if (violation !== undefined && this.#violations.length < 5) this.#violations.push(violation);
  }
}
