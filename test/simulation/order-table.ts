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

/** An order that the venue made or held on its own, and stripped of our name: nothing tells that it is ours. */
const isNameless = ({ intent, excused, order }: TableRow): boolean => excused && order.clientOrderId !== intent;

export class OrderTable {
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

  get rows(): readonly TableRow[] {
    return [...this.#rows.values()];
  }

  row(id: string): TableRow | undefined {
    return this.#rows.get(id);
  }

  ofIntent(intent: string): readonly TableRow[] {
    return this.rows.filter((row) => row.intent === intent && !isNameless(row));
  }

  /** Ours that can still trade. */
  get live(): readonly TableRow[] {
    return this.rows.filter((row) => row.intent !== undefined && isLive(row.order) && !isNameless(row));
  }

  excusedUnits(instrument: Instrument): number {
    return this.#excusedUnits.get(keyOf(instrument)) ?? 0;
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
