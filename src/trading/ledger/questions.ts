// Questions to the venue, one after the other, whose answers go into the account state before anybody looks at them. A round of them
// ends whole or fails; what failed tells nothing.

import { type FillReport, type OrderReport } from "#core/account/account-event";
import { type OrderReference } from "#core/account/order";
import { type EpochMs, epochMs } from "#core/brand";
import { ProtocolError, type TruebookError } from "#core/error";
import { type Instrument, type Product } from "#core/instrument";
import { isRefusedQuestion } from "#trading/account/account-sync";
import { type LedgerDesk } from "#trading/ledger/ledger-desk";
import { venueNow } from "#trading/trading-context";
import { type PrivateCall } from "#transport/private-call";
import { type AccountPage, type AccountReads, type AccountRows } from "#venues/account";

const ORDERS_PAGE = 200;
/** A list that goes on for ever is not believed. */
const PAGES_MAX = 100;
/** Ranges that one look back at fills may take. */
const RANGES_MAX = 60;

type Next = () => void;

export class Questions {
  /** Symbols about which the venue would not answer, and why: of what is theirs this round shows nothing. */
  readonly unanswered: Map<string, TruebookError> = new Map();
  readonly #desk: LedgerDesk;
  readonly #product: Product;
  readonly #reads: AccountReads;
  readonly #failed: (error: TruebookError) => void;
  #call: { cancel(): void } | undefined;
  #subject: { readonly instrument: Instrument; readonly done: Next } | undefined;
  #ended = false;

  constructor(desk: LedgerDesk, product: Product, failed: (error: TruebookError) => void) {
    this.#desk = desk;
    this.#product = product;
    this.#reads = desk.options.side.reads(product);
    this.#failed = failed;
    desk.follow();
  }

  stop(): void {
    this.#ended = true;
    this.#call?.cancel();
  }

  /** One order by its names; `found` gets what the account state made of the answer. */
  order(reference: OrderReference, found: (report: OrderReport | undefined) => void): void {
    const state = this.#desk.state(this.#product);
    const askedAt = state.moment;
    this.ask(this.#reads.order(reference), (report) => {
      if (report === undefined) {
        found(undefined);
        return;
      }
      state.apply(report, askedAt);
      state.settled(report.venueOrderId);
      found(state.order(report.venueOrderId) ?? report);
    });
  }

  /** Every open order: of the product where the venue lists that, else of each instrument. Conditional ones too. */
  openOrders(instruments: readonly Instrument[], listed: (orders: readonly OrderReport[]) => void): void {
    const { openOrders, untriggeredOrders, openOrdersPer } = this.#reads;
    const state = this.#desk.state(this.#product);
    const orders: OrderReport[] = [];
    const take = (order: OrderReport, askedAt: number): void => {
      state.apply(order, askedAt);
      orders.push(order);
    };
    const read = (instrument: Instrument | undefined, done: Next): void => {
      const page = { instrument, limit: ORDERS_PAGE };
      const waiting = untriggeredOrders === undefined ? done : () => this.#pages(untriggeredOrders, page, { take, done });
      this.#pages(openOrders, page, { take, done: waiting });
    };
    if (openOrdersPer === "product") read(undefined, () => listed(orders));
    else this.aboutEach(instruments, read, () => listed(orders));
  }

  /** Orders of an instrument since a time, ended ones too; calls back at once where the venue has no such list. */
  pastOrders(instrument: Instrument, since: EpochMs, done: Next): void {
    const { orders } = this.#reads;
    const state = this.#desk.state(this.#product);
    if (orders === undefined) done();
    else {
      const take = (order: OrderReport, askedAt: number): void => state.apply(order, askedAt);
      this.#pages(orders, { instrument, startTime: since, limit: ORDERS_PAGE }, { take, done });
    }
  }

  /** Fills since a time, in ranges that the venue answers whole. */
  fills(instruments: readonly Instrument[], since: EpochMs, listed: (fills: readonly FillReport[]) => void): void {
    const state = this.#desk.state(this.#product);
    const { rowsMax, rangeMs } = this.#desk.options.side.codec(this.#product).description.fillsPage;
    const until = venueNow(this.#desk.context);
    const fills: FillReport[] = [];
    const take = (fill: FillReport): void => {
      state.apply(fill);
      fills.push(fill);
    };
    const read = (instrument: Instrument | undefined, done: Next): void => {
      const range = (startTime: number, count: number): void => {
        const endTime = startTime + rangeMs;
        const page = { instrument, startTime: epochMs(startTime), limit: rowsMax };
        if (endTime >= until || count >= RANGES_MAX) this.#pages(this.#reads.fills, page, { take, done });
        else this.#pages(this.#reads.fills, { ...page, endTime: epochMs(endTime) }, { take, done: () => range(endTime, count + 1) });
      };
      range(since, 1);
    };
    if (this.#reads.fillsPer === "product") read(undefined, () => listed(fills));
    else this.aboutEach(instruments, read, () => listed(fills));
  }

  /** One after the other. */
  each<Item>(items: readonly Item[], act: (item: Item, done: Next) => void, done: Next): void {
    const step = (at: number): void => {
      const item = items[at];
      if (item === undefined) done();
      else act(item, () => step(at + 1));
    };
    step(0);
  }

  /** Asks about one instrument. That the venue does not know it, or not any more, says nothing of the others: they are asked all the same. */
  about(instrument: Instrument, act: (done: Next) => void, done: Next): void {
    this.#subject = { instrument, done };
    act(() => {
      this.#subject = undefined;
      done();
    });
  }

  aboutEach(instruments: readonly Instrument[], act: (instrument: Instrument, done: Next) => void, done: Next): void {
    this.each(instruments, (instrument, next) => this.about(instrument, (answered) => act(instrument, answered), next), done);
  }

  ask<Value>(call: PrivateCall<Value>, answered: (value: Value) => void): void {
    if (this.#ended || this.#desk.stopped) return;
    this.#call = this.#desk.context.requester.send(call, (outcome) => {
      if (this.#ended || this.#desk.stopped) return;
      if (outcome.kind === "value") answered(outcome.value);
      else this.#fail(outcome.error);
    });
  }

  #pages<Row>(
    read: (page: AccountPage) => PrivateCall<AccountRows<Row>>,
    page: AccountPage,
    then: { readonly take: (row: Row, askedAt: number) => void; readonly done: Next },
  ): void {
    const step = (cursor: string | undefined, count: number): void => {
      const call = read(cursor === undefined ? page : { ...page, cursor });
      const askedAt = this.#desk.state(this.#product).moment;
      this.ask(call, ({ rows, next, skippedRows }) => {
        for (const row of rows) then.take(row, askedAt);
        // What could not be read, or goes on without an end, may be the order that is looked for.
        if (skippedRows > 0 || (next !== undefined && count >= PAGES_MAX)) this.#fail(notWhole(call.name));
        else if (next === undefined) then.done();
        else step(next, count + 1);
      });
    };
    step(undefined, 1);
  }

  #fail(error: TruebookError): void {
    const subject = this.#subject;
    this.#subject = undefined;
    if (subject !== undefined && isRefusedQuestion(error)) {
      this.unanswered.set(subject.instrument.symbol, error);
      subject.done();
      return;
    }
    this.#ended = true;
    this.#failed(error);
  }
}

const notWhole = (name: string): ProtocolError =>
  new ProtocolError("unreadable-rows", `The answer to ${name} could not be read whole; nothing is concluded from it.`);
