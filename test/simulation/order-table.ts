// The venue's own table of orders, as a judge reads it: which intent each order carries, whether it lives, what it filled. Intents are
// told apart by the name under which they arrived, whatever the venue then made of it.

import { type Instrument } from "#core/instrument";
import { type SimulatedAccount } from "#sim/accounts/simulated-account";
import { type AccountOrder, type AccountStep } from "#venues/account-dialect";

/** Who brought an order to the venue. */
export interface Bearer {
  /** Our name for it, as it was on the wire; undefined for what others placed. */
  readonly intent: string | undefined;
  /** The venue itself made it, or made it late: what it does to limits is no fault of ours. */
  readonly excused: boolean;
}

export interface TableRow extends Bearer {
  order: AccountOrder;
  readonly sinceMs: number;
}

export const isLive = ({ status }: AccountOrder): boolean => status === "open" || status === "untriggered";

export class OrderTable {
  /** Intents that the venue performed twice, and whose answer was of the second time. */
  readonly doubled = new Set<string>();
  /** Names of the venue's that our ledger ties to an intent: an answer or a stream told them. */
  readonly #told = new Set<string>();
  readonly #rows = new Map<string, TableRow>();
  readonly #now: () => number;
  #bearer: Bearer | undefined;
  /** What of each position came of orders that are excused, or was taken back; in size units. */
  readonly #excusedUnits = new Map<string, number>();

  constructor(account: SimulatedAccount, now: () => number) {
    this.#now = now;
    account.onStep((step) => this.#note(step));
  }

  /** Whose order the next one is that the account takes. */
  expect(bearer: Bearer): void {
    this.#bearer = bearer;
  }

  /** Our ledger knows an order under this name. */
  tell(id: string): void {
    this.#told.add(id);
  }

  get rows(): readonly TableRow[] {
    return [...this.#rows.values()];
  }

  row(id: string): TableRow | undefined {
    return this.#rows.get(id);
  }

  ofIntent(intent: string): readonly TableRow[] {
    return this.rows.filter((row) => row.intent === intent && !this.#isNameless(row));
  }

  /** Ours that can still trade. */
  get live(): readonly TableRow[] {
    return this.rows.filter((row) => row.intent !== undefined && isLive(row.order) && !this.#isNameless(row));
  }

  /**
   * A reduction that the venue performed twice: the second time nothing was left to reduce, and that it refused is all that it answered. No
   * stream told of the first one yet.
   */
  isDenied({ intent, order }: TableRow): boolean {
    const reduces = order.reduceOnly || order.leg !== "net";
    return reduces && intent !== undefined && this.doubled.has(intent) && !this.#told.has(order.id);
  }

  excusedUnits(instrument: Instrument): number {
    return this.#excusedUnits.get(keyOf(instrument)) ?? 0;
  }

  /**
   * An order that the venue made or held on its own, stripped of our name and never told of: nothing tells that it is ours. The same for
   * the first of two when the answer was about the second.
   */
  #isNameless({ intent, excused, order }: TableRow): boolean {
    if (intent === undefined || order.clientOrderId === intent || this.#told.has(order.id)) return false;
    const isOtherTold = (): boolean => this.rows.some((row) => row.intent === intent && this.#told.has(row.order.id));
    return excused || (this.doubled.has(intent) && isOtherTold());
  }

  #note({ orders, fills, cause }: AccountStep): void {
    for (const order of orders) {
      const known = this.#rows.get(order.id);
      if (known !== undefined) known.order = order;
      else this.#rows.set(order.id, { ...(this.#bearer ?? { intent: undefined, excused: true }), order, sinceMs: this.#now() });
    }
    for (const fill of fills) {
      const row = this.#rows.get(fill.order.id);
      const signed = fill.order.side === "buy" ? fill.size : -fill.size;
      if (cause === "voided") this.#excuse(fill.order.instrument, -signed);
      else if (row === undefined || row.excused) this.#excuse(fill.order.instrument, signed);
    }
  }

  #excuse(instrument: Instrument, units: number): void {
    this.#excusedUnits.set(keyOf(instrument), this.excusedUnits(instrument) + units);
  }
}

/** An instrument under the name that every version of an interface shares. */
export const keyOf = ({ product, id }: Instrument): string => `${product} ${id}`;
