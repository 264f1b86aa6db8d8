// One book that ccxt watches, as its manual says: asked for again and again, and after an error once more. Every hand-out is held
// against the venue's own book by the same oracle as ours. ccxt has no states: what it hands out, it says is so.

import { type PublicMarket } from "#sim/market/public-market";
import { type SimulatedExchange } from "#sim/world";
import { type HandOut, LiveOracle } from "../sockets/live-oracle.ts";
import { pause } from "../sockets/rig.ts";
import { type Peer, type PeerBook } from "./peer.ts";
import { marketOf, type PeerSubject, ZONE_MS } from "./truth.ts";

/** The loop asks again so long after an error, or one that comes at once would leave no time for anything else. */
const AGAIN_MS = 50;
const LOOK_EVERY_MS = 50;
/** A book that nobody renewed for so long though the venue's moved on, with no word about it, is old and unsaid: ours has so long to say so. */
const OLD_MS = 5_000;

/** What was seen since `strike`. */
export interface PeerReport {
  readonly handOuts: number;
  /** How long a book stood as handed out that the venue never had, in ms. */
  readonly wrongMs: number;
  /** How long the newest book stood beyond its first 5 s although the venue's had moved on, without an error in between, in ms. */
  readonly oldMs: number;
  /** The first error that the caller was given. */
  readonly noticed: { readonly afterMs: number; readonly by: string } | undefined;
  /** When a right book came after that. */
  readonly rightAgainMs: number | undefined;
  readonly errors: number;
  /** Hand-outs that were older than one before. */
  readonly backwards: number;
  /** The first differences. */
  readonly words: readonly string[];
}

export class PeerWatch {
  readonly #peer: Peer;
  readonly #subject: PeerSubject;
  readonly #depth: number;
  readonly #market: PublicMarket;
  readonly #exchange: SimulatedExchange;
  readonly #looker: NodeJS.Timeout;
  #oracle: LiveOracle;
  #struckMs = Number.POSITIVE_INFINITY;
  #handOuts = 0;
  #errors = 0;
  #backwards = 0;
  #oldMs = 0;
  #noticed: PeerReport["noticed"];
  #rightAgainMs: number | undefined;
  /** The newest hand-out: when it came and what place in time it claims. */
  #newest: { readonly atMs: number; readonly claim: number } | undefined;
  #toldSince = false;
  #claimsTime = false;
  #lookedMs = performance.now();
  #ended = false;

  constructor(peer: Peer, exchange: SimulatedExchange, about: { readonly subject: PeerSubject; readonly depth: number }) {
    this.#peer = peer;
    this.#exchange = exchange;
    this.#subject = about.subject;
    this.#depth = about.depth;
    this.#market = marketOf(exchange, about.subject);
    this.#oracle = new LiveOracle(exchange);
    this.#looker = setInterval(() => this.#look(), LOOK_EVERY_MS);
    void this.#follow();
  }

  get handOuts(): number {
    return this.#handOuts;
  }

  /** Everything counts from now. */
  strike(): void {
    this.#struckMs = performance.now();
    this.#oracle = new LiveOracle(this.#exchange);
    this.#handOuts = 0;
    this.#errors = 0;
    this.#backwards = 0;
    this.#oldMs = 0;
    this.#noticed = undefined;
    this.#rightAgainMs = undefined;
  }

  /** Ends the loop and tells what was seen. */
  end(): PeerReport {
    this.#ended = true;
    clearInterval(this.#looker);
    const { wrongMs, words } = this.#oracle.report();
    return {
      handOuts: this.#handOuts,
      wrongMs: Math.ceil(wrongMs),
      oldMs: Math.round(this.#oldMs),
      noticed: this.#noticed,
      rightAgainMs: this.#rightAgainMs,
      errors: this.#errors,
      backwards: this.#backwards,
      words,
    };
  }

  async #follow(): Promise<void> {
    while (!this.#ended) {
      try {
        this.#handed(await this.#peer.watchOrderBook(this.#subject.unified));
      } catch (error) {
        this.#failed(error);
        await pause(AGAIN_MS);
      }
    }
  }

  #handed(book: PeerBook): void {
    if (this.#ended) return;
    const atMs = performance.now();
    const claim = book.nonce ?? (book.timestamp ?? Number.NaN) - ZONE_MS;
    if (this.#newest !== undefined && claim < this.#newest.claim) this.#backwards += 1;
    this.#newest = { atMs, claim };
    this.#claimsTime = book.nonce === undefined;
    this.#toldSince = false;
    this.#handOuts += 1;
    const isRight = this.#oracle.judge(this.#handOut(book, claim), "watch");
    if (isRight && this.#noticed !== undefined) this.#rightAgainMs ??= atMs - this.#struckMs - this.#noticed.afterMs;
  }

  #failed(error: unknown): void {
    if (this.#ended) return;
    this.#errors += 1;
    this.#toldSince = true;
    const by = error instanceof Error ? error.constructor.name : String(error);
    this.#noticed ??= { afterMs: performance.now() - this.#struckMs, by };
    // An error is a word about the book: whoever is told is not deceived any longer.
    this.#oracle.judge({ ...this.#handOut({ bids: [], asks: [], timestamp: undefined, nonce: undefined }, 0), state: "failed" }, "watch");
  }

  #look(): void {
    const now = performance.now();
    const sinceMs = now - this.#lookedMs;
    this.#lookedMs = now;
    if (this.#newest === undefined || this.#toldSince) return;
    const { atMs, claim } = this.#newest;
    const { sequence, venueTime } = this.#market.picture(0);
    const hasMoved = this.#claimsTime ? venueTime > claim : sequence > claim;
    if (hasMoved && now - atMs > OLD_MS) this.#oldMs += sinceMs;
  }

  #handOut(book: PeerBook, claim: number): HandOut {
    const { venue, product, symbol } = this.#subject;
    const { priceScale, sizeScale } = this.#market.instrument;
    const side = (levels: PeerBook["bids"]) =>
      levels.map(([price, size]) => ({ price: { units: units(price, priceScale) }, size: { units: units(size, sizeScale) } }));
    return {
      state: "live",
      ...(book.nonce === undefined ? { sequence: undefined, venueTime: claim } : { sequence: String(claim), venueTime: undefined }),
      depth: this.#depth,
      instrument: { venue, product, symbol },
      bids: side(book.bids),
      asks: side(book.asks),
    };
  }
}

/** A float as the integer that it stands for; NaN where it stands for none, which is no venue's. */
function units(value: number | undefined, scale: number): number {
  return value === undefined ? Number.NaN : Math.round(value * 10 ** scale);
}
