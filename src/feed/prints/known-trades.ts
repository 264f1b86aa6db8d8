// Which prints were handed out already. By id where the venue gives ids. Where pushes have none, a print is told apart by its figures,
// and two true prints may share them all: then the higher of two counts holds, that of the socket and that of REST.

import { type TradeEvent } from "#core/event";

/** Prints that are remembered. */
const KNOWN_MAX = 5_000;

interface Copies {
  handed: number;
  pushed: number;
  /** Of the REST answer with this number. */
  read: number;
  answer: number;
}

/** The memory of one trade stream. */
export class KnownTrades {
  readonly #copies = new Map<string, Copies>();
  readonly #forgot: (key: string) => void;
  #answers = 0;

  /** `forgot` hears what falls out of the memory: an id, or the figures of a print without one. */
  constructor(forgot: (key: string) => void = () => undefined) {
    this.#forgot = forgot;
  }

  /** An answer of REST begins: it tells all prints of its range, so their copies are counted anew. */
  beginAnswer(): void {
    this.#answers += 1;
  }

  /** Takes note of a print. Returns whether it has to be handed out. */
  isNew(trade: TradeEvent, from: "socket" | "rest"): boolean {
    const key = trade.tradeId ?? figuresOf(trade);
    const copies = this.#copies.get(key) ?? this.#add(key);
    if (trade.tradeId !== undefined) {
      copies.handed += 1;
      return copies.handed === 1;
    }
    if (copies.answer !== this.#answers) {
      copies.answer = this.#answers;
      copies.read = 0;
    }
    if (from === "socket") copies.pushed += 1;
    else copies.read += 1;
    const count = from === "socket" ? copies.pushed : copies.read;
    if (count <= copies.handed) return false;
    copies.handed = count;
    return true;
  }

  #add(key: string): Copies {
    const copies = { handed: 0, pushed: 0, read: 0, answer: this.#answers };
    this.#copies.set(key, copies);
    if (this.#copies.size > KNOWN_MAX) {
      const [oldest] = this.#copies.keys();
      if (oldest !== undefined) {
        this.#copies.delete(oldest);
        this.#forgot(oldest);
      }
    }
    return copies;
  }
}

/** All that tells a print without an id from others. */
export function figuresOf(trade: TradeEvent): string {
  return `${trade.venueTime} ${trade.price} ${trade.size} ${trade.side}`;
}
