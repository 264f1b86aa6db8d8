// Everything of ours gone, proved by the venue's own list of open orders. Orders of others are left alone unless they are meant too.

import { type OrderReport } from "#core/account/account-event";
import { type OrderReference } from "#core/account/order";
import { type Instrument, type Product } from "#core/instrument";
import { type Timer } from "#core/port";
import { type LedgerDesk } from "#trading/ledger/ledger-desk";
import { type LedgerEntry } from "#trading/ledger/ledger-entry";
import { type OrderLedgerApi } from "#trading/ledger/ledger-types";
import { Questions } from "#trading/ledger/questions";
import { type Cancels } from "#trading/ledger/runs/cancels";
import { distinct } from "#trading/ledger/runs/unknown-resolver";
import { type PrivateCall } from "#transport/private-call";

export type CancelAllWish = Parameters<OrderLedgerApi["cancelAll"]>[0];
export type Left = Parameters<Parameters<OrderLedgerApi["cancelAll"]>[1]>[0];

const WITHIN_MS = 10_000;
/** From a wave of cancels to the look whether it worked, and from one wave to the next. */
const LOOK_AFTER_MS = 100;
const WAVE_PAUSE_MS = 500;
const ATTEMPT_MS = 4_000;

export class CancelAllRun {
  readonly #desk: LedgerDesk;
  readonly #cancels: Cancels;
  readonly #wish: CancelAllWish;
  readonly #settled: (left: Left) => void;
  readonly #products: readonly Product[];
  /** Products whose list of open orders has shown that nothing of it is left. */
  readonly #proven = new Set<Product>();
  /** Instruments of which the list of open orders, read for the wave that comes next, held ours only. */
  readonly #exclusive = new Set<string>();
  readonly #timers = new Set<Timer>();
  readonly #questions = new Map<Product, Questions>();
  #ended = false;

  constructor(
    desk: LedgerDesk,
    parts: { readonly cancels: Cancels; readonly wish: CancelAllWish; readonly settled: (left: Left) => void },
  ) {
    this.#desk = desk;
    this.#cancels = parts.cancels;
    this.#wish = parts.wish;
    this.#settled = parts.settled;
    const { instrument, product } = parts.wish;
    this.#products = instrument === undefined ? (product === undefined ? desk.options.side.products : [product]) : [instrument.product];
  }

  get ended(): boolean {
    return this.#ended;
  }

  start(): void {
    this.#later(this.#wish.withinMs ?? WITHIN_MS, () => this.finish());
    const tombstones = this.#desk.book.neverArrived.filter(({ intent }) => this.#concerns(intent.instrument));
    for (const entry of [...this.#own, ...tombstones]) this.#cancels.want(entry);
    for (const product of this.#products) this.#wave(product);
  }

  /** Says what is left; cancels of it go on one by one. */
  finish(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const timer of this.#timers) timer.cancel();
    for (const questions of this.#questions.values()) questions.stop();
    // First: what is listed again becomes ours in that turn.
    const lost = this.#products.flatMap((product) => (this.#wish.instrument === undefined ? this.#desk.work.lost(product) : []));
    const own = this.#own;
    const others = this.#wish.everything === true ? this.#products.flatMap((product) => this.#foreign(product)) : [];
    if (!this.#desk.stopped) for (const entry of own) this.#cancels.run(entry);
    this.#settled([
      ...lost.map(({ clientOrderId }) => ({ venueOrderId: undefined, clientOrderId, standing: "unknown" as const })),
      ...own.map(({ venueOrderId, clientOrderId, state }) => ({ venueOrderId, clientOrderId, standing: standingOf(state.kind) })),
      ...others.map(({ venueOrderId, clientOrderId }) => ({ venueOrderId, clientOrderId, standing: "live" as const })),
    ]);
  }

  get #own(): readonly LedgerEntry[] {
    return this.#desk.book.open.filter(({ intent }) => this.#concerns(intent.instrument));
  }

  #concerns({ product, symbol }: Instrument): boolean {
    const { instrument } = this.#wish;
    if (instrument !== undefined) return instrument.product === product && instrument.symbol === symbol;
    return this.#products.includes(product);
  }

  #foreign(product: Product): readonly OrderReport[] {
    return this.#desk
      .state(product)
      .liveOrders.filter(
        (order) => this.#concerns(order.instrument) && this.#desk.book.byVenueId(product, order.venueOrderId) === undefined,
      );
  }

  // ── one wave ─────────────────────────────────────────────────────────────────────────────────────────────────────

  #wave(product: Product): void {
    if (this.#ended || this.#desk.stopped) return;
    this.#desk.follow();
    const own = this.#own.filter(({ intent }) => intent.instrument.product === product);
    const foreign = this.#foreign(product);
    const targets = this.#wish.everything === true ? foreign : [];
    const instruments = distinct([...own.map(({ intent }) => intent.instrument), ...targets.map(({ instrument }) => instrument)]);
    for (const instrument of instruments) {
      const isHere = (each: Instrument): boolean => each.symbol === instrument.symbol;
      this.#cancelHere(instrument, {
        own: own.filter(({ intent }) => isHere(intent.instrument)),
        targets: targets.filter((order) => isHere(order.instrument)),
        isShared: this.#wish.everything !== true && !this.#exclusive.has(keyOf(instrument)),
      });
    }
    for (const instrument of instruments) this.#exclusive.delete(keyOf(instrument));
    this.#later(LOOK_AFTER_MS, () => this.#look(product));
  }

  #cancelHere(
    instrument: Instrument,
    about: { readonly own: readonly LedgerEntry[]; readonly targets: readonly OrderReport[]; readonly isShared: boolean },
  ): void {
    const { orders, description } = this.#desk.options.side.codec(instrument.product);
    for (const entry of about.own) {
      this.#desk.note(entry, "cancel all");
      this.#desk.log("info", "order-cancel-sent", entry, { order: "all" });
      // What has not left stays here: nothing at the venue can end it.
      if (!entry.left && entry.request !== undefined) entry.request.cancel();
    }
    const named = [
      ...about.own.flatMap(namesOf),
      ...about.targets.map(({ venueOrderId, status }) => nameOf(instrument, venueOrderId, status)),
    ];
    if (!about.isShared && about.own.length + about.targets.length > 1) {
      this.#send(orders.cancelAll(instrument));
      if (orders.cancelAllUntriggered !== undefined) this.#send(orders.cancelAllUntriggered(instrument));
      return;
    }
    const plain = named.filter(({ untriggered, venueOrderId }) => untriggered !== true && venueOrderId !== undefined);
    const { cancelMany } = orders;
    const isMany = cancelMany !== undefined && plain.length > 1;
    const most = description.orders.cancelMany;
    if (isMany) for (let at = 0; at < plain.length; at += most) this.#send(cancelMany(plain.slice(at, at + most)));
    for (const reference of isMany ? named.filter((each) => !plain.includes(each)) : named) {
      // A conditional order without the venue's name can be looked for only; it is cancelled when it turns up.
      if (reference.untriggered === true && reference.venueOrderId === undefined) continue;
      this.#send(orders.cancel(reference));
    }
  }

  #send<Value>(call: PrivateCall<Value>): void {
    // Whatever it answers, the list of open orders is what is believed.
    this.#desk.context.requester.send(call, () => undefined, { deadlineMs: ATTEMPT_MS });
  }

  // ── the proof ────────────────────────────────────────────────────────────────────────────────────────────────────

  #look(product: Product): void {
    const again = (): void => this.#later(WAVE_PAUSE_MS, () => this.#wave(product));
    const questions = new Questions(this.#desk, product, again);
    this.#questions.set(product, questions);
    const own = this.#own.filter(({ intent }) => intent.instrument.product === product);
    const known = [...own.map(({ intent }) => intent.instrument), ...this.#foreign(product).map(({ instrument }) => instrument)];
    const { instrument } = this.#wish;
    questions.openOrders(distinct(instrument === undefined ? known : [instrument, ...known]), (listed) => {
      this.#sortOut(product, listed);
      const open = new Set(listed.map(({ venueOrderId }) => venueOrderId));
      const gone = own.filter(({ legs, state }) => state.kind === "live" && ![...legs.keys()].some((id) => open.has(id)));
      // In no list, and not told to have ended: each is asked for.
      questions.each(
        gone,
        (entry, done) => questions.order(entry.reference, done),
        () => {
          for (const entry of own) if (entry.state.kind === "unknown") this.#desk.work.resolve(entry);
          if (this.#isDone(product)) this.#prove(product);
          else again();
        },
      );
    });
  }

  /**
   * What names no order takes everything of an instrument with it. A stream that fell silent may hide orders of others, so that only a
   * list that was just read tells whose they are; until one did, ours are cancelled by name.
   */
  #sortOut(product: Product, listed: readonly OrderReport[]): void {
    const foreign = [
      ...listed.filter(({ venueOrderId: id }) => this.#desk.book.byVenueId(product, id) === undefined),
      ...this.#foreign(product),
    ];
    const shared = new Set(foreign.map(({ instrument }) => keyOf(instrument)));
    for (const { instrument } of listed) if (!shared.has(keyOf(instrument))) this.#exclusive.add(keyOf(instrument));
  }

  #isDone(product: Product): boolean {
    const own = this.#own.some(({ intent }) => intent.instrument.product === product);
    return !own && (this.#wish.everything !== true || this.#foreign(product).length === 0);
  }

  #prove(product: Product): void {
    this.#proven.add(product);
    if (this.#proven.size === this.#products.length) this.finish();
  }

  #later(delayMs: number, act: () => void): void {
    const timer = this.#desk.context.clock.after(delayMs, () => {
      this.#timers.delete(timer);
      if (!this.#ended) act();
    });
    this.#timers.add(timer);
  }
}

const keyOf = ({ product, symbol }: Instrument): string => `${product} ${symbol}`;

const standingOf = (kind: LedgerEntry["state"]["kind"]): "live" | "unknown" => (kind === "live" ? "live" : "unknown");

const nameOf = (instrument: Instrument, venueOrderId: OrderReport["venueOrderId"], status: OrderReport["status"]): OrderReference => ({
  instrument,
  venueOrderId,
  untriggered: status === "untriggered",
});

/** Live legs by the venue's names; what may be there by ours. What has not left has none. */
function namesOf(entry: LedgerEntry): readonly OrderReference[] {
  const { instrument } = entry.intent;
  const legs = [...entry.legs].map(([id, report]) => nameOf(instrument, id, report?.status ?? "open"));
  if (legs.length > 0) return legs.filter(({ venueOrderId }) => venueOrderId !== undefined && entry.liveLegs.includes(venueOrderId));
  return entry.left ? [entry.reference] : [];
}
