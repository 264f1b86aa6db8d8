// One round of asking the venue for everything: open orders, each order that we believe live and it did not list, positions,
// balances, and the fills since a moment that was proven before. A round either ends whole or not at all.

import { type FillReport, isFinal, type OrderReport } from "#core/account/account-event";
import { type VenueOrderId } from "#core/account/order";
import { type EpochMs, epochMs, type MonotonicMs, sizeUnits } from "#core/brand";
import { ProtocolError, type TruebookError, VenueError } from "#core/error";
import { type Instrument, type Product } from "#core/instrument";
import { type AccountState } from "#trading/account/account-state";
import { type TradingContext, venueNow } from "#trading/trading-context";
import { type PrivateCall } from "#transport/private-call";
import { type AccountCodec, type AccountPage, type AccountReads, type AccountRows } from "#venues/account";

/** Pages that one read may take before the round is called endless. */
const PAGES_MAX = 500;
const ORDERS_PAGE = 200;
/** Ended orders that one round asks about: a stream that was away while hundreds were cancelled must not hold it up. */
const TOTALS_MAX = 20;

export interface AccountRoundOptions {
  readonly context: TradingContext;
  readonly codec: AccountCodec;
  readonly reads: AccountReads;
  readonly product: Product;
  readonly state: AccountState;
  /** When an order was first heard of, by our own steady clock: the venue's times and ours may be hours apart. */
  readonly heardAt: (order: VenueOrderId) => MonotonicMs | undefined;
  /** Instruments to ask for one by one, where the venue wants a name. */
  readonly instruments: () => readonly Instrument[];
  /** Whether the venue lists it now. */
  readonly isListed: (instrument: Instrument) => boolean;
  /** Fills from here on, and until then, by the venue's clock; until then may lie ahead of it. */
  readonly fills: { readonly since: EpochMs; readonly until: EpochMs };
  /** `whole` is false when an order was too young to be missed: soon is the time to look again. */
  readonly done: (whole: boolean) => void;
  readonly failed: (error: TruebookError) => void;
}

type Next = () => void;

/** Asks once for everything and applies what comes. `stop` ends it unheard. */
export class AccountRound {
  readonly #options: AccountRoundOptions;
  readonly #beganTime: EpochMs;
  readonly #listed = new Set<VenueOrderId>();
  readonly #asked: (Instrument | undefined)[] = [];
  /** Every fill that the venue listed in this round. */
  readonly fillRows: FillReport[] = [];
  readonly fills: AccountRoundOptions["fills"];
  #call: { cancel(): void } | undefined;
  #stopped = false;
  #whole = true;

  constructor(options: AccountRoundOptions) {
    this.#options = options;
    this.fills = options.fills;
    this.#beganTime = venueNow(options.context);
  }

  start(): void {
    this.#openOrders(() =>
      this.#positions(() => this.#balances(() => this.#fills(() => this.#missing(() => this.#options.done(this.#whole))))),
    );
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
    const asked = { time: this.#beganTime, at: state.moment };
    this.#ask(read(), (positions) => {
      state.positionsListed(positions, (instrument) => instrument.product === product, asked);
      next();
    });
  }

  #balances(next: Next): void {
    const { state } = this.#options;
    const askedAt = state.moment;
    this.#ask(this.#options.reads.balances(), (balances) => {
      for (const balance of balances) state.apply(balance, askedAt);
      next();
    });
  }

  /** Whether the fills of an instrument were asked for. */
  askedFillsOf({ product, symbol }: Instrument): boolean {
    return this.#asked.some((each) => each === undefined || (each.product === product && each.symbol === symbol));
  }

  #fills(next: Next): void {
    const { fills } = this;
    const { codec, reads, state } = this.#options;
    const { rowsMax, rangeMs } = codec.description.fillsPage;
    const take = (fill: FillReport): void => {
      this.fillRows.push(fill);
      state.apply(fill);
    };
    const read = (instrument: Instrument | undefined, done: Next): void => {
      this.#asked.push(instrument);
      // Venues cut long ranges to their newest part without a word, so no range is longer than they answer whole. Each names its end:
      // some take their own clock for it where none is named, and leave out what they dated before that clock was set back.
      const range = (startTime: number): void => {
        const endTime = Math.min(startTime + rangeMs, fills.until);
        const page = { instrument, startTime: epochMs(startTime), endTime: epochMs(endTime), limit: rowsMax };
        this.#pages(reads.fills, page, { take, done: endTime < fills.until ? () => range(endTime) : done });
      };
      range(fills.since);
    };
    if (reads.fillsPer === "product") read(undefined, next);
    else this.#each(this.#options.instruments(), read, next);
  }

  /**
   * Orders that we believe live and the venue did not list: each is asked for by name. So are those that ended without a word of how much
   * was filled: its trades would tell, but a venue that takes one back leaves no trace of it there.
   */
  #missing(next: Next): void {
    const { state, codec, context, heardAt } = this.#options;
    const before = context.clock.monotonic() - codec.description.orders.visibleAfterMs;
    const unlisted = state.liveOrders.filter(({ venueOrderId }) => !this.#listed.has(venueOrderId));
    const missing = unlisted.filter(({ venueOrderId }) => (heardAt(venueOrderId) ?? 0) <= before);
    this.#whole = missing.length === unlisted.length;
    const doubted = state.doubtedOrders.flatMap((id) => state.order(id) ?? []);
    const asked = new Set([...missing, ...doubted, ...state.untoldTotals.slice(0, TOTALS_MAX)]);
    this.#each([...asked], (order, done) => this.#askFor(order, done), next);
  }

  #askFor(order: OrderReport, done: Next): void {
    const { state, reads, isListed } = this.#options;
    const { instrument, venueOrderId } = order;
    const askedAt = state.moment;
    const answered = (told: OrderReport | undefined): void => {
      if (told !== undefined) state.apply(told, askedAt);
      // An order that ended long ago may be forgotten; one that we believe live may not.
      else if (!isFinal(order.status)) state.apply(endedUnseen(order, state.filledOf(venueOrderId)), askedAt);
      state.settled(venueOrderId);
      done();
    };
    // Of a market that is gone a venue says nothing, for ever maybe: its orders stay as they were, and the rest of the account is known.
    const refused = (error: TruebookError): void => (isRefusedQuestion(error) && !isListed(instrument) ? done() : this.#fail(error));
    this.#ask(reads.order({ instrument, venueOrderId, untriggered: order.status === "untriggered" }), answered, refused);
  }

  // ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Reads page after page, to the end: what goes on for ever was not read whole. */
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
        if (next === undefined) then.done();
        else if (pages >= PAGES_MAX) this.#fail(endlessPages(call.name));
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

  #ask<Value>(
    call: PrivateCall<Value>,
    answered: (value: Value) => void,
    refused: (error: TruebookError) => void = (error) => this.#fail(error),
  ): void {
    if (this.#stopped) return;
    this.#call = this.#options.context.requester.send(call, (outcome) => {
      if (this.#stopped) return;
      if (outcome.kind === "value") answered(outcome.value);
      else refused(outcome.error);
    });
  }

  #fail(error: TruebookError): void {
    this.#stopped = true;
    this.#options.failed(error);
  }
}

function endlessPages(name: string): ProtocolError {
  return new ProtocolError("endless-pages", `${name} does not end; the account is not taken as known.`, { context: { call: name } });
}

/** Whether a venue refuses what it was asked about, and not whoever asks, for now or as a whole. */
export function isRefusedQuestion(error: TruebookError): boolean {
  return error instanceof VenueError && (error.category === "unknown-instrument" || error.category === "bad-request");
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
