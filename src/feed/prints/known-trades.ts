// Which prints were handed out already. By id where the venue gives ids. Where pushes have none, a print is told apart by its figures,
// and two true prints may share them all: then the highest count holds, of any one subscription (or message, where alike prints come
// together) or answer of REST.

import { type TradeEvent } from "#core/event";
import { RecentIds } from "#feed/prints/recent-ids";

/** Prints that are remembered. */
const KNOWN_MAX = 5_000;

interface Copies {
  handed: number;
  /** In the subscription, or message, with this number. */
  pushed: number;
  subscription: number;
  /** Of the REST answer with this number. */
  read: number;
  answer: number;
}

/** The memory of one trade stream. */
export class KnownTrades {
  readonly #forgot: (key: string) => void;
  /** Made with the first print that has an id. */
  #ids: RecentIds | undefined;
  /** Prints without an id, by their figures. */
  readonly #copies = new Map<string, Copies>();
  /** All figures, the oldest at `#oldest`. A map tells its first key only after passing all that were deleted before it. */
  readonly #keys: string[] = [];
  #oldest = 0;
  #answers = 0;

  /** `forgot` hears what falls out of the memory: an id, or the figures of a print without one. */
  constructor(forgot: (key: string) => void = () => undefined) {
    this.#forgot = forgot;
  }

  /** An answer of REST begins: it tells all prints of its range, so their copies are counted anew. */
  beginAnswer(): void {
    this.#answers += 1;
  }

  /**
   * Takes note of a print. Returns whether it has to be handed out. `from` is REST or the number of a subscription or message: a new one may
   * repeat prints of before, so its copies are counted anew.
   */
  isNew(trade: TradeEvent, from: number | "rest"): boolean {
    if (trade.tradeId !== undefined) {
      this.#ids ??= new RecentIds(KNOWN_MAX, this.#forgot);
      return this.#ids.add(trade.tradeId);
    }
    const figures = figuresOf(trade);
    const copies = this.#copies.get(figures) ?? this.#add(figures);
    if (copies.answer !== this.#answers) {
      copies.answer = this.#answers;
      copies.read = 0;
    }
    if (from !== "rest" && copies.subscription !== from) {
      copies.subscription = from;
      copies.pushed = 0;
    }
    if (from === "rest") copies.read += 1;
    else copies.pushed += 1;
    const count = from === "rest" ? copies.read : copies.pushed;
    if (count <= copies.handed) return false;
    copies.handed = count;
    return true;
  }

  #add(figures: string): Copies {
    const copies = { handed: 0, pushed: 0, subscription: 0, read: 0, answer: this.#answers };
    this.#copies.set(figures, copies);
    this.#remember(figures);
    return copies;
  }

  #remember(key: string): void {
    const oldest = this.#keys[this.#oldest];
    this.#keys[this.#oldest] = key;
    this.#oldest = (this.#oldest + 1) % KNOWN_MAX;
    if (oldest === undefined) return;
    this.#copies.delete(oldest);
    this.#forgot(oldest);
  }
}

/** All that tells a print without an id from others. */
export function figuresOf(trade: TradeEvent): string {
  return `${trade.venueTime} ${trade.price} ${trade.size} ${trade.side}`;
}
