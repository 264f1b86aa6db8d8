// Looks at every order in the turn in which it is written, and again in the turn in which the venue receives it: whether the book that
// it was decided on was live, fresh and true (I2), whether its intent was sent before (I3), whether limits hold (I6), whether anything
// leaves after a kill (I7), and whether somebody else's orders are touched.

import { type RiskLimitsInput } from "#core/account/risk-limits";
import { type Instrument } from "#core/instrument";
import { type HttpRequest } from "#core/port";
import { type BookSource } from "#feed/books/book-source";
import { type AccountEntry, type SimulatedAccount } from "#sim/accounts/simulated-account";
import { cancelsOrders, changesOrders, placesOrders } from "#sim/faults/effects/account/request-kind";
import { destinationOf } from "#sim/virtual-network";
import { type SimulatedExchange } from "#sim/world";
import { type OrderKey, type PlaceWish } from "#venues/account-dialect";
import { type DialectRequest } from "#venues/dialect";
import { FRAME_HEADER, type ProcessWitness } from "./mortal-process.ts";
import { checkBook, type Violation } from "./oracle.ts";
import { Exposure, isSame } from "./order-exposure.ts";
import { isLive, keyOf, OrderTable, type TableRow } from "./order-table.ts";

/** What our figures and the venue's may differ by: a mid that moved while an order was on its way, and what others did meanwhile. */
const SLACK = 1.05;
/** An order that took longer than this from the write to the book was held by the venue. */
const HELD_MS = 500;
/** Orders of others that are younger may not be known yet when everything is cancelled. */
const FOREIGN_KNOWN_MS = 30_000;
/** Paths of requests that cancel what they do not name, where the venue then looks for each order by itself. */
const CANCELS_ALL = /all|openOrders|by_symbol/i;

/** What a client is to the judge. */
export interface JudgedClient {
  /** The book that orders of an instrument are decided on; `request` is the text of one that may name it. */
  book(instrument: Instrument, request?: string): BookSource | undefined;
  clockTrouble(): string | undefined;
}

interface SeenBook {
  readonly state: string;
  readonly ageMs: number;
  readonly crossed: boolean;
  readonly mid: number;
  readonly wrong: string | undefined;
}

interface WrittenFrame {
  readonly id: number;
  readonly atMs: number;
  readonly killed: boolean;
  readonly clockTrouble: string | undefined;
  /** Positions at the venue in that moment, in size units. */
  readonly held: ReadonlyMap<string, number>;
  readonly books: ReadonlyMap<string, SeenBook>;
}

export interface JudgeOptions {
  readonly exchange: SimulatedExchange;
  readonly account: SimulatedAccount;
  readonly limits: RiskLimitsInput;
  readonly instruments: readonly Instrument[];
  readonly now: () => number;
  readonly isDiskFull: () => boolean;
}

export class OrderJudge implements ProcessWitness {
  readonly table: OrderTable;
  readonly exposure: Exposure;
  readonly violations: Violation[] = [];
  /** What happened that is worth counting, by name. */
  readonly counts: Record<string, number> = {};
  client: JudgedClient | undefined;
  /** Set from the turn in which a kill was acknowledged until a person armed again. */
  killed = false;
  /** When a cancel was last written. */
  cancelWrittenAt = Number.NEGATIVE_INFINITY;
  readonly #options: JudgeOptions;
  readonly #frames = new Map<number, WrittenFrame>();
  readonly #sent = new Map<string, Set<number>>();
  readonly #ratedAt: number[] = [];
  #frameIds = 0;
  #current: WrittenFrame | undefined;
  #others = false;
  /** Whether the request that the venue performs names no order. */
  #isAll = false;

  constructor(options: JudgeOptions) {
    this.#options = options;
    this.table = new OrderTable(options.account, options.now);
    this.exposure = new Exposure(options.exchange, options.account, this.table);
    for (const venue of options.exchange.venues) venue.watchRequests((request) => this.#received(request));
    options.account.onEntry((entry) => this.#entered(entry));
  }

  /** Somebody else acts on the account: nothing of it is judged. */
  byOthers<Value>(act: () => Value): Value {
    this.#others = true;
    this.table.expect({ intent: undefined, excused: true });
    try {
      return act();
    } finally {
      this.#others = false;
    }
  }

  written({ method, url, body = "" }: HttpRequest): number {
    this.#frameIds += 1;
    const id = this.#frameIds;
    const path = destinationOf(url)?.path ?? "";
    const about = { method, path } as DialectRequest;
    if (!changesOrders(about)) return id;
    const atMs = this.#options.now();
    if (cancelsOrders(about)) this.cancelWrittenAt = atMs;
    if (placesOrders(about) && this.#options.isDiskFull()) this.broken("S1", `${method} ${path} left while nothing could be written down`);
    const held = new Map(this.#options.instruments.map((each) => [keyOf(each), this.exposure.position(each)]));
    const { killed } = this;
    this.#frames.set(id, { id, atMs, killed, clockTrouble: this.client?.clockTrouble(), held, books: this.#seenBooks(`${url} ${body}`) });
    return id;
  }

  /** How many requests for an intent reached the venue's engine. */
  sentOf(intent: string): number {
    return this.#sent.get(intent)?.size ?? 0;
  }

  /** What only the end of a world shows: the rate of orders over all of it. */
  finish(): void {
    const most = limitOf(this.#options.limits.ordersPerSecond) ?? 10;
    const times = this.#ratedAt.sort((one, other) => one - other);
    const tooMany = times.findIndex((at, index) => (times[index + most] ?? Number.POSITIVE_INFINITY) < at + 1_000);
    if (tooMany >= 0) this.broken("I6", `more than ${most} orders left within a second of ${Math.round(times[tooMany] ?? 0)}`);
  }

  broken(invariant: string, words: string): void {
    if (this.violations.length < 10) this.violations.push({ invariant, words, atMs: this.#options.now() });
  }

  count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  // ── at the write ───────────────────────────────────────────────────────────────────────────────────────────────────

  #seenBooks(request: string): ReadonlyMap<string, SeenBook> {
    const seen = new Map<string, SeenBook>();
    for (const instrument of this.#options.instruments) {
      const source = this.client?.book(instrument, request);
      if (source === undefined) continue;
      const { book } = source;
      const [bid, ask] = [book.bids.length === 0 ? 0 : book.bids.priceAt(0), book.asks.length === 0 ? 0 : book.asks.priceAt(0)];
      seen.set(keyOf(instrument), {
        state: source.state().kind,
        ageMs: source.ageMs(),
        crossed: book.crossed,
        mid: bid > 0 && ask > 0 ? (bid + ask) / 2 : Math.max(bid, ask),
        wrong: checkBook(this.#options.exchange, source, this.#options.now())?.words,
      });
    }
    return seen;
  }

  // ── at the venue ───────────────────────────────────────────────────────────────────────────────────────────────────

  #received({ headers, path }: DialectRequest): void {
    this.#isAll = CANCELS_ALL.test(path);
    const frame = this.#frames.get(Number(headers[FRAME_HEADER] ?? Number.NaN));
    this.#current = frame;
    // What it placed already it places once more, if it comes that far: whatever is answered is of the second time.
    if (frame !== undefined) for (const [intent, frames] of this.#sent) if (frames.has(frame.id)) this.table.doubled.add(intent);
  }

  #entered(entry: AccountEntry): void {
    if (this.#others) return;
    switch (entry.kind) {
      case "place":
        this.#placed(entry.wish);
        break;
      case "amend":
        this.#amended(entry.key, entry.change);
        break;
      case "cancel": {
        const row = this.#rowOf(entry.key);
        if (row !== undefined) this.#cancelled([row]);
        break;
      }
      case "cancel-all":
        this.#isAll = true;
        this.#cancelled(
          this.table.rows.filter(({ order }) => entry.instrument === undefined || isSame(order.instrument, entry.instrument)),
        );
        break;
    }
  }

  /** What others placed is left alone; who cancels everything at once cannot know of what came a moment before. */
  #cancelled(rows: readonly TableRow[]): void {
    const others = rows.filter(({ intent, order }) => intent === undefined && isLive(order));
    const known = this.#isAll ? others.filter(({ sinceMs }) => this.#options.now() - sinceMs > FOREIGN_KNOWN_MS) : others;
    for (const { order } of known) this.broken("O23", `an order of somebody else was cancelled: ${order.id}`);
  }

  #placed(wish: PlaceWish): void {
    const frame = this.#current;
    const intent = wish.clientOrderId;
    if (frame === undefined || intent === undefined) {
      this.broken("I3", "an order without our name reached the venue");
      return;
    }
    const frames = this.#sent.get(intent) ?? new Set<number>();
    const isDoubled = frames.has(frame.id);
    frames.add(frame.id);
    this.#sent.set(intent, frames);
    const isHeld = this.#options.now() - frame.atMs > HELD_MS;
    this.table.expect({ intent, excused: isDoubled || isHeld });
    if (isDoubled) {
      this.table.doubled.add(intent);
      return;
    }
    this.count("order reached the venue");
    if (frames.size > 1) this.broken("I3", `the intent ${intent} was sent ${frames.size} times`);
    if (this.#reduces(wish, frame)) {
      this.count("reduction reached the venue");
      return;
    }
    if (frame.killed)
      this.broken(
        "I7",
        `the order ${intent} was written after a kill: ${wish.side} ${wish.instrument.id} ${wish.leg ?? ""}, ${JSON.stringify(wish.amount)}`,
      );
    this.#ratedAt.push(frame.atMs);
    this.#judgeBook(wish, frame);
    if (!isHeld) this.#judgeLimits(wish, frame);
  }

  #amended(key: OrderKey, change: { readonly price?: number; readonly size?: number }): void {
    const frame = this.#current;
    const row = this.#rowOf(key);
    this.table.expect({ intent: row?.intent, excused: true });
    if (frame === undefined || row === undefined) return;
    this.count("change reached the venue");
    const { order } = row;
    const size = change.size ?? order.size ?? 0;
    const price = "price" in order.style ? order.style.price : undefined;
    const isLess = size <= (order.size ?? 0) && (change.price === undefined || change.price === price);
    if (isLess || order.reduceOnly) return;
    if (frame.killed) this.broken("I7", `a change of ${row.intent ?? order.id} was written after a kill`);
    this.#judgeBook(order, frame);
  }

  /** The venue's own picture of what cannot enlarge anything; of an order that it held for long, that of when it was written. */
  #reduces({ instrument, side, amount, reduceOnly, leg }: PlaceWish, frame: WrittenFrame): boolean {
    // Where legs are held apart, one side of each can only close it.
    if (reduceOnly || (leg === "long" && side === "sell") || (leg === "short" && side === "buy")) return true;
    if (instrument.kind === "spot") return side === "sell";
    // What the venue did on its own, trades that it took back for one, may not be known yet.
    const held = this.exposure.position(instrument);
    return [held, held - this.table.excusedUnits(instrument), frame.held.get(keyOf(instrument)) ?? 0].some(
      (units) => amount.kind === "size" && Math.sign(units) === (side === "buy" ? -1 : 1) && amount.size <= Math.abs(units),
    );
  }

  #judgeBook({ instrument }: { readonly instrument: Instrument }, { books, clockTrouble }: WrittenFrame): void {
    const book = books.get(keyOf(instrument));
    const freshMs = this.#options.limits.freshMs ?? 5_000;
    if (book === undefined || book.state !== "live") this.broken("I2", `an order left while its book was ${book?.state ?? "not there"}`);
    else if (book.crossed) this.broken("I2", "an order left while its book was crossed");
    else if (book.ageMs > freshMs) this.broken("I2", `an order left on a book whose proof was ${Math.round(book.ageMs)} ms old`);
    else if (book.wrong !== undefined) this.broken("I2", `an order left on a wrong book: ${book.wrong}`);
    if (clockTrouble !== undefined) this.broken("I2", `an order left while ${clockTrouble}`);
  }

  #judgeLimits(wish: PlaceWish, { books }: WrittenFrame): void {
    const { limits } = this.#options;
    // Coins count in the markets that are traded: to a process that began while one was delisted, its coins are coins and no more.
    const instruments = this.#options.instruments.filter((each) => each.kind !== "spot" || books.has(keyOf(each)));
    const { instrument, side } = wish;
    const worth = this.exposure.worthOf(wish);
    const above = (name: string, actual: number, limit: number | undefined, slack = SLACK): void => {
      if (limit !== undefined && actual > limit * slack) this.broken("I6", `${name} came to ${actual.toFixed(2)} of ${limit}`);
    };
    above("an order's worth", worth, limitOf(limits.maxOrderNotional));
    above("a position's worst", this.exposure.worst(instrument, side, worth), limitOf(limits.maxPositionNotional));
    const whole = instruments.reduce((sum, each) => {
      const added = (of: "buy" | "sell"): number => (isSame(each, instrument) && of === side ? worth : 0);
      const sides = each.kind === "spot" ? (["buy"] as const) : (["buy", "sell"] as const);
      return sum + Math.max(0, ...sides.map((of) => this.exposure.worst(each, of, added(of))));
    }, 0);
    above("the worst of everything", whole, limitOf(limits.maxExposureNotional));
    const open = this.table.live.filter((row) => !row.excused && !this.table.isDenied(row)).length + 1;
    above("the number of open orders", open, limitOf(limits.maxOpenOrders), 1);
  }

  #rowOf({ id, clientOrderId }: OrderKey): ReturnType<OrderTable["row"]> {
    if (id !== undefined) return this.table.row(id);
    return clientOrderId === undefined ? undefined : this.table.ofIntent(clientOrderId).find(({ order }) => isLive(order));
  }
}

/** A limit as a number; undefined for none. */
export function limitOf(limit: RiskLimitsInput["maxOpenOrders"] | undefined): number | undefined {
  const text = typeof limit === "object" ? limit.max : limit;
  return text === undefined || text === "none" ? undefined : Number(text);
}
