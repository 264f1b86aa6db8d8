// Brands keep apart numbers and strings that a person could confuse. Each constructor below holds the one cast of its brand.

declare const brand: unique symbol;

/** A `Base` that only its own constructor can make. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

/** A price as an integer at the instrument's price scale: 3120.40 at scale 2 is 312040. */
export type PriceUnits = Brand<number, "PriceUnits">;
/** A size as an integer at the instrument's size scale, in the venue's own unit (base coins or contracts). */
export type SizeUnits = Brand<number, "SizeUnits">;
/** Milliseconds since 1970-01-01 UTC, of a wall clock. */
export type EpochMs = Brand<number, "EpochMs">;
/** Milliseconds of a clock that never jumps; only differences mean anything. */
export type MonotonicMs = Brand<number, "MonotonicMs">;
/** An instrument as the venue spells it: `BTC-PERP`, `btc_usdt`, `cmt_btcusdt`. */
export type VenueSymbol = Brand<string, "VenueSymbol">;
/** An instrument as truebook spells it on every venue: `BTC/USDT`, `BTC/USDT:USDT`. */
export type InstrumentId = Brand<string, "InstrumentId">;

/** Brands an integer as a price at its instrument's scale. */
export const priceUnits = (units: number): PriceUnits => units as PriceUnits;
/** Brands an integer as a size at its instrument's scale. */
export const sizeUnits = (units: number): SizeUnits => units as SizeUnits;
/** Brands wall-clock milliseconds. */
export const epochMs = (ms: number): EpochMs => ms as EpochMs;
/** Brands monotonic milliseconds. */
export const monotonicMs = (ms: number): MonotonicMs => ms as MonotonicMs;
/** Brands a venue's spelling of an instrument. */
export const venueSymbol = (text: string): VenueSymbol => text as VenueSymbol;
/** Brands truebook's spelling of an instrument. */
export const instrumentId = (text: string): InstrumentId => text as InstrumentId;
