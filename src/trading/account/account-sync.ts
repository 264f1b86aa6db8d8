// One round of asking the venue for everything: open orders, each order that we believe live and it did not list, positions,
// balances, and the fills since a moment that was proven before. A round either ends whole or not at all.

import { type FillReport, type OrderReport } from "#core/account/account-event";
import { type VenueOrderId } from "#core/account/order";
import { type EpochMs, epochMs, sizeUnits } from "#core/brand";
import { ProtocolError, type TruebookError } from "#core/error";
import { type Instrument, type Product } from "#core/instrument";
import { type AccountState } from "#trading/account/account-state";
import { type TradingContext, venueNow } from "#trading/trading-context";
import { type PrivateCall } from "#transport/private-call";
import { type AccountCodec, type AccountPage, type AccountReads, type AccountRows } from "#venues/account";

/** Pages that one read may take before the round is called endless. */
const PAGES_MAX = 500;
const ORDERS_PAGE = 200;

export interface AccountRoundOptions {
  readonly context: TradingContext;
  readonly codec: AccountCodec;
  readonly reads: AccountReads;
  readonly product: Product;
  readonly state: AccountState;
  /** Instruments to ask for one by one, where the venue wants a name. */
  readonly instruments: () => readonly Instrument[];
  /** Fills from here on, by the venue's clock; undefined asks for none. */
  readonly fillsSince: EpochMs | undefined;
  readonly done: () => void;
  readonly failed: (error: TruebookError) => void;
}

type Next = () => void;

/** Asks once for everything and applies what comes. `stop` ends it unheard. */
export class AccountRound {
  readonly #options: AccountRoundOptions;
  readonly #beganTime: EpochMs;
  readonly #listed = new Set<VenueOrderId>();
  #call: { cancel(): void } | undefined;
  #stopped = false;

  constructor(options: AccountRoundOptions) {
    this.#options = options;
    this.#beganTime = venueNow(options.context);
  }

  start(): void {
    this.#openOrders(() => this.#positions(() => this.#balances(() => this.#fills(() => this.#missing(() => this.#options.done())))));
  }

  stop(): void {
    this.#stopped = true;
    this.#call?.cancel();
  }

  #openOrders(next: Next): void {
    const { openOrders, untriggeredOrders, openOrdersPer } = this.#options.reads;
    const take = (order: OrderReport, askedAt: number): void => this.#openOrder(order, askedAt);
    const read = (instrument: Instrument | undefined, done: Next): void => {
      const page = { instrument, limit: ORDERS_PAGE };
      const waiting = untriggeredOrders === undefined ? done : () => this.#pages(untriggeredOrders, page, { done, take });
      this.#pages(openOrders, page, { done: waiting, take });
    };
    if (openOrdersPer === "product") read(undefined, next);
    else this.#each(this.#options.instruments(), read, next);
  }

  #openOrder(order: OrderReport, askedAt: number): void {
    this.#listed.add(order.venueOrderId);
    this.#options.state.apply(order, askedAt);
  }

  #positions(next: Next): void {
    const { reads, state, product } = this.#options;
    const read = reads.positions;
    if (read === undefined) {
      next();
      return;
    }
    this.#ask(read(), (positions) => {
      state.positionsListed(positions, (instrument) => instrument.product === product, this.#beganTime);
      next();
    });
  }

  #balances(next: Next): void {
    this.#ask(this.#options.reads.balances(), (balances) => {
      for (const balance of balances) this.#options.state.apply(balance);
      next();
    });
  }

  #fills(next: Next): void {
    const { codec, reads, fillsSince, context } = this.#options;
    if (fillsSince === undefined) {
      next();
      return;
    }
    const { rowsMax, rangeMs } = codec.description.fillsPage;
    const read = (instrument: Instrument | undefined, done: Next): void => {
      // Venues cut long ranges to their newest part without a word, so no range is longer than they answer whole.
      const range = (startTime: number): void => {
        const now = venueNow(context);
        const endTime = Math.min(startTime + rangeMs, now);
        const page = { instrument, startTime: epochMs(startTime), endTime: epochMs(endTime), limit: rowsMax };
        this.#pages(reads.fills, page, {
          take: (fill: FillReport) => this.#options.state.apply(fill),
          done: () => (endTime >= now ? done() : range(endTime)),
        });
      };
      range(fillsSince);
    };
    if (reads.fillsPer === "product") read(undefined, next);
    else this.#each(this.#options.instruments(), read, next);
  }

  /** Orders that we believe live and the venue did not list: each is asked for by name. */
  #missing(next: Next): void {
    const { state, codec, context } = this.#options;
    const patienceMs = codec.description.orders.visibleAfterMs;
    const now = venueNow(context);
    const missing = state.liveOrders.filter(
      ({ venueOrderId, venueTime }) => !this.#listed.has(venueOrderId) && now - (venueTime ?? 0) >= patienceMs,
    );
    this.#each(missing, (order, done) => this.#askFor(order, done), next);
  }

  #askFor(order: OrderReport, done: Next): void {
    const { state, reads } = this.#options;
    const { instrument, venueOrderId } = order;
    this.#ask(reads.order({ instrument, venueOrderId, untriggered: order.status === "untriggered" }), (told) => {
      state.apply(told ?? endedUnseen(order, state.filledOf(venueOrderId)));
      state.settled(venueOrderId);
      done();
    });
  }

  // ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Reads page after page; a history without an end is cut where it would go on for ever. */
  #pages<Row>(
    read: (page: AccountPage) => PrivateCall<AccountRows<Row>>,
    page: AccountPage,
    then: { readonly take: (row: Row, askedAt: number) => void; readonly done: Next },
  ): void {
    let pages = 0;
    const step = (cursor: string | undefined): void => {
      pages += 1;
      const call = read(cursor === undefined ? page : { ...page, cursor });
      const askedAt = this.#options.state.moment;
      this.#ask(call, ({ rows, next, skippedRows }) => {
        for (const row of rows) then.take(row, askedAt);
        if (skippedRows > 0) {
          this.#fail(unreadableRows(call.name, skippedRows));
          return;
        }
        if (next === undefined || pages >= PAGES_MAX) then.done();
        else step(next);
      });
    };
    step(undefined);
  }

  #each<Item>(items: readonly Item[], act: (item: Item, done: Next) => void, next: Next): void {
    const step = (at: number): void => {
      const item = items[at];
      if (item === undefined) next();
      else act(item, () => step(at + 1));
    };
    step(0);
  }

  #ask<Value>(call: PrivateCall<Value>, answered: (value: Value) => void): void {
    if (this.#stopped) return;
    this.#call = this.#options.context.requester.send(call, (outcome) => {
      if (this.#stopped) return;
      if (outcome.kind === "value") answered(outcome.value);
      else this.#fail(outcome.error);
    });
  }

  #fail(error: TruebookError): void {
    this.#stopped = true;
    this.#options.failed(error);
  }
}

/** What could not be read may be an order or a fill of ours: an account with holes is not called true. */
function unreadableRows(name: string, count: number): ProtocolError {
  return new ProtocolError("unreadable-rows", `${count} rows of ${name} could not be read; the account is not taken as known.`, {
    context: { call: name, rows: count },
  });
}

/** The venue has no such order any more: it ended, and its fills tell how. */
function endedUnseen(order: OrderReport, filled: number): OrderReport {
  const whole = order.size !== undefined && filled >= order.size;
  return {
    ...order,
    status: whole ? "filled" : "cancelled",
    filledSize: sizeUnits(Math.max(filled, order.filledSize ?? 0)),
    words: "the venue does not know it any more",
    origin: "derived",
  };
}
