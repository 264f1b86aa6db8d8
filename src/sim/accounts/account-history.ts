// What an account remembers: ended orders for as long as its venue does, fills and funding by number. Bounded; the oldest fall away.

import { type EpochMs } from "#core/brand";
import { type Instrument } from "#core/instrument";
import { type Clock } from "#core/port";
import { type PresentName, sameMarket } from "#sim/accounts/present-name";
import { type AccountFill, type AccountOrder, type HistoryQuery, type OrderKey } from "#venues/account-dialect";

const ORDERS_MAX = 10_000;
const FILLS_MAX = 20_000;
const FUNDING_MAX = 2_000;

/** One payment of funding; positive is received. */
export interface FundingRow {
  readonly id: number;
  readonly instrument: Instrument;
  readonly amount: string;
  readonly currency: string;
  readonly time: EpochMs;
}

export class AccountHistory {
  readonly #clock: Clock;
  readonly #endedOrdersMs: number;
  readonly #present: PresentName;
  /** Oldest first. */
  readonly #ended = new Map<string, AccountOrder>();
  readonly #fills: AccountFill[] = [];
  readonly #funding: FundingRow[] = [];
  #fundingIds = 0;

  constructor(parts: { readonly clock: Clock; readonly endedOrdersMs: number; readonly present: PresentName }) {
    this.#clock = parts.clock;
    this.#endedOrdersMs = parts.endedOrdersMs;
    this.#present = parts.present;
  }

  ended(order: AccountOrder): void {
    this.#ended.set(order.id, order);
    const oldest = this.#ended.keys().next();
    if (this.#ended.size > ORDERS_MAX && oldest.done !== true) this.#ended.delete(oldest.value);
  }

  /** As if it had never been there: for what the venue refuses after all. */
  forget(id: string): void {
    this.#ended.delete(id);
  }

  filled(fill: AccountFill): void {
    this.#fills.push(fill);
    if (this.#fills.length > FILLS_MAX) this.#fills.shift();
  }

  takeNewestFill(): AccountFill | undefined {
    return this.#fills.pop();
  }

  paid(row: Omit<FundingRow, "id">): void {
    this.#fundingIds += 1;
    this.#funding.push({ id: this.#fundingIds, ...row });
    if (this.#funding.length > FUNDING_MAX) this.#funding.shift();
  }

  /** Whether an ended order carried that id. */
  knows(clientOrderId: string): boolean {
    return this.#remembered().some((order) => order.clientOrderId === clientOrderId);
  }

  order(key: OrderKey, instrument: Instrument | undefined): AccountOrder | undefined {
    const found = this.#remembered().find((order) => isMeant(order, key) && ofMarket(order.instrument, instrument));
    return found === undefined ? undefined : this.#named(found);
  }

  /** Ended and open orders together, newest first. */
  orders(query: HistoryQuery, open: readonly AccountOrder[]): readonly AccountOrder[] {
    const all = [...open, ...this.#remembered()].sort((one, other) => other.createdTime - one.createdTime);
    return page(
      all.filter((order) => ofMarket(order.instrument, query.instrument) && inRange(order.createdTime, query)),
      query,
    ).map((order) => this.#named(order));
  }

  fills(query: HistoryQuery): readonly AccountFill[] {
    const key = query.order;
    return page(
      this.#fills
        .filter(({ order, time }) => ofMarket(order.instrument, query.instrument) && inRange(time, query))
        .filter(({ order }) => key === undefined || isMeant(order, key))
        .reverse(),
      query,
    ).map((fill) => {
      const order = this.#named(fill.order);
      return order === fill.order ? fill : { ...fill, order };
    });
  }

  funding(query: HistoryQuery): readonly FundingRow[] {
    const rows = this.#funding.filter((row) => ofMarket(row.instrument, query.instrument) && inRange(row.time, query)).reverse();
    return page(rows, query).map((row) => this.#named(row));
  }

  #named<Row extends { readonly instrument: Instrument }>(row: Row): Row {
    const instrument = this.#present(row.instrument);
    return instrument === row.instrument ? row : { ...row, instrument };
  }

  /** Newest first. */
  #remembered(): AccountOrder[] {
    const since = this.#clock.now() - this.#endedOrdersMs;
    return [...this.#ended.values()].filter((order) => order.updatedTime >= since).reverse();
  }
}

function page<Row>(rows: readonly Row[], query: HistoryQuery): readonly Row[] {
  const from = query.offset ?? 0;
  return rows.slice(from, from + query.limit);
}

const ofMarket = (one: Instrument, wanted: Instrument | undefined): boolean => wanted === undefined || sameMarket(one, wanted);

const inRange = (time: EpochMs, { startTime, endTime }: HistoryQuery): boolean =>
  (startTime === undefined || time >= startTime) && (endTime === undefined || time <= endTime);

const isMeant = (order: AccountOrder, key: OrderKey): boolean =>
  key.id === undefined ? order.clientOrderId === key.clientOrderId && key.clientOrderId !== undefined : order.id === key.id;
