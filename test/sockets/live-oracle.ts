// Holds every book that is handed out as live against the venue's own book at the sequence that it claims, or, where images carry none,
// at its venue time. The simulator runs in the same process, so the truth is one call away and no clock is between the two.

import { epochMs } from "#core/brand";
import { parseSequence } from "#core/sequence";
import { type BookQuestion, type SimulatedExchange } from "#sim/world";
import { type BookPicture, type PublishedLevel } from "#venues/dialect";

/** Differences that are told in words; the rest only counts. */
const WORDS_MAX = 3;

/** What was seen of all books of one oracle. */
export interface OracleReport {
  /** Live books that were compared, however they were handed out. */
  readonly compared: number;
  /** How long a wrong book was handed out as live, in ms: from each wrong reading to the next that was right or not live. */
  readonly wrongMs: number;
  /** The first differences. */
  readonly words: readonly string[];
}

/** What a hand-out says of itself. Every book view is one; a client in another process sends its own. */
export interface HandOut {
  readonly state: string;
  readonly sequence: string | undefined;
  /** Which image it is, where there is no sequence. */
  readonly venueTime: number | undefined;
  /** Levels a side that it was asked for; what the venue has beyond is not missed. */
  readonly depth: number;
  readonly instrument: Pick<BookQuestion, "venue" | "symbol"> & Required<Pick<BookQuestion, "product">>;
  readonly bids: readonly HandedLevel[];
  readonly asks: readonly HandedLevel[];
}

export interface HandedLevel {
  readonly price: { readonly units: number };
  readonly size: { readonly units: number };
}

interface Truth {
  readonly claim: string;
  readonly pictures: readonly BookPicture[];
}

export class LiveOracle {
  readonly #exchange: SimulatedExchange;
  /** The last truth that was looked up for each market: a view is read far more often than it changes. */
  readonly #known = new Map<string, Truth>();
  readonly #wrongSince = new Map<string, number>();
  readonly #words: string[] = [];
  #compared = 0;
  #wrongMs = 0;

  constructor(exchange: SimulatedExchange) {
    this.#exchange = exchange;
  }

  /** Judges one reading; returns whether it was right. `way` names how it was handed out, because each way is wrong or right by itself. */
  judge(view: HandOut, way: string): boolean {
    const difference = view.state === "live" ? this.#difference(view) : undefined;
    const key = `${way} ${view.instrument.product} ${view.instrument.symbol}`;
    const now = performance.now();
    if (difference === undefined) {
      this.#end(key, now);
      return true;
    }
    if (!this.#wrongSince.has(key)) this.#wrongSince.set(key, now);
    if (this.#words.length < WORDS_MAX) this.#words.push(`${key} at ${view.sequence ?? String(view.venueTime)}: ${difference}`);
    return false;
  }

  /** What was seen so far; a wrong reading that nothing followed lasts until now. */
  report(): OracleReport {
    const now = performance.now();
    for (const key of [...this.#wrongSince.keys()]) this.#end(key, now);
    return { compared: this.#compared, wrongMs: this.#wrongMs, words: this.#words };
  }

  #end(key: string, now: number): void {
    const since = this.#wrongSince.get(key);
    if (since === undefined) return;
    this.#wrongSince.delete(key);
    // However short it was, it was.
    this.#wrongMs += Math.max(1, now - since);
  }

  #difference(view: HandOut): string | undefined {
    this.#compared += 1;
    if (view.sequence === undefined && view.venueTime === undefined) return "live without a sequence and without a time";
    const truths = this.#truths(view);
    if (truths.length === 0) return "the venue never published that book";
    const differences = truths.map(({ bids, asks }) => {
      const [bidsThere, asksThere] = [bids.slice(0, view.depth), asks.slice(0, view.depth)];
      return sideDifference("bids", view.bids, bidsThere) ?? sideDifference("asks", view.asks, asksThere);
    });
    return differences.includes(undefined) ? undefined : differences[0];
  }

  #truths(view: HandOut): readonly BookPicture[] {
    const { venue, product, symbol } = view.instrument;
    const key = `${venue} ${product} ${symbol}`;
    const claim = view.sequence ?? `time ${String(view.venueTime)}`;
    const known = this.#known.get(key);
    if (known?.claim === claim) return known.pictures;
    const pictures = view.sequence === undefined ? this.#imagesAt(view) : this.#bookAt(view, view.sequence);
    this.#known.set(key, { claim, pictures });
    return pictures;
  }

  #bookAt({ instrument: { venue, product, symbol } }: HandOut, text: string): readonly BookPicture[] {
    const sequence = parseSequence(text);
    const picture = sequence === undefined ? undefined : this.#exchange.trueBook({ venue, product, symbol, sequence });
    return picture === undefined ? [] : [picture];
  }

  /** Images that stood within the millisecond that the wire tells: one, or two when it was replaced just then. */
  #imagesAt({ instrument: { venue, product, symbol }, venueTime = 0 }: HandOut): readonly BookPicture[] {
    const market = this.#exchange.marketOf({ venue, product, symbol });
    const pictures = [venueTime + 0.999, venueTime - 0.001].map((time) => market?.pictureAtTime(0, epochMs(time)));
    return [...new Set(pictures)].filter((picture) => picture !== undefined);
  }
}

function sideDifference(side: string, ours: readonly HandedLevel[], theirs: readonly PublishedLevel[]): string | undefined {
  if (ours.length !== theirs.length) return `${side} hold ${ours.length} levels, the venue ${theirs.length}`;
  for (const [rank, level] of ours.entries()) {
    const [price, size] = theirs[rank] ?? [];
    if (level.price.units !== price || level.size.units !== size) {
      return `${side} ${rank}: ${level.price.units} × ${level.size.units} units, the venue ${price} × ${size}`;
    }
  }
  return undefined;
}
