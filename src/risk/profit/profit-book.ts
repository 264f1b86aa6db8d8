// Loss of the day and drawdown, exactly: what fills paid and received, fees, and what is held at mark. Positions are followed by fills; one
// that moved without a fill (a transfer, a fill that nobody told) is no profit and no loss, and is taken over at its mark after a while.

import { type FillReport } from "#core/account/account-event";
import { baseCoins } from "#core/account/notional";
import { type RiskView } from "#core/account/risk";
import { type EpochMs, epochMs } from "#core/brand";
import { compare, decimal, decimalText, type ExactDecimal, minus, negated, plus, times, ZERO } from "#core/decimal-arithmetic";
import { type Instrument } from "#core/instrument";
import { type Clock, type Log, type Metrics } from "#core/port";
import { type Holding, type ProfitStanding, type ProfitState, standingsOf, totalIn } from "#risk/profit/profit-state";
import { instrumentKey, larger, type Valuation } from "#risk/valuation";

const DAY_MS = 86_400_000;
/** How long the account may show another position than the fills before the difference is taken over. Fills are polled at some venues. */
export const ODD_MS = 30_000;
/** Fills that are remembered by name so that none counts twice; the oldest makes room, and what is as old as it counts as told. */
const FILLS_MAX = 1_000;
/** How far a venue's clock may be from ours when a fill is judged to be from before a moment. */
const CLOCK_SLACK_MS = 1_000;

export interface ProfitBookOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly view: RiskView;
  readonly valuation: Valuation;
  /** What an earlier process remembered; undefined begins anew. */
  readonly recovered: ProfitState | undefined;
  /** Something was learned that must survive a restart. */
  readonly changed: () => void;
}

/** Follows profit and loss of one account, a currency at a time. */
export class ProfitBook {
  readonly state: ProfitState;
  readonly #options: ProfitBookOptions;
  /** The instruments of holdings, as far as this process has met them: without one only the last mark is known. */
  readonly #instruments = new Map<string, Instrument>();
  /** The totals of an earlier process: what happened since is counted against the worse of then and now. */
  #before: ReadonlyMap<string, ExactDecimal> | undefined;
  /** What an earlier process counted and forgot by name. Of its own fills a process is told each once: a clock that is set back hides none. */
  readonly #toldUntil: EpochMs;

  constructor(options: ProfitBookOptions) {
    this.#options = options;
    const { recovered, clock } = options;
    this.state = recovered ?? beginning(clock.now());
    this.#toldUntil = this.state.forgottenUntil;
    if (recovered !== undefined) this.#before = new Map([...recovered.sums.keys()].map((key) => [key, totalIn(recovered, key)]));
  }

  /** How each currency stood when it was last looked at. */
  get standings(): readonly ProfitStanding[] {
    return standingsOf(this.state);
  }

  /** Base coins of an instrument by its fills; undefined while nothing is known of it. */
  coins(instrument: Instrument): ExactDecimal | undefined {
    return this.state.holdings.get(instrumentKey(instrument))?.coins;
  }

  /** Counts a fill once, however often it is told; a voided one is taken back. */
  filled(fill: FillReport): void {
    const { state } = this;
    const id = `${instrumentKey(fill.instrument)} ${fill.tradeId}${fill.voided === true ? " voided" : ""}`;
    if (state.fills.has(id) || fill.venueTime <= this.#toldUntil) return;
    remember(state, id, fill.venueTime);
    // What is older than the book is in the positions that it began with.
    if (fill.venueTime < state.since - CLOCK_SLACK_MS) return;
    this.#instruments.set(instrumentKey(fill.instrument), fill.instrument);
    const holding = this.#holding(fill.instrument, decimal(fill.price));
    const toward = (fill.side === "buy") === (fill.voided !== true) ? 1n : -1n;
    const coins = signed(baseCoins(fill.instrument, fill.size), toward);
    this.#replaceAdopted(holding, coins, fill.venueTime);
    holding.coins = plus(holding.coins, coins);
    this.#pay(holding.quote, negated(signed(decimal(fill.value), toward)));
    this.#payFee(fill, holding);
    this.#options.changed();
  }

  /** Brings everything to now: marks, positions that moved without a fill, the day, the peak. */
  observe(): void {
    const { view, clock } = this.#options;
    for (const instrument of view.held) this.#instruments.set(instrumentKey(instrument), instrument);
    for (const [key, instrument] of this.#instruments) this.#observeOne(key, instrument);
    for (const [key, holding] of this.state.holdings) if (!this.#instruments.has(key)) this.#compare(key, holding, ZERO, undefined);
    for (const { product } of view.held) if (view.accountTrouble(product) === undefined) this.state.begun.add(product);
    const day = Math.floor(clock.now() / DAY_MS);
    // A clock that cannot be believed does not forget a loss.
    if (day > this.state.day && view.clockTrouble() === undefined) this.#nextDay(day);
    this.#before = undefined;
    for (const [currency, sum] of this.state.sums) sum.peak = larger(sum.peak, totalIn(this.state, currency));
  }

  /** Counts drawdown from here: a person, or the end of a cool-down, took note of the last one. */
  restartPeaks(): void {
    for (const [currency, sum] of this.state.sums) sum.peak = totalIn(this.state, currency);
    this.#options.changed();
  }

  #observeOne(key: string, instrument: Instrument): void {
    const { view, valuation } = this.#options;
    const mark = valuation.mark(instrument);
    const known = this.state.holdings.get(key);
    const trusted = view.accountTrouble(instrument.product) === undefined;
    if (known !== undefined && mark !== undefined) known.mark = mark;
    const price = mark ?? known?.mark;
    // What cannot be valued or believed yet is taken over once it can.
    if (price === undefined || (known === undefined && !trusted)) return;
    const holding = known ?? this.#holding(instrument, price);
    const held = baseCoins(instrument, view.position(instrument));
    const first = known === undefined && !this.state.begun.has(instrument.product);
    if (first) this.#adopt(key, holding, held);
    else this.#compare(key, holding, held, baseCoins(instrument, 1));
  }

  #compare(key: string, holding: Holding, held: ExactDecimal, unit: ExactDecimal | undefined): void {
    const { view, clock } = this.#options;
    if (view.accountTrouble(holding.product) !== undefined) return;
    const odd = minus(held, holding.coins);
    const size = odd.mantissa < 0n ? negated(odd) : odd;
    // Fees in base coins leave less than a unit, which no position shows.
    if (unit === undefined ? size.mantissa === 0n : compare(size, unit) < 0) holding.oddSince = undefined;
    else if (holding.oddSince === undefined) holding.oddSince = clock.monotonic();
    else if (clock.monotonic() - holding.oddSince >= ODD_MS) this.#adopt(key, holding, odd);
  }

  #adopt(key: string, holding: Holding, coins: ExactDecimal): void {
    const { clock, log, metrics, changed } = this.#options;
    holding.oddSince = undefined;
    if (coins.mantissa === 0n) return;
    holding.coins = plus(holding.coins, coins);
    holding.adopted = { coins, mark: holding.mark, at: clock.now() };
    this.#pay(holding.quote, negated(times(coins, holding.mark)));
    metrics.count("risk_positions_adopted");
    log.write("info", "risk-position-adopted", { instrument: key, coins: decimalText(coins), mark: decimalText(holding.mark) });
    changed();
  }

  /** A late fill takes the place of as much of an adopted difference as it explains. */
  #replaceAdopted(holding: Holding, coins: ExactDecimal, venueTime: EpochMs): void {
    const { adopted } = holding;
    holding.oddSince = undefined;
    if (adopted === undefined || venueTime > adopted.at + CLOCK_SLACK_MS) return;
    if (adopted.coins.mantissa > 0n !== coins.mantissa > 0n) return;
    const explained = compare(absolute(coins), absolute(adopted.coins)) < 0 ? coins : adopted.coins;
    holding.coins = minus(holding.coins, explained);
    this.#pay(holding.quote, times(explained, adopted.mark));
    holding.adopted = { ...adopted, coins: minus(adopted.coins, explained) };
  }

  #payFee(fill: FillReport, holding: Holding): void {
    const { fee, instrument } = fill;
    if (fee === undefined) {
      this.#options.metrics.count("risk_fees_untold");
      this.#options.log.write("warn", "risk-fee-untold", { instrument: instrument.id, trade: fill.tradeId });
      this.#feeUnknown(fill);
      return;
    }
    const paid = signed(decimal(fee.amount), fill.voided === true ? -1n : 1n);
    const currency = fee.currency.toUpperCase();
    if (currency === instrument.quote.toUpperCase() || currency === instrument.settle?.toUpperCase()) {
      this.#pay(holding.quote, negated(paid));
    } else if (currency === instrument.base.toUpperCase() && instrument.kind === "spot") {
      // Paid out of what was bought: what is left is valued at mark, and so is the fee.
      holding.coins = minus(holding.coins, paid);
    } else {
      const price = currency === instrument.base.toUpperCase() ? holding.mark : this.#priceOf(currency, holding.quote);
      if (price !== undefined) this.#pay(holding.quote, negated(times(paid, price)));
      else {
        this.#options.metrics.count("risk_fees_unvalued");
        this.#feeUnknown(fill);
        this.#options.log.write("warn", "risk-fee-unvalued", { instrument: instrument.id, amount: fee.amount, currency: fee.currency });
      }
    }
  }

  #feeUnknown({ voided }: FillReport): void {
    this.state.feesUnknown = Math.max(0, this.state.feesUnknown + (voided === true ? -1 : 1));
  }

  #priceOf(base: string, quote: string): ExactDecimal | undefined {
    for (const holding of this.state.holdings.values())
      if (holding.base.toUpperCase() === base && holding.quote === quote) return holding.mark;
    return undefined;
  }

  #nextDay(day: number): void {
    for (const [currency, sum] of this.state.sums) {
      const now = totalIn(this.state, currency);
      sum.dayStart = larger(now, this.#before?.get(currency) ?? now);
    }
    this.state.day = day;
    this.state.bitten = false;
    this.state.feesUnknown = 0;
    for (const [key, { coins, oddSince }] of this.state.holdings) {
      if (coins.mantissa !== 0n || oddSince !== undefined) continue;
      this.state.holdings.delete(key);
      this.#instruments.delete(key);
    }
    this.#options.changed();
  }

  #holding(instrument: Instrument, price: ExactDecimal): Holding {
    const key = instrumentKey(instrument);
    const known = this.state.holdings.get(key);
    if (known !== undefined) return known;
    const { product, quote, base } = instrument;
    const holding: Holding = { product, quote, base, coins: ZERO, mark: price, oddSince: undefined, adopted: undefined };
    this.state.holdings.set(key, holding);
    this.#pay(quote, ZERO);
    return holding;
  }

  #pay(currency: string, amount: ExactDecimal): void {
    const sum = this.state.sums.get(currency);
    if (sum === undefined) this.state.sums.set(currency, { cash: amount, dayStart: ZERO, peak: ZERO });
    else sum.cash = plus(sum.cash, amount);
  }
}

function beginning(now: EpochMs): ProfitState {
  const day = Math.floor(now / DAY_MS);
  return {
    since: now,
    day,
    bitten: false,
    feesUnknown: 0,
    sums: new Map(),
    holdings: new Map(),
    fills: new Map(),
    forgottenUntil: epochMs(0),
    begun: new Set(),
  };
}

function remember(state: ProfitState, id: string, at: EpochMs): void {
  const { fills } = state;
  fills.set(id, at);
  const [oldest] = fills;
  if (fills.size <= FILLS_MAX || oldest === undefined) return;
  fills.delete(oldest[0]);
  state.forgottenUntil = epochMs(Math.max(state.forgottenUntil, oldest[1]));
}

function signed(amount: ExactDecimal, toward: 1n | -1n): ExactDecimal {
  return toward === 1n ? amount : negated(amount);
}

function absolute(amount: ExactDecimal): ExactDecimal {
  return amount.mantissa < 0n ? negated(amount) : amount;
}
