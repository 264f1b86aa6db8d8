// Fills, each counted once. A venue may tell the same trade twice, by stream and by REST, with another id or another rounding (O19):
// an id that is new is believed only as far as the venue's own total of the order allows; what goes beyond waits until the venue was
// asked, and is then counted or dropped with a trace.

import { type FillReport } from "#core/account/account-event";
import { type VenueOrderId } from "#core/account/order";

/** Fills whose ids are remembered; past it the oldest ids are forgotten, long after they could be told again. */
export const FILLS_REMEMBERED_MAX = 50_000;

/** What became of a fill. `waiting`: its order's total does not cover it yet. */
export type FillVerdict = "counted" | "repeated" | "waiting";

interface OrderFills {
  counted: number;
  readonly fills: FillReport[];
  readonly waiting: FillReport[];
}

export class FillLedger {
  readonly #ids = new Map<string, FillReport>();
  readonly #orders = new Map<VenueOrderId, OrderFills>();
  readonly #counted: (fill: FillReport) => void;
  /** Ids that turned out to be another name of a fill that was counted. */
  aliases = 0;

  /** `counted` hears of every fill once, in the order in which they are believed. */
  constructor(counted: (fill: FillReport) => void) {
    this.#counted = counted;
  }

  /** Fills of one order that are counted, oldest first. */
  of(order: VenueOrderId): readonly FillReport[] {
    return this.#orders.get(order)?.fills ?? [];
  }

  /** Whether a fill counts: told, and not taken back. */
  counts(fill: FillReport): boolean {
    return this.#orders.get(fill.venueOrderId)?.fills.includes(fill) === true;
  }

  /** Σ sizes of an order's counted fills, in size units. */
  sizeOf(order: VenueOrderId): number {
    return this.#orders.get(order)?.counted ?? 0;
  }

  /** Orders with fills that nobody confirmed yet. */
  get waiting(): readonly VenueOrderId[] {
    return [...this.#orders].filter(([, { waiting }]) => waiting.length > 0).map(([id]) => id);
  }

  get size(): number {
    return this.#ids.size;
  }

  /** Takes a fill. `orderFilled` is the most that the venue ever said was filled of its order; undefined when it said nothing yet. */
  take(fill: FillReport, orderFilled: number | undefined): FillVerdict {
    const key = keyOf(fill);
    if (this.#ids.has(key)) return "repeated";
    const entry = this.#entry(fill.venueOrderId);
    if (entry.waiting.some((other) => keyOf(other) === key)) return "repeated";
    // A fill that looks like no other is believed at once; its order's total may simply be late.
    if (hasTwin(entry.fills, fill) && entry.counted + fill.size > (orderFilled ?? 0)) {
      entry.waiting.push(fill);
      return "waiting";
    }
    this.#count(entry, fill);
    return "counted";
  }

  /**
   * The venue's total of an order is known to be `filled` after asking: what it covers is counted, the rest was told twice. A total that
   * also holds trades which nobody told yet decides nothing: they may be what it covers.
   */
  settle(order: VenueOrderId, filled: number): void {
    const entry = this.#orders.get(order);
    if (entry === undefined) return;
    const doubted = entry.waiting.reduce((sum, { size }) => sum + size, 0);
    if (doubted < filled - entry.counted) return;
    for (const fill of entry.waiting.splice(0)) {
      if (entry.counted + fill.size <= filled) this.#count(entry, fill);
      else {
        this.aliases += 1;
        this.#remember(fill);
      }
    }
  }

  /** A counted fill was taken back: it counts no more, and its id stays known. Returns it as it was counted, undefined when it was not. */
  void(fill: FillReport): FillReport | undefined {
    const entry = this.#orders.get(fill.venueOrderId);
    const at = entry?.fills.findIndex((each) => keyOf(each) === keyOf(fill)) ?? -1;
    if (entry === undefined || at < 0) return undefined;
    const [known] = entry.fills.splice(at, 1);
    entry.counted -= known?.size ?? 0;
    return known;
  }

  /** Puts fills in the place of others that say the same, in units of another scale. Each stays the same trade. */
  rewrite(anew: (fill: FillReport) => FillReport): void {
    for (const [key, fill] of this.#ids) this.#ids.set(key, anew(fill));
    for (const entry of this.#orders.values()) {
      for (const fills of [entry.fills, entry.waiting]) for (const [at, fill] of fills.entries()) fills[at] = anew(fill);
      entry.counted = entry.fills.reduce((sum, { size }) => sum + size, 0);
    }
  }

  #count(entry: OrderFills, fill: FillReport): void {
    entry.counted += fill.size;
    entry.fills.push(fill);
    this.#remember(fill);
    this.#counted(fill);
  }

  #remember(fill: FillReport): void {
    this.#ids.set(keyOf(fill), fill);
    if (this.#ids.size <= FILLS_REMEMBERED_MAX) return;
    const [oldest] = this.#ids;
    if (oldest === undefined) return;
    this.#ids.delete(oldest[0]);
    const orders = this.#orders.get(oldest[1].venueOrderId);
    if (orders?.fills.every((each) => !this.#ids.has(keyOf(each))) === true) this.#orders.delete(oldest[1].venueOrderId);
  }

  #entry(order: VenueOrderId): OrderFills {
    const known = this.#orders.get(order);
    if (known !== undefined) return known;
    const made: OrderFills = { counted: 0, fills: [], waiting: [] };
    this.#orders.set(order, made);
    return made;
  }
}

const keyOf = (fill: FillReport): string => `${fill.instrument.product} ${fill.instrument.symbol} ${fill.tradeId}`;

/** Whether a counted fill could be the same trade under another name: the same size, at about the same time. */
function hasTwin(fills: readonly FillReport[], fill: FillReport): boolean {
  return fills.some((other) => other.size === fill.size && Math.abs(other.venueTime - fill.venueTime) <= TWIN_WITHIN_MS);
}

/** Venues round times to whole seconds; a twin is told by its size within that. */
const TWIN_WITHIN_MS = 2_000;
