// What the compiler knows of a venue: types made from its capabilities, which are data. A connection to a venue that is named in the
// program takes only what that venue has, and can be handed to whatever takes any venue's.

import {
  type BookView,
  type BookWatch,
  type Candle,
  type CandlesWatch,
  type ConnectOptions,
  type History,
  type PageOptions,
  type Ticker,
  type Trade,
  type TradesWatch,
  type VenueConnection,
  type Watch,
  type WatchBookOptions,
  type WatchOptions,
} from "#client/api";
import { type CandleInterval } from "#core/event";
import { type ChannelName, type ProductCapabilities, type VenueCapabilities } from "#venues/venue";

/** How to connect to a venue that is known. */
export interface ConnectOptionsOf<Has extends VenueCapabilities> extends Omit<ConnectOptions, "hosts"> {
  readonly environment?: Has["environments"][number];
  readonly hosts?: Readonly<Partial<Record<Has["hosts"][number], string>>>;
  readonly api?: Each<Has>["apis"][number];
  readonly dialect?: "strict" | Has["dialects"][number];
}

/** A connection to a venue that is known: what the venue lacks cannot be asked for. */
export interface KnownConnection<Has extends VenueCapabilities> extends VenueConnection {
  readonly venue: Has["id"];
  readonly capabilities: Has;
  watchBook<const Depth extends number = number>(
    instrument: string,
    options?: BookOptionsOf<Has> & { readonly depth?: Depth & WithinDepth<Has, Depth> },
  ): BookWatch;
  watchTrades(instrument: string, options?: OptionsOf<Has, "trades"> & { readonly ring?: number }): TradesWatch;
  watchTicker(instrument: string, options?: OptionsOf<Has, "ticker">): Watch<Ticker>;
  watchTickers(instruments?: readonly string[], options?: OptionsOf<Has, "ticker">): Watch<Ticker>;
  watchCandles(
    instrument: string,
    interval: CandleInterval,
    options?: OptionsOf<Has, "candles"> & { readonly ring?: number },
  ): CandlesWatch;
  fetchBook<const Depth extends number = number>(
    instrument: string,
    options?: { readonly depth?: Depth & WithinDepth<Has, Depth>; readonly product?: ProductOf<Has> },
  ): Promise<BookView>;
  fetchTrades(instrument: string, options?: PageOptionsOf<Has>): Promise<History<Trade>>;
  fetchTicker(instrument: string, options?: { readonly product?: ProductOf<Has> }): Promise<Ticker>;
  fetchCandles(instrument: string, interval: Each<Has>["pastIntervals"][number], options?: PageOptionsOf<Has>): Promise<History<Candle>>;
}

interface OptionsOf<Has extends VenueCapabilities, Channel extends ChannelName> extends WatchOptions {
  readonly via?: ViaOf<Has, Channel>;
  readonly product?: ProductOf<Has>;
}

interface BookOptionsOf<Has extends VenueCapabilities> extends WatchBookOptions {
  readonly via?: ViaOf<Has, "book">;
  readonly product?: ProductOf<Has>;
  readonly group?: Each<Has>["groupings"][number];
}

interface PageOptionsOf<Has extends VenueCapabilities> extends PageOptions {
  readonly product?: ProductOf<Has>;
}

type Each<Has extends VenueCapabilities> = Has["products"][keyof Has["products"]] & ProductCapabilities;

type ProductOf<Has extends VenueCapabilities> = keyof Has["products"] & string;

/** How a channel can come: by socket only where some product pushes it. */
type ViaOf<Has extends VenueCapabilities, Channel extends ChannelName> = Channel extends Each<Has>["pushes"][number]
  ? "socket" | "rest"
  : "rest";

/** `Depth` where some product's book is as deep, `never` where none is. A depth that is computed is checked at run time only. */
type WithinDepth<Has extends VenueCapabilities, Depth extends number> = number extends Depth
  ? Depth
  : WithinAny<Depth, Each<Has>["bookDepth"]>;

/** Distributes over the depths of the products. */
type WithinAny<Depth extends number, Most extends number> = Most extends number
  ? Exceeds<`${Depth}`, `${Most}`> extends true
    ? never
    : Depth
  : never;

/** Whether a whole number is more than another, both in digits: the longer one is, and of equal length the first digit that differs. */
type Exceeds<One extends string, Other extends string> =
  Longer<One, Other> extends true ? true : Longer<Other, One> extends true ? false : GreaterDigits<One, Other>;

type Longer<One extends string, Other extends string> = One extends `${infer _}${infer OneRest}`
  ? Other extends `${infer _}${infer OtherRest}`
    ? Longer<OneRest, OtherRest>
    : true
  : false;

type GreaterDigits<One extends string, Other extends string> = One extends `${infer Digit}${infer OneRest}`
  ? Other extends `${infer OtherDigit}${infer OtherRest}`
    ? Digit extends OtherDigit
      ? GreaterDigits<OneRest, OtherRest>
      : "0123456789" extends `${string}${OtherDigit}${string}${Digit}${string}`
        ? true
        : false
    : false
  : false;
