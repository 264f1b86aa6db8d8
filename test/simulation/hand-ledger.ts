// A ledger whose venue is played by hand: statements of an account are told one by one, and what is sent waits for its answer.

import { VirtualClock } from "#clock/virtual-clock";
import { type AccountEvent, type FillReport, type OrderReport, type OrderStatus } from "#core/account/account-event";
import { type ClearedChange, type ClearedOrder, clientOrderId, type OrderIntent, venueOrderId } from "#core/account/order";
import { type JournalEntry } from "#core/account/order-journal";
import { type BookCitation, type OrderGate } from "#core/account/risk";
import { epochMs, priceUnits, sizeUnits } from "#core/brand";
import { type Instrument, instrumentTable } from "#core/instrument";
import { seededRandom } from "#core/random";
import { listings } from "#sim/market/instruments";
import { AccountState } from "#trading/account/account-state";
import { type LedgerOptions, type LedgerSide } from "#trading/ledger/ledger-desk";
import { type LedgerSettings } from "#trading/ledger/ledger-settings";
import { type MemoryJournal, memoryJournal } from "#trading/ledger/memory-journal";
import { OrderLedger } from "#trading/ledger/order-ledger";
import { journalledIntent } from "#trading/ledger/recovery/journal-lines";
import { type PrivateCall, type PrivateRequester } from "#transport/private-call";
import { type CallOutcome } from "#transport/rest-call";
import { lmexDialect } from "#venues/lmex/dialect";
import { lmex } from "#venues/lmex/index";

export const instrument: Instrument = listings(lmexDialect).find((each) => each.instrument.product === "futures")?.instrument as Instrument;
export const LOT: number = instrument.lot;
export const ID = venueOrderId("o-1");
export const OWN = clientOrderId("mine-1");
const EPOCH_MS = 1_767_225_600_000;
const BOOK: BookCitation = { state: "live", epoch: 1, sequence: undefined, ageMs: 1, bestBid: undefined, bestAsk: undefined };

/** A buy of two lots. */
export const INTENT: OrderIntent = {
  instrument,
  clientOrderId: OWN,
  side: "buy",
  style: { kind: "limit", price: priceUnits(instrument.tick * 1_000), timeInForce: "gtc" },
  amount: { kind: "size", size: sizeUnits(LOT * 2) },
  effect: "any",
};

/** What a process before this one wrote of INTENT, up to its end. */
export const LIVED: readonly JournalEntry[] = [
  { kind: "intent", at: epochMs(EPOCH_MS), intent: journalledIntent(INTENT), checks: [], book: BOOK },
  { kind: "sent", at: epochMs(EPOCH_MS), clientOrderId: OWN, bytes: "" },
  { kind: "outcome", at: epochMs(EPOCH_MS), clientOrderId: OWN, outcome: "accepted", venueOrderId: ID, words: undefined },
];

export const report = (status: OrderStatus, lots: number, over: Partial<OrderReport> = {}): OrderReport => ({
  kind: "order",
  instrument,
  venueOrderId: ID,
  clientOrderId: OWN,
  status,
  side: "buy",
  style: "limit",
  price: priceUnits(instrument.tick * 1_000),
  size: sizeUnits(LOT * 2),
  filledSize: sizeUnits(LOT * lots),
  averagePrice: undefined,
  reduceOnly: false,
  words: undefined,
  venueTime: epochMs(EPOCH_MS + 1),
  origin: "stream",
  ...over,
});

export const fill = (tradeId: string, over: Partial<FillReport> = {}): FillReport => ({
  kind: "fill",
  instrument,
  tradeId,
  venueOrderId: ID,
  clientOrderId: OWN,
  side: "buy",
  price: "1",
  size: sizeUnits(LOT),
  value: "1",
  fee: undefined,
  liquidity: "maker",
  realisedPnl: undefined,
  venueTime: epochMs(EPOCH_MS + 2),
  origin: "stream",
  ...over,
});

interface Sent {
  readonly call: PrivateCall<unknown>;
  answer(outcome: unknown): void;
}

export interface Hand {
  readonly ledger: OrderLedger;
  readonly clock: VirtualClock;
  readonly journal: MemoryJournal;
  /** What left, oldest first. Nothing is answered unless a test does. */
  readonly sent: readonly Sent[];
  /** Everything that the account side told, in order. */
  readonly heard: readonly AccountEvent[];
  /** What the gate was told of answers, in order. */
  readonly answers: readonly string[];
  told(event: AccountEvent): void;
}

export function handLedger(
  options: {
    readonly recovered?: readonly JournalEntry[];
    readonly settings?: Partial<LedgerSettings>;
    readonly quoteSize?: LedgerOptions["quoteSize"];
    readonly instrument?: Instrument;
  } = {},
): Hand {
  const clock = new VirtualClock();
  const sent: Sent[] = [];
  const heard: AccountEvent[] = [];
  const listeners: Parameters<LedgerSide["listen"]>[0][] = [];
  const { product } = options.instrument ?? instrument;
  const state = new AccountState({
    changed: (event) => {
      heard.push(event);
      for (const listener of listeners) listener.changed(event, product);
    },
    contradicted: () => undefined,
    doubted: () => undefined,
    overtaken: () => undefined,
  });
  const codec = lmex.account(product);
  if (codec === undefined) throw new Error("no codec");
  const requester: PrivateRequester = {
    send(call, settled, wish) {
      clock.after(0, () => {
        if (wish?.recheck?.() !== undefined) return;
        sent.push({ call, answer: (value) => settled({ kind: "value", value, attempts: 1, elapsedMs: 1 } as CallOutcome<never>) });
      });
      return { cancel: () => undefined };
    },
  };
  const table = instrumentTable([options.instrument ?? instrument]);
  const side: LedgerSide = {
    products: [product],
    codec: () => codec,
    reads: () => codec.reads(() => table),
    keeper: () => ({ state, standing: { kind: "synced" }, watch: () => undefined, refresh: () => undefined }),
    listen(listener) {
      listeners.push(listener);
      return () => undefined;
    },
  };
  const answers: string[] = [];
  const gate: OrderGate = {
    clear: (intent) => ({ kind: "cleared", order: intent as ClearedOrder, checks: [], book: BOOK, reduces: false }),
    clearChange: (_intent, change) => ({ kind: "cleared", order: change as ClearedChange, checks: [], book: BOOK, reduces: false }),
    recheck: () => undefined,
    recheckChange: () => undefined,
    answered: (answer) => void answers.push(answer.kind === "accepted" ? answer.kind : answer.reason),
  };
  const log = { write: () => undefined, enabled: () => false };
  const metrics = { count: () => undefined, gauge: () => undefined };
  const stamp = () => ({ time: clock.now() }) as never;
  const context = { clock, random: seededRandom("hand"), log, metrics, requester, stamp, connections: undefined as never };
  const journal = memoryJournal(options.recovered ?? []);
  const { settings, quoteSize } = options;
  const ledger = new OrderLedger({
    context,
    side,
    instruments: () => table,
    gate,
    journal,
    owner: "hand",
    ...(settings === undefined ? {} : { settings }),
    ...(quoteSize === undefined ? {} : { quoteSize }),
  });
  return { ledger, clock, journal, sent, heard, answers, told: (event) => state.apply(event) };
}
