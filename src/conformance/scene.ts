// One ground with the words that cards are written in: a market, what is watched of it, faults by name, and time.

import { type Ground } from "#assemblies/simulated-ground/ground";
import { type Subject } from "#assemblies/simulated-ground/subject";
import {
  type FaultValue,
  isRecentPicture,
  type PublicMarket,
  type StatusEvent,
  type Ticker,
  type VenueConnection,
} from "#assemblies/simulated-ground/truth";
import { CardFailure, ensure } from "#conformance/ensure";
import { StagedBook, sideOf } from "#conformance/staged-book";
import { StagedTrades } from "#conformance/staged-trades";
import { unitsToText } from "#core/decimal";

/** From nothing to live. */
const OPEN_WITHIN_MS = 5_000;
/** Live again once the venue is well: what every book is allowed. */
export const HEAL_WITHIN_MS = 45_000;
/** Views are read this often between events. */
const LOOK_EVERY_MS = 100;
const READ_WITHIN_MS = 30_000;
const WATCHED_MAX = 500;
const REST_DEPTH = 20;
/** Venues round the change of a day to about a hundredth of a percent. */
const CHANGE_ERROR = 0.000_2;

export class Scene {
  readonly subject: Subject;
  readonly ground: Ground;
  readonly told: { readonly atMs: number; readonly event: StatusEvent }[] = [];
  readonly #books: StagedBook[] = [];
  readonly #trades: StagedTrades[] = [];
  readonly #judged: { readonly wrong: string | undefined }[] = [];

  constructor(subject: Subject, ground: Ground) {
    this.subject = subject;
    this.ground = ground;
    ground.venue.on("status", (event) => this.told.push({ atMs: this.nowMs, event }));
  }

  get venue(): VenueConnection {
    return this.ground.venue;
  }

  /** Markets of the subject's product, the usual ones first. */
  get markets(): readonly PublicMarket[] {
    const venue = this.ground.exchange.venue(this.subject.venue.description.id);
    return venue?.tradedMarkets.filter(({ instrument }) => instrument.product === this.subject.product) ?? [];
  }

  get market(): PublicMarket {
    return this.marketAt(0);
  }

  marketAt(index: number): PublicMarket {
    const found = this.markets[index];
    if (found === undefined) throw new CardFailure(`The simulator lists ${this.markets.length} markets of the product, one too few.`);
    return found;
  }

  /** The ground's steady time in ms. */
  get nowMs(): number {
    return this.ground.clock.monotonic();
  }

  /** Watches a book; with `wait`, the default, until it is live. */
  async book(how: { readonly market?: PublicMarket; readonly group?: number; readonly wait?: boolean } = {}): Promise<StagedBook> {
    const { market = this.market, group = 0, wait = true } = how;
    const { id, product } = market.instrument;
    ensure(this.#books.length < WATCHED_MAX, "A card watches too many books.");
    const depth = this.subject.description.book.depths.at(-1) ?? 25;
    const watch = this.venue.watchBook(id, { product, group, depth, deliver: "every" });
    const book = new StagedBook(watch, { ground: this.ground, market, group });
    this.#books.push(book);
    if (wait) await this.live(book, OPEN_WITHIN_MS);
    return book;
  }

  trades(market: PublicMarket = this.market): StagedTrades {
    // Pushes without ids cannot be told from alike ones: of them it is only known that nothing is invented.
    const named = this.subject.description.trades.ids !== "rest-only";
    const staged = new StagedTrades(this.venue, { market, exchange: this.ground.exchange, named });
    this.#trades.push(staged);
    return staged;
  }

  /** Something else whose promises are looked at when the card is over. */
  judge(judged: { readonly wrong: string | undefined }): void {
    this.#judged.push(judged);
  }

  /** Makes the venue fail as the simulator's catalogue names it; at the first market unless told otherwise. */
  fault(name: string, params: Readonly<Record<string, FaultValue>> = {}, where: "market" | "venue" = "market"): void {
    const { symbol, product } = this.market.instrument;
    const target = where === "market" ? { symbol, product } : {};
    const posting = this.ground.exchange.desk.post({ name, venue: this.subject.venue.description.id, params, ...target });
    if (posting.kind !== "posted") throw new CardFailure(posting.kind === "refused" ? posting.words : `There is no fault ${name}.`);
  }

  /** How often the simulator committed a fault. */
  fired(name: string): number {
    return this.ground.exchange.desk.firedByName.get(name) ?? 0;
  }

  /** Status events of one kind so far. */
  heard<Kind extends StatusEvent["kind"]>(kind: Kind): readonly Extract<StatusEvent, { kind: Kind }>[] {
    return this.told.map(({ event }) => event).filter((event): event is Extract<StatusEvent, { kind: Kind }> => event.kind === kind);
  }

  /** Handshakes that reached the venue, of those that its log still has. */
  get handshakes(): number {
    return this.ground.exchange.log.last().filter(({ event }) => event === "handshake").length;
  }

  /** Requests that reached the venue, of those that its log still has. */
  get requests(): number {
    return this.ground.exchange.log.last().filter(({ event }) => event === "request").length;
  }

  /** Sockets that the venue holds open. */
  sockets(): readonly { readonly held: ReadonlyMap<string, unknown> }[] {
    return [...(this.ground.exchange.venue(this.subject.venue.description.id)?.sockets ?? [])];
  }

  /** Topics that the venue publishes to us, in the order of their names. */
  heldTopics(): readonly string[] {
    return this.sockets()
      .flatMap(({ held }) => [...held.keys()])
      .sort();
  }

  /** Reads the book over REST, and fails when it is none that the venue had of late. */
  async restBook(): Promise<void> {
    const { id, product } = this.market.instrument;
    const view = await this.settled(this.venue.fetchBook(id, { product, depth: REST_DEPTH }));
    const sides = { bids: sideOf(view.bids), asks: sideOf(view.asks) };
    ensure(view.bids.length > 0 && view.asks.length > 0, "a side of the book is empty");
    ensure(isRecentPicture(this.market, sides, { group: 0, depth: REST_DEPTH }), "the book is like none that the venue had");
  }

  /** Fails unless a ticker of the first market, which stands still, tells what the venue knows. */
  ensureTicker({ last, changeFraction24h }: Ticker): void {
    const { day, instrument } = { day: this.market.day(), instrument: this.market.instrument };
    if (day.last === undefined) throw new CardFailure("the market has not traded yet");
    const truth = unitsToText(day.last, instrument.priceScale);
    ensure(Number(last) === Number(truth), `the last price is ${String(last)}, the venue's ${truth}`);
    if (changeFraction24h === undefined || day.open === undefined) return;
    const change = (day.last - day.open) / day.open;
    ensure(Math.abs(Number(changeFraction24h) - change) <= CHANGE_ERROR, `the change is ${changeFraction24h}, the venue's ${change}`);
  }

  until(condition: () => boolean, withinMs: number): Promise<boolean> {
    return this.ground.until(condition, withinMs);
  }

  /** A read of the client, with a deadline. */
  settled<Value>(promise: Promise<Value>, withinMs: number = READ_WITHIN_MS): Promise<Value> {
    return this.ground.settled(promise, withinMs);
  }

  /** Lets time pass and reads every book on the way. */
  async pass(ms: number): Promise<void> {
    const endMs = this.nowMs + ms;
    while (this.nowMs < endMs) {
      await this.ground.until(() => false, Math.min(LOOK_EVERY_MS, endMs - this.nowMs));
      for (const book of this.#books) book.look();
    }
  }

  /** Waits until a condition holds, or fails with the words. */
  async expect(condition: () => boolean, words: string | (() => string), withinMs: number): Promise<void> {
    const came = await this.until(condition, withinMs + this.slackMs);
    if (came) return;
    throw new CardFailure(`${typeof words === "string" ? words : words()} (waited ${withinMs} ms)`);
  }

  /** Waits until a fault that was posted has happened. */
  happened(name: string, withinMs: number): Promise<void> {
    return this.expect(() => this.fired(name) > 0, `the fault ${name} never came about`, withinMs);
  }

  live(book: StagedBook, withinMs: number): Promise<void> {
    return this.expect(
      () => book.live,
      () => `the book is not live: ${String(book.reason)}`,
      withinMs,
    );
  }

  /** Waits until a book has left live since a moment; how long after it that was. */
  async left(book: StagedBook, since: { readonly atMs: number; readonly withinMs: number }): Promise<number> {
    const turn = () => book.turns.find(({ atMs, state }) => atMs >= since.atMs && state !== "live");
    await this.expect(() => turn() !== undefined, "the book stayed live", since.atMs + since.withinMs - this.nowMs);
    return (turn()?.atMs ?? this.nowMs) - since.atMs;
  }

  /** What a deadline may be late by: nothing in virtual time. */
  get slackMs(): number {
    return this.ground.slackMs;
  }

  /** Ends the ground. What was wrong, in words. */
  async end(): Promise<readonly string[]> {
    for (const book of this.#books) if (book.watch.latest.state === "live") book.look();
    const wrong = [...this.#books, ...this.#trades, ...this.#judged]
      .map(({ wrong: words }) => words)
      .filter((words) => words !== undefined);
    return [...wrong, ...(await this.ground.close())];
  }
}
