// One product of a sweep: cancel, read, and again. Nothing is believed of a cancel's answer: only a list of open orders without them,
// asked for after the last order must have become visible, ends it. What cannot be proven is named.

import { type OrderReport } from "#core/account/account-event";
import { type OrderReference } from "#core/account/order";
import { type MonotonicMs } from "#core/brand";
import { ProtocolError, type TruebookError } from "#core/error";
import { type Instrument } from "#core/instrument";
import { type Timer } from "#core/port";
import { type CancelRequest, cancelAllCalls, cancelsOf } from "#trading/dead-man/cancel-calls";
import { type CancelWords } from "#trading/dead-man/cancel-only";
import { type ProductEnd, type SweepLeft, type SweepOptions, type SweepWish, shallGo } from "#trading/dead-man/sweep-wish";
import { type PrivateCall } from "#transport/private-call";
import { type AccountPage, type AccountRows } from "#venues/account";

/** One request gets at most this long: a hole in the network must not eat the whole time. */
const REQUEST_MS = 3_000;
const PAGE_ROWS = 200;
const PAGES_MAX = 500;
const PAUSE_FIRST_MS = 50;
const PAUSE_MS_MAX = 1_000;
/** So often orders are cancelled by name; what then still rests goes with its whole market, if nothing of others rests there. */
const BY_NAME_ROUNDS = 2;

export interface ProductSweepOptions extends Omit<SweepOptions, "parts"> {
  readonly words: CancelWords;
  readonly wish: SweepWish;
  readonly settled: (end: ProductEnd) => void;
}

export class ProductSweep {
  readonly #options: ProductSweepOptions;
  readonly #instruments: ReadonlyMap<string, Instrument>;
  readonly #known: readonly OrderReference[];
  readonly #startedAt: MonotonicMs;
  /** Every order that was seen and shall go. */
  readonly #seen = new Map<string, OrderReport>();
  /** The last list that was read to its end; undefined before there was one. */
  #listed: readonly OrderReport[] | undefined;
  #failure: string | undefined;
  #round = 0;
  /** Orders that were known by name and whose cancel the venue took: no list may ever have shown them. */
  readonly #taken: OrderReference[] = [];
  #pauseMs = PAUSE_FIRST_MS;
  #deadline: Timer | undefined;
  #pause: Timer | undefined;
  readonly #calls = new Set<{ cancel(): void }>();
  #over = false;

  constructor(options: ProductSweepOptions) {
    const { words, wish, clock } = options;
    this.#options = options;
    this.#startedAt = clock.monotonic();
    this.#known = wish.known.filter(({ instrument }) => instrument.product === words.product);
    const instruments = [...wish.instruments, ...this.#known.map(({ instrument }) => instrument)];
    this.#instruments = new Map(instruments.flatMap((each) => (each.product === words.product ? [[each.symbol, each] as const] : [])));
  }

  start(): void {
    const { clock, wish, words } = this.#options;
    this.#deadline = clock.after(wish.withinMs, () => this.#end(false));
    const all = wish.which === "everything" ? cancelAllCalls(words, [...this.#instruments.values()]) : [];
    // Where whatever rests goes at once, its names would only be said twice.
    this.#cancel(all.length > 0 ? all : cancelsOf(words, this.#known));
  }

  stop(): void {
    this.#over = true;
    this.#deadline?.cancel();
    this.#pause?.cancel();
    for (const call of this.#calls) call.cancel();
    this.#calls.clear();
  }

  // ── cancelling ───────────────────────────────────────────────────────────────────────────────────────────────────

  #cancel(requests: readonly CancelRequest[]): void {
    this.#round += 1;
    let open = requests.length;
    const answered = (): void => {
      open -= 1;
      if (open === 0) this.#read();
    };
    if (open === 0) this.#read();
    const first = this.#round === 1;
    for (const { call, names } of requests) {
      const heard = (value: unknown): void => {
        const answers = [value].flat();
        if (first) this.#taken.push(...names.filter((_, at) => isTaken(answers[at])));
        answered();
      };
      this.#ask(call, { answered: heard, failed: answered });
    }
  }

  /** What the list still shows is named; what stays in spite of that goes with its market. */
  #again(left: readonly OrderReport[]): void {
    const { words } = this.#options;
    const references = left.map((order) => ({
      instrument: order.instrument,
      venueOrderId: order.venueOrderId,
      untriggered: order.status === "untriggered",
    }));
    this.#cancel([...cancelsOf(words, references), ...(this.#round > BY_NAME_ROUNDS ? this.#wholeMarkets(left) : [])]);
  }

  /** One request a market, but for those in which others rest orders that shall stay. */
  #wholeMarkets(left: readonly OrderReport[]): readonly CancelRequest[] {
    const { words, wish } = this.#options;
    if (words.reach === "everything") return wish.which === "everything" ? cancelAllCalls(words, []) : [];
    const shared = new Set((this.#listed ?? []).flatMap((order) => (shallGo(wish.which, order) ? [] : [order.instrument.symbol])));
    const own = left.filter(({ instrument }) => !shared.has(instrument.symbol));
    const markets = new Map(own.map(({ instrument }) => [instrument.symbol, instrument]));
    return cancelAllCalls({ ...words, reach: "instrument" }, [...markets.values()]);
  }

  // ── proving ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #read(): void {
    if (this.#over) return;
    const { words, clock } = this.#options;
    const { openOrders, untriggeredOrders, openOrdersPer } = words.reads;
    const targets = openOrdersPer === "product" ? [undefined] : [...this.#instruments.values()];
    const reads = untriggeredOrders === undefined ? [openOrders] : [openOrders, untriggeredOrders];
    const jobs = targets.flatMap((instrument) => reads.map((read) => ({ instrument, read })));
    const askedAt = clock.monotonic();
    const rows: OrderReport[] = [];
    let open = jobs.length;
    let failure: string | undefined;
    const ended = (error?: TruebookError): void => {
      failure ??= error?.message;
      open -= 1;
      if (open <= 0) this.#heard(askedAt, rows, failure);
    };
    if (open === 0) ended();
    for (const { instrument, read } of jobs) this.#pages(read, { instrument, limit: PAGE_ROWS }, { rows, ended });
  }

  #pages(
    read: (page: AccountPage) => PrivateCall<AccountRows<OrderReport>>,
    page: AccountPage,
    into: { readonly rows: OrderReport[]; readonly ended: (error?: TruebookError) => void },
  ): void {
    let pages = 0;
    const step = (cursor: string | undefined): void => {
      const call = read(cursor === undefined ? page : { ...page, cursor });
      pages += 1;
      this.#ask(call, {
        answered: ({ rows, next, skippedRows }) => {
          into.rows.push(...rows);
          if (skippedRows > 0) into.ended(unreadable(call.name, skippedRows));
          else if (next === undefined) into.ended();
          else if (pages >= PAGES_MAX) into.ended(endless(call.name));
          else step(next);
        },
        failed: into.ended,
      });
    };
    step(undefined);
  }

  #heard(askedAt: MonotonicMs, rows: readonly OrderReport[], failure: string | undefined): void {
    const { wish, words, clock } = this.#options;
    const left = rows.filter((order) => shallGo(wish.which, order));
    for (const order of left) this.#seen.set(order.venueOrderId, order);
    this.#failure = failure;
    if (failure === undefined) this.#listed = rows;
    if (left.length > 0) {
      this.#after(this.#nextPause(), () => this.#again(left));
      return;
    }
    const provenFrom = this.#startedAt + Math.max(0, words.visibleAfterMs - (wish.quietForMs ?? 0));
    if (failure === undefined && askedAt >= provenFrom) this.#end(true);
    else this.#after(Math.max(this.#nextPause(), provenFrom - clock.monotonic()), () => this.#read());
  }

  /** The first repetition is quick, the others give the venue time. */
  #nextPause(): number {
    const pause = this.#pauseMs;
    this.#pauseMs = Math.min(PAUSE_MS_MAX, pause * 2);
    return pause;
  }

  #after(delayMs: number, act: () => void): void {
    this.#pause = this.#options.clock.after(delayMs, act);
  }

  #ask<Value>(
    call: PrivateCall<Value>,
    then: { readonly answered: (value: Value) => void; readonly failed: (error: TruebookError) => void },
  ): void {
    if (this.#over) return;
    const { requester, wish, clock, log } = this.#options;
    const leftMs = this.#startedAt + wish.withinMs - clock.monotonic();
    const sent = requester.send(
      call,
      (outcome) => {
        this.#calls.delete(sent);
        if (this.#over) return;
        if (outcome.kind === "value") {
          then.answered(outcome.value);
          return;
        }
        log.write("warn", "sweep-request-failed", { call: call.name, code: outcome.error.code, message: outcome.error.message });
        then.failed(outcome.error);
      },
      { deadlineMs: Math.max(1, Math.min(REQUEST_MS, leftMs)) },
    );
    this.#calls.add(sent);
  }

  // ── the end ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #end(proven: boolean): void {
    if (this.#over) return;
    this.stop();
    const { wish, words, settled } = this.#options;
    const listed = this.#listed ?? [];
    const resting = listed.filter((order) => shallGo(wish.which, order));
    settled({
      proven,
      left: proven ? [] : this.#left(resting),
      gone: this.#gone(resting),
      foreign: listed.length - resting.length,
      unread: proven ? [] : [`${words.product}: ${this.#failure ?? "the venue still shows orders, or was asked too early to be sure"}`],
    });
  }

  /** How many orders a list showed, or were known by name and taken by the venue, and do not rest any more; each counts once. */
  #gone(resting: readonly OrderReport[]): number {
    const over = (orders: readonly (OrderReference | OrderReport)[], stay: readonly OrderReport[]): readonly unknown[] => {
      const names = new Set<string | undefined>(stay.flatMap(({ venueOrderId, clientOrderId }) => [venueOrderId, clientOrderId]));
      names.delete(undefined);
      return orders.filter(({ venueOrderId, clientOrderId }) => !names.has(venueOrderId) && !names.has(clientOrderId));
    };
    const seen = over([...this.#seen.values()], resting);
    return seen.length + over(this.#taken, [...this.#seen.values(), ...resting]).length;
  }

  /** What the last list shows; without one, everything that was ever known to rest. */
  #left(resting: readonly OrderReport[]): readonly SweepLeft[] {
    const { product } = this.#options.words;
    const shown = resting.map((order) => leftOf(product, order, "open"));
    if (this.#listed !== undefined && this.#failure === undefined) return shown;
    const names = new Set<string>(shown.flatMap(({ venueOrderId, clientOrderId }) => [venueOrderId ?? "", clientOrderId ?? ""]));
    const doubted = [...this.#seen.values(), ...this.#known].filter(
      ({ venueOrderId, clientOrderId }) => !names.has(venueOrderId ?? "-") && !names.has(clientOrderId ?? "-"),
    );
    return [...shown, ...doubted.map((order) => leftOf(product, order, "unproven"))];
  }
}

function leftOf(product: string, order: OrderReport | OrderReference, standing: SweepLeft["standing"]): SweepLeft {
  const { instrument, venueOrderId, clientOrderId } = order;
  return { product, symbol: instrument.symbol, venueOrderId, clientOrderId, standing };
}

const unreadable = (name: string, rows: number): ProtocolError =>
  new ProtocolError("unreadable-rows", `${rows} rows of ${name} could not be read; what rests is not proven.`);

const endless = (name: string): ProtocolError => new ProtocolError("endless-pages", `${name} does not end; what rests is not proven.`);

/** Whether the answer to one cancel says that the venue took it. */
const isTaken = (answer: unknown): boolean =>
  typeof answer === "object" && answer !== null && "kind" in answer && (answer.kind === "cancelled" || answer.kind === "requested");
