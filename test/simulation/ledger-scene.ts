// A ledger over the production account side and a simulated venue, in virtual time: a permissive gate, a journal in memory, a market that
// stands still, and the venue's own table of orders to compare with.

import { type SimulatedWorld, simulate } from "#assemblies/simulated";
import { OrderWords } from "#conformance/account/order-words";
import { type ClearedChange, type ClearedOrder, type OrderIntent } from "#core/account/order";
import { type BookCitation, type OrderGate, type Refused } from "#core/account/risk";
import { type Instrument, type InstrumentTable, type Product } from "#core/instrument";
import { type Log } from "#core/port";
import { type SimulatedAccount } from "#sim/accounts/simulated-account";
import { type SimulatedMarket } from "#sim/market/simulated-market";
import { type LedgerSettings } from "#trading/ledger/ledger-settings";
import { type CancelResult, type LedgerOrder, type SubmitResult } from "#trading/ledger/ledger-types";
import { type MemoryJournal, memoryJournal } from "#trading/ledger/memory-journal";
import { OrderLedger } from "#trading/ledger/order-ledger";
import { type AccountCodec } from "#venues/account";
import { lbank } from "#venues/lbank/index";
import { lmex } from "#venues/lmex/index";
import { weex } from "#venues/weex/index";

/** One product of each venue that trades differently. */
export const PLACES = {
  "lmex futures": { venue: lmex, product: "futures", symbol: "BTC-PERP" },
  "lbank spot": { venue: lbank, product: "spot", symbol: "btc_usdt" },
  "weex contract": { venue: weex, product: "contract", symbol: "BTCUSDT" },
} as const;
export type Place = keyof typeof PLACES;
export const PLACE_NAMES: readonly Place[] = ["lmex futures", "lbank spot", "weex contract"];

const BOOK: BookCitation = { state: "live", epoch: 1, sequence: undefined, ageMs: 1, bestBid: undefined, bestAsk: undefined };

/** Lets everything pass unless told otherwise. */
export class FakeGate implements OrderGate {
  refusal: Refused | undefined;
  recheckRefusal: Refused | undefined;
  readonly answers: string[] = [];
  cleared = 0;
  rechecked = 0;

  clear(intent: OrderIntent): ReturnType<OrderGate["clear"]> {
    this.cleared += 1;
    return this.refusal ?? { kind: "cleared", order: intent as ClearedOrder, checks: [], book: BOOK, reduces: false };
  }

  clearChange(_intent: OrderIntent, change: Parameters<OrderGate["clearChange"]>[1]): ReturnType<OrderGate["clearChange"]> {
    return this.refusal ?? { kind: "cleared", order: change as ClearedChange, checks: [], book: BOOK, reduces: false };
  }

  recheck(): Refused | undefined {
    this.rechecked += 1;
    return this.recheckRefusal;
  }

  recheckChange(): Refused | undefined {
    return this.recheckRefusal;
  }

  answered(answer: Parameters<OrderGate["answered"]>[0]): void {
    this.answers.push(answer.kind);
  }
}

/** Why a gate says no. */
export const REFUSAL: Refused = {
  kind: "refused",
  rule: "order-size",
  limit: "1",
  actual: "2",
  words: "The order is larger than 1.",
  action: "refuse",
  checks: [],
};

export interface SceneOptions {
  readonly seed?: number;
  readonly settings?: Partial<LedgerSettings>;
  readonly journal?: MemoryJournal;
  readonly log?: Log;
  /** Default "v2" is not asked for: each product's first. */
  readonly api?: string;
  /** Orders and positions that are there before the ledger. */
  readonly before?: (parts: { readonly world: SimulatedWorld; readonly truth: SimulatedAccount; readonly words: OrderWords }) => void;
}

export class LedgerScene {
  readonly world: SimulatedWorld;
  readonly truth: SimulatedAccount;
  readonly market: SimulatedMarket;
  readonly instrument: Instrument;
  readonly words: OrderWords;
  readonly gate: FakeGate = new FakeGate();
  readonly codec: AccountCodec;
  readonly product: Product;
  readonly changes: LedgerOrder[] = [];
  journal: MemoryJournal;
  /** What the ledger is told to be listed, where not what the feed read. */
  listed: InstrumentTable | undefined;
  ledger: OrderLedger;
  readonly #settings: Partial<LedgerSettings>;
  readonly #posted = new Set<string>();

  constructor(place: Place, options: SceneOptions = {}) {
    const { venue, product, symbol } = PLACES[place];
    const { seed = 1, log, api, before } = options;
    const extra = { ...(log === undefined ? {} : { log }), ...(api === undefined ? {} : { api }) };
    this.world = simulate({ venue, seed, mood: "quiet", markets: { only: [symbol] }, account: true, ...extra });
    this.product = product;
    const market = this.world.exchange.marketOf({ venue: venue.description.id, product, symbol });
    const stack = this.world.account;
    const truth = this.world.exchange.venues[0]?.accounts?.all[0];
    const instrument = this.world.feed.instruments.all.find((each) => each.product === product && each.id === market?.instrument.id);
    if (stack === undefined || truth === undefined || instrument === undefined || market === undefined || !("place" in market)) {
      throw new Error("There is nothing to trade.");
    }
    market.pause();
    this.market = market as SimulatedMarket;
    this.truth = truth;
    this.instrument = instrument;
    this.codec = stack.side.codec(product);
    this.words = new OrderWords({ market: this.market, instrument, rules: truth.rules, orders: this.codec.description.orders });
    before?.({ world: this.world, truth, words: this.words });
    stack.side.keeper(product).watch(instrument);
    this.#settings = options.settings ?? {};
    this.journal = options.journal ?? memoryJournal();
    this.ledger = this.#open();
    this.reconciled();
  }

  get side() {
    const stack = this.world.account;
    if (stack === undefined) throw new Error("There is no account.");
    return stack.side;
  }

  /** Waits until the first sheet is there. */
  reconciled(): void {
    const { product } = this;
    if (!this.world.until(() => this.ledger.sheets.some((sheet) => sheet.product === product), 60_000)) throw new Error("never reconciled");
  }

  /** The process dies and another one starts with its journal. */
  restart(): void {
    this.ledger.stop();
    this.journal = this.journal.crash();
    this.ledger = this.#open();
  }

  fault(name: string, params: Readonly<Record<string, string | number>> = {}): void {
    const posting = this.world.exchange.desk.post({ name, params });
    if (posting.kind !== "posted") throw new Error(`The fault ${name} was not posted: ${JSON.stringify(posting)}`);
    this.#posted.add(name);
  }

  fired(name: string): number {
    return this.world.exchange.desk.firedByName.get(name) ?? 0;
  }

  /** Submits and waits for what became of it. */
  submit(intent: OrderIntent): SubmitResult {
    let result: SubmitResult | undefined;
    this.ledger.submit(intent, (told) => {
      if (result !== undefined) throw new Error("settled twice");
      result = told;
    });
    this.world.until(() => result !== undefined, 60_000);
    if (result === undefined) throw new Error("never settled");
    return result;
  }

  cancel(intent: OrderIntent): CancelResult {
    let result: CancelResult | undefined;
    this.ledger.cancel(intent.clientOrderId, (told) => {
      if (result !== undefined) throw new Error("settled twice");
      result = told;
    });
    this.world.until(() => result !== undefined, 60_000);
    if (result === undefined) throw new Error("never settled");
    return result;
  }

  /** A limit order far from the others, not sent. */
  resting(side: "buy" | "sell" = "buy", step = 0): OrderIntent {
    return { ...this.words.limit(side, this.words.far(side, step)), clientOrderId: this.ledger.nextClientOrderId() };
  }

  state(intent: OrderIntent): string {
    return this.ledger.order(intent.clientOrderId)?.state.kind ?? "none";
  }

  /** The venue's open orders under the name of an intent. */
  atVenue(intent: OrderIntent): number {
    return this.truth.openOrders().filter(({ clientOrderId }) => clientOrderId === intent.clientOrderId).length;
  }

  /** Ends everything. Throws when a fault never struck: its test would prove nothing. */
  close(): void {
    this.ledger.stop();
    this.world.close();
    const idle = [...this.#posted].filter((name) => this.fired(name) === 0);
    if (idle.length > 0) throw new Error(`Faults that never struck: ${idle.join(", ")}`);
  }

  #open(): OrderLedger {
    const stack = this.world.account;
    if (stack === undefined) throw new Error("There is no account.");
    const ledger = new OrderLedger({
      context: stack.side.context,
      side: stack.side,
      instruments: () => this.listed ?? this.world.feed.instruments,
      gate: this.gate,
      journal: this.journal,
      owner: "test",
      settings: this.#settings,
    });
    ledger.listen((change) => this.changes.push(change));
    return ledger;
  }
}
