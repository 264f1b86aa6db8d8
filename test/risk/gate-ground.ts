// A gate on a ground that a test moves: one perpetual and one spot instrument, a book, a position, orders, a latch and a memory as values.

import { VirtualClock } from "#clock/virtual-clock";
import { type FillReport } from "#core/account/account-event";
import { clientOrderId, type OrderIntent, venueOrderId } from "#core/account/order";
import { type BookCitation, type HeldLegs, type Killed, type RiskOrder, type RiskView } from "#core/account/risk";
import { type RiskLimitsInput, UNLIMITED } from "#core/account/risk-limits";
import { instrumentId, priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { unitsToText } from "#core/decimal";
import { type Instrument, type Product } from "#core/instrument";
import { createRiskGate } from "#risk/gate";
import { riskLimits } from "#risk/limits";
import { type RiskEvent } from "#risk/risk-event";
import { type RiskGate } from "#risk/risk-gate";

/** Prices with one decimal, sizes in contracts of 0.001 BTC. */
export const perpetual: Instrument = {
  venue: "lmex",
  product: "futures",
  kind: "perpetual",
  symbol: venueSymbol("BTC-PERP"),
  id: instrumentId("BTC/USDT:USDT"),
  base: "BTC",
  quote: "USDT",
  settle: "USDT",
  priceScale: 1,
  sizeScale: 0,
  tick: priceUnits(1),
  lot: sizeUnits(1),
  minSize: sizeUnits(1),
  sizeUnit: "contract",
  contractSize: "0.001",
  status: "trading",
};

/** Prices with two decimals, sizes in coins with four. */
export const spot: Instrument = {
  ...perpetual,
  product: "spot",
  kind: "spot",
  symbol: venueSymbol("ETH-USDT"),
  id: instrumentId("ETH/USDT"),
  base: "ETH",
  priceScale: 2,
  sizeScale: 4,
  sizeUnit: "base",
  contractSize: "1",
};

export const NO_LIMITS: RiskLimitsInput = {
  ...UNLIMITED,
  ordersPerSecond: "none",
  repeatsPerMinute: "none",
  rejectsPerMinute: "none",
};

/** The world that the gate sees; a test writes into it. */
export interface Seen {
  books: Map<Instrument, BookCitation>;
  marks: Map<Instrument, string>;
  positions: Map<Instrument, number>;
  /** Where longs and shorts are held apart. */
  legs: HeldLegs | undefined;
  orders: RiskOrder[];
  status: Instrument["status"];
  venueTrouble: string | undefined;
  clockTrouble: string | undefined;
  accountTrouble: string | undefined;
  /** Of one product alone. */
  productTrouble: Map<Product, string>;
  reconcileTrouble: string | undefined;
  journalTrouble: string | undefined;
  watchdogTrouble: string | undefined;
}

export interface Disk {
  memory: string | undefined;
  killed: Killed | undefined;
  full: boolean;
}

export interface Ground {
  readonly clock: VirtualClock;
  readonly gate: RiskGate;
  readonly seen: Seen;
  readonly disk: Disk;
  readonly events: RiskEvent[];
  /** The same account in a new process, with what is on the disk. */
  restart(): Ground;
}

/** A live book around 50 000.0 (perpetual) and 3 000.00 (spot), proven just now. */
export function freshBook(instrument: Instrument): BookCitation {
  const [bestBid, bestAsk] = instrument.kind === "spot" ? [299_990, 300_010] : [499_990, 500_010];
  return { state: "live", epoch: 1, sequence: "7", ageMs: 20, bestBid: priceUnits(bestBid), bestAsk: priceUnits(bestAsk) };
}

export function gateGround(limits: Partial<RiskLimitsInput> = {}, before: Partial<Pick<Ground, "clock" | "disk" | "seen">> = {}): Ground {
  const clock = before.clock ?? new VirtualClock();
  const disk = before.disk ?? { memory: undefined, killed: undefined, full: false };
  const seen: Seen = before.seen ?? {
    books: new Map([perpetual, spot].map((each) => [each, freshBook(each)])),
    marks: new Map([
      [perpetual, "50000"],
      [spot, "3000"],
    ]),
    positions: new Map(),
    legs: undefined,
    orders: [],
    status: "trading",
    venueTrouble: undefined,
    clockTrouble: undefined,
    accountTrouble: undefined,
    productTrouble: new Map(),
    reconcileTrouble: undefined,
    journalTrouble: undefined,
    watchdogTrouble: undefined,
  };
  const none: BookCitation = { state: "none", epoch: 0, sequence: undefined, ageMs: undefined, bestBid: undefined, bestAsk: undefined };
  const view: RiskView = {
    book: (instrument) => seen.books.get(instrument) ?? none,
    mark: (instrument) => seen.marks.get(instrument),
    instrumentStatus: () => seen.status,
    venueTrouble: () => seen.venueTrouble,
    clockTrouble: () => seen.clockTrouble,
    products: [perpetual.product, spot.product],
    accountTrouble: (product) => seen.productTrouble.get(product) ?? seen.accountTrouble,
    reconcileTrouble: () => seen.reconcileTrouble,
    position: (instrument) => seen.positions.get(instrument) ?? 0,
    legs: () => seen.legs,
    get held() {
      return [...seen.positions].filter(([, size]) => size !== 0).map(([instrument]) => instrument);
    },
    get orders() {
      return seen.orders;
    },
  };
  const gate = createRiskGate({
    clock,
    log: { write: () => undefined, enabled: () => false },
    metrics: { count: () => undefined, gauge: () => undefined },
    limits: riskLimits({ ...NO_LIMITS, ...limits }),
    view,
    latch: {
      read: () => disk.killed,
      throw: (killed) => {
        if (disk.full) throw new Error("no space");
        disk.killed = killed;
      },
      release: () => {
        disk.killed = undefined;
      },
    },
    memory: {
      load: () => disk.memory,
      save: (text) => {
        if (disk.full) throw new Error("no space");
        disk.memory = text;
      },
    },
    journalTrouble: () => seen.journalTrouble,
    watchdogTrouble: () => seen.watchdogTrouble,
  });
  const events: RiskEvent[] = [];
  gate.listen((event) => events.push(event));
  return { clock, gate, seen, disk, events, restart: () => gateGround(limits, { clock, disk, seen }) };
}

let made = 0;

/** A limit order, unless `style` says otherwise. Prices and sizes in units. */
export function order(over: Partial<OrderIntent> & { readonly price?: number; readonly size?: number } = {}): OrderIntent {
  const { price = 500_000, size = 10, ...rest } = over;
  made += 1;
  return {
    instrument: perpetual,
    clientOrderId: clientOrderId(`t-${made}`),
    side: "buy",
    style: { kind: "limit", price: priceUnits(price), timeInForce: "gtc" },
    amount: { kind: "size", size: sizeUnits(size) },
    effect: "any",
    ...rest,
  };
}

/** An order as the ledger lists it. */
export function listed(intent: OrderIntent, standing: RiskOrder["standing"] = "live"): RiskOrder {
  const { instrument, side, style, amount, effect } = intent;
  return {
    instrument,
    clientOrderId: intent.clientOrderId,
    side,
    price: style.kind === "limit" ? style.price : undefined,
    remaining: amount.kind === "size" ? amount.size : sizeUnits(0),
    reduceOnly: effect === "reduce-only",
    standing,
  };
}

/** A fill of ours at a price in units of the instrument. */
export function fill(ground: Ground, over: Partial<FillReport> & { readonly at?: number; readonly lots?: number } = {}): FillReport {
  const { at = 500_000, lots = 10, instrument = perpetual, ...rest } = over;
  made += 1;
  const coins = BigInt(lots) * BigInt(at);
  const decimals = instrument.priceScale + (instrument.kind === "spot" ? instrument.sizeScale : 3);
  return {
    kind: "fill",
    instrument,
    tradeId: `f-${made}`,
    venueOrderId: venueOrderId(`v-${made}`),
    clientOrderId: undefined,
    side: "buy",
    price: unitsToText(at, instrument.priceScale),
    size: sizeUnits(lots),
    value: unitsToText(coins, decimals),
    fee: { amount: "0", currency: "USDT" },
    liquidity: "taker",
    realisedPnl: undefined,
    venueTime: ground.clock.now(),
    origin: "stream",
    ...rest,
  };
}
