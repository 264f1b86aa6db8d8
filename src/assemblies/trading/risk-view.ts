// What the gate sees: the feed's books, the account's standing, the ledger's orders, each asked at the moment of the judgement and
// remembered nowhere.

import { type AttendedInstruments } from "#assemblies/trading/attended";
import { type Holdings } from "#assemblies/trading/holdings";
import { type BookCitation, type HeldLegs, type RiskOrder, type RiskView } from "#core/account/risk";
import { type PriceUnits, priceUnits } from "#core/brand";
import { rescaleRounded } from "#core/decimal";
import { type Instrument, type Product } from "#core/instrument";
import { type Clock } from "#core/port";
import { type BookSource } from "#feed/books/book-source";
import { type Feed } from "#feed/feed";
import { type AccountSide } from "#trading/account/account-side";
import { type OrderLedgerApi } from "#trading/ledger/ledger-types";

export interface RiskViewOptions {
  readonly clock: Clock;
  readonly feed: Feed;
  readonly side: AccountSide;
  readonly attended: AttendedInstruments;
  readonly holdings: Holdings;
  /** Made after the gate, which is made after its view. */
  readonly ledger: () => Pick<OrderLedgerApi, "exposure" | "reconcileTrouble">;
  /** Whether everything that has to be known before the first order is. */
  readonly armed: () => boolean;
  /** An account that was not compared with the venue for so long is not believed, in ms. */
  readonly provenWithinMs: number;
}

/** Measured this long ago, in ms, the venue's clock is a guess. */
const CLOCK_AGE_MAX_MS = 600_000;
const NONE: BookCitation = { state: "none", epoch: 0, sequence: undefined, ageMs: undefined, bestBid: undefined, bestAsk: undefined };

export class AssembledRiskView implements RiskView {
  readonly #options: RiskViewOptions;

  constructor(options: RiskViewOptions) {
    this.#options = options;
  }

  book(instrument: Instrument): BookCitation {
    const source = this.#options.attended.book(instrument);
    if (source === undefined) return NONE;
    const { book, epoch } = source;
    const ageMs = source.ageMs();
    return {
      state: source.state().kind,
      epoch,
      sequence: book.sequence === undefined ? undefined : String(book.sequence),
      ageMs: Number.isFinite(ageMs) ? ageMs : undefined,
      bestBid: bestOf(source, "bids", instrument),
      bestAsk: bestOf(source, "asks", instrument),
    };
  }

  mark(instrument: Instrument): string | undefined {
    return this.#options.attended.mark(instrument);
  }

  instrumentStatus({ product, symbol }: Instrument): Instrument["status"] {
    return this.#options.feed.instruments.bySymbol(product, symbol)?.status ?? "delisted";
  }

  venueTrouble(): string | undefined {
    return this.#options.feed.underMaintenance ? "the venue is under maintenance" : undefined;
  }

  clockTrouble(): string | undefined {
    const { feed, clock, side } = this.#options;
    const { sample } = feed.lag;
    if (sample === undefined) return "the venue's clock was not measured yet";
    const ageMs = clock.monotonic() - sample.at;
    if (ageMs > CLOCK_AGE_MAX_MS) return `the venue's clock was last measured ${Math.round(ageMs / 1_000)} s ago`;
    const windowMs = Math.min(...side.products.map((product) => side.codec(product).description.clock.windowMs));
    if (sample.errorMs <= windowMs) return undefined;
    return `the venue's clock is known to ${Math.round(sample.errorMs)} ms only, and it takes orders within ${windowMs} ms`;
  }

  get products(): readonly Product[] {
    return this.#options.attended.products;
  }

  accountTrouble(product: Product): string | undefined {
    const { side, clock, provenWithinMs } = this.#options;
    const keeper = side.keepers.find((each) => each.product === product);
    if (keeper === undefined) return "nobody has looked at the account yet";
    const { standing, provenAt } = keeper;
    if (standing.kind !== "synced") return `the account is ${standing.kind}: ${standing.reason}`;
    const ageMs = provenAt === undefined ? Number.POSITIVE_INFINITY : clock.monotonic() - provenAt;
    return ageMs <= provenWithinMs ? undefined : `the account was last compared with the venue ${Math.round(ageMs / 1_000)} s ago`;
  }

  reconcileTrouble(product: Product): string | undefined {
    const { armed, ledger } = this.#options;
    return armed() ? ledger().reconcileTrouble(product) : "trading is not armed yet";
  }

  legs(instrument: Instrument): HeldLegs | undefined {
    const { side, holdings } = this.#options;
    return side.codec(instrument.product).description.positions === "hedge" ? holdings.legs(instrument) : undefined;
  }

  position(instrument: Instrument): number {
    return this.#options.holdings.position(instrument);
  }

  /** On spot the coins of the markets that are traded, each coin once: others have no price here, and nothing sells them. */
  get held(): readonly Instrument[] {
    const { holdings, attended } = this.#options;
    const coins = new Map(
      attended.all.filter(({ kind }) => kind === "spot").map((instrument) => [`${instrument.product} ${instrument.base}`, instrument]),
    );
    const contracts = new Map(
      [...holdings.positions, ...attended.all.filter(({ kind }) => kind !== "spot")].map((each) => [
        `${each.product} ${each.symbol}`,
        each,
      ]),
    );
    return [...contracts.values(), ...coins.values()].filter((instrument) => this.position(instrument) !== 0);
  }

  get orders(): readonly RiskOrder[] {
    return this.#options.ledger().exposure;
  }
}

/**
 * A best price in the units of whoever asks, who may hold an order or a position from before a change of scales. Where these are coarser
 * it is the next price that is no better.
 */
function bestOf({ book, instrument: of }: BookSource, side: "bids" | "asks", { priceScale }: Instrument): PriceUnits | undefined {
  if (book[side].length === 0) return undefined;
  const round = side === "bids" ? Math.floor : Math.ceil;
  const units = rescaleRounded(book[side].priceAt(0), { scale: of.priceScale, round }, priceScale);
  return Number.isNaN(units) ? undefined : priceUnits(units);
}
