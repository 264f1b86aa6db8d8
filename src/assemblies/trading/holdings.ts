// What is held now, as far as anybody knows. The venue's own figure of a position may come seconds after the fill that changed it, and
// the fill after the order's end; in between an order would count neither as open nor as held. So what is filled counts from the moment
// at which it is first told, by whatever message, and the venue's figure takes over when it has had time to hold it.

import { type AccountEvent, type OrderReport } from "#core/account/account-event";
import { type VenueOrderId } from "#core/account/order";
import { type HeldLegs } from "#core/account/risk";
import { type EpochMs, type MonotonicMs } from "#core/brand";
import { parseDecimal, rescaleRounded } from "#core/decimal";
import { type Side } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type Clock } from "#core/port";
import { type AccountKeeper } from "#trading/account/account-keeper";
import { type AccountSide } from "#trading/account/account-side";
import { type AccountState } from "#trading/account/account-state";

/** A figure that was pushed this long after the last fill holds it. */
const PUSH_SETTLED_MS = 1_000;
/** A round of asking that ended this long after the last fill asked after it. */
const ROUND_SETTLED_MS = 5_000;
/** Orders whose filled size is remembered; the oldest are forgotten first. */
const ORDERS_MAX = 10_000;

interface Held {
  /** In size units at the scale beside it, the instrument's of then; negative is short. */
  units: number;
  scale: number;
  /** When something was last filled that the venue's figure may not hold. */
  movedAt: MonotonicMs | undefined;
  /** When the venue last told its own figure. */
  toldAt: MonotonicMs | undefined;
}

export class Holdings {
  readonly #side: AccountSide;
  readonly #clock: Clock;
  /** By instrument; bounded by the venue's instruments. */
  readonly #held = new Map<string, Held>();
  readonly #filled = new Map<VenueOrderId, Pick<Held, "units" | "scale">>();
  readonly #stop: () => void;

  constructor(side: AccountSide, clock: Clock) {
    this.#side = side;
    this.#clock = clock;
    this.#stop = side.listen({ changed: (event) => this.#note(event), standing: () => undefined });
  }

  /** Held now in size units, negative is short; on spot what is there of the base coin. */
  position(instrument: Instrument): number {
    const keeper = this.#side.keepers.find(({ product }) => product === instrument.product);
    if (keeper === undefined) return 0;
    const held = this.#heldOf(instrument);
    if (this.#isSettled(keeper, held)) {
      held.units = toldUnits(keeper.state, instrument);
      held.scale = instrument.sizeScale;
      held.movedAt = undefined;
    }
    return unitsAt(held.units, held.scale, instrument.sizeScale);
  }

  /** Longs and shorts as the venue tells them; while something was filled since, each may be as large as can be. */
  legs(instrument: Instrument): HeldLegs {
    const keeper = this.#side.keepers.find(({ product }) => product === instrument.product);
    const told = { long: 0, short: 0 };
    if (keeper === undefined) return told;
    if (!this.#isSettled(keeper, this.#heldOf(instrument))) return { long: Number.MAX_SAFE_INTEGER, short: Number.MAX_SAFE_INTEGER };
    for (const { instrument: of, side, size } of keeper.state.positions) {
      if (of.product !== instrument.product || of.symbol !== instrument.symbol || side === "flat") continue;
      told[side] += unitsAt(size, of.sizeScale, instrument.sizeScale);
    }
    return told;
  }

  /** Whether the venue's own figure has had time to hold everything that was filled. */
  #isSettled({ provenAt }: Pick<AccountKeeper, "provenAt">, { movedAt: since, toldAt }: Held): boolean {
    return (
      since === undefined ||
      (toldAt ?? Number.NEGATIVE_INFINITY) >= since + PUSH_SETTLED_MS ||
      (provenAt ?? Number.NEGATIVE_INFINITY) >= since + ROUND_SETTLED_MS
    );
  }

  /** Instruments of which the venue tells a position. Coins of spot have no instrument of their own and are not among them. */
  get positions(): readonly Instrument[] {
    const all = this.#side.keepers.flatMap(({ state }) => state.positions.map(({ instrument }) => instrument));
    return [...new Map(all.map((instrument) => [keyOf(instrument), instrument])).values()];
  }

  stop(): void {
    this.#stop();
  }

  #note(event: AccountEvent): void {
    switch (event.kind) {
      case "order":
        this.#filledNow(event, event.side, event.venueTime);
        break;
      case "fill": {
        const { venueOrderId, instrument, side, venueTime } = event;
        this.#filledNow({ venueOrderId, instrument, filledSize: undefined }, side, venueTime);
        break;
      }
      case "position":
        this.#heldOf(event.instrument).toldAt = this.#clock.monotonic();
        break;
      case "balance":
        // A coin is the base of several markets.
        for (const [key, held] of this.#held) if (key.endsWith(` ${event.currency}`)) held.toldAt = this.#clock.monotonic();
        break;
    }
  }

  /** What an order has filled, by its own total or by its fills, whichever was told first. */
  #filledNow(
    order: Pick<OrderReport, "venueOrderId" | "instrument" | "filledSize">,
    side: Side | undefined,
    at: EpochMs | undefined,
  ): void {
    const { venueOrderId, instrument, filledSize } = order;
    const keeper = this.#side.keepers.find(({ product }) => product === instrument.product);
    if (keeper === undefined) return;
    const before = this.#filled.get(venueOrderId);
    const known = before === undefined ? 0 : unitsAt(before.units, before.scale, instrument.sizeScale);
    const filled = Math.max(known, filledSize ?? 0, keeper.state.filledOf(venueOrderId));
    this.#remember(venueOrderId, { units: filled, scale: instrument.sizeScale });
    // Before the first round everything that is told is history, and the venue's figures hold it.
    if (filled === known || side === undefined || keeper.provenAt === undefined) return;
    const held = this.#heldOf(instrument);
    const toldTime = toldTimeOf(keeper.state, instrument);
    // By the venue's own times its figure is not older than the fill: it holds it.
    if (held.movedAt === undefined && at !== undefined && toldTime !== undefined && toldTime >= at) return;
    held.units = this.position(instrument) + (side === "buy" ? filled - known : known - filled);
    held.scale = instrument.sizeScale;
    held.movedAt = this.#clock.monotonic();
  }

  #remember(order: VenueOrderId, filled: Pick<Held, "units" | "scale">): void {
    this.#filled.delete(order);
    this.#filled.set(order, filled);
    const [oldest] = this.#filled.keys();
    if (this.#filled.size > ORDERS_MAX && oldest !== undefined) this.#filled.delete(oldest);
  }

  #heldOf(instrument: Instrument): Held {
    const key = keyOf(instrument);
    const known = this.#held.get(key);
    if (known !== undefined) return known;
    const made: Held = { units: 0, scale: instrument.sizeScale, movedAt: undefined, toldAt: undefined };
    this.#held.set(key, made);
    return made;
  }
}

const keyOf = ({ product, symbol, kind, base }: Instrument): string =>
  kind === "spot" ? `${product} ${symbol} ${base}` : `${product} ${symbol}`;

/** Units of one scale at another, which its rules may have come to since. What a coarser one cannot write counts as the next larger. */
function unitsAt(units: number, scale: number, wanted: number): number {
  return rescaleRounded(units, { scale, round: units < 0 ? Math.floor : Math.ceil }, wanted);
}

/** The venue's own figure in the instrument's units. */
function toldUnits(state: AccountState, instrument: Instrument): number {
  if (instrument.kind === "spot") return coinUnits(state, instrument);
  let units = 0;
  for (const { instrument: of, side, size } of state.positions) {
    if (of.product !== instrument.product || of.symbol !== instrument.symbol) continue;
    units += (side === "short" ? -1 : 1) * unitsAt(size, of.sizeScale, instrument.sizeScale);
  }
  return units;
}

/** Coins in whole units, cut: a part of a unit cannot be sold. */
function coinUnits(state: AccountState, { base, sizeScale }: Instrument): number {
  let units = 0n;
  for (const { currency, total } of state.balances) {
    if (currency.toUpperCase() !== base.toUpperCase()) continue;
    const { mantissa, decimals } = parseDecimal(total) ?? { mantissa: 0n, decimals: 0 };
    units += decimals > sizeScale ? mantissa / 10n ** BigInt(decimals - sizeScale) : mantissa * 10n ** BigInt(sizeScale - decimals);
  }
  return Number(units);
}

/** The venue's time of its own figure. A balance moves for other reasons too, so that its time proves nothing of a fill. */
function toldTimeOf(state: AccountState, { kind, product, symbol }: Instrument): EpochMs | undefined {
  if (kind === "spot") return undefined;
  return state.positions.find(({ instrument }) => instrument.product === product && instrument.symbol === symbol)?.venueTime;
}
