// What is put to the proof: one product of one venue in one version of its interface.

import { dialects } from "#assemblies/dialects";
import { isTradingVenue } from "#assemblies/trading-venue";
import { instrumentId, priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { type Instrument, type Product } from "#core/instrument";
import { type AccountCodec } from "#venues/account";
import { type Dialect } from "#venues/dialect";
import { type ProductDescription, type Venue, type Want } from "#venues/venue";

/** Kinds of market data. */
export type Channel = Want["channel"];

/** One product in one version, and how its other side answers. */
export interface Subject {
  readonly venue: Venue;
  readonly product: Product;
  readonly description: ProductDescription;
  /** Whether the venue has a topic for a channel; the others are polled, derived or missing. */
  readonly pushes: Readonly<Record<Channel, boolean>>;
  /** Whether its socket speaks JSON, as far as our own messages tell. */
  readonly speaksJson: boolean;
  /** The account side; undefined where its private interface is not spoken, or the simulated venue has no accounts. */
  readonly account: AccountCodec | undefined;
  /** Who answers in the simulator, where not the venue where it asks the most of a client. */
  readonly otherSide?: Dialect;
}

/**
 * Everything of a venue that truebook speaks, in the order of its description. `otherSide` answers for a venue that the simulator does
 * not know, or in the place of one that it knows.
 */
export function subjectsOf(venue: Venue, otherSide?: Dialect): readonly Subject[] {
  const answers = otherSide ?? dialects.find((known) => known.venue === venue.description.id);
  return venue.description.products
    .filter(({ spoken }) => spoken !== false)
    .map((description) => ({
      venue,
      product: description.product,
      description,
      pushes: pushesOf(venue, description),
      speaksJson: speaksJson(venue, description),
      account: answers?.accounts === undefined || !isTradingVenue(venue) ? undefined : venue.account(description.product, description),
      ...(otherSide === undefined ? {} : { otherSide }),
    }));
}

/** A subject in words: `lmex futures v2.3`, `lbank spot v2 article`. */
export function subjectName({ venue, product, description: { api, dialect } }: Subject): string {
  return [venue.description.id, product, api, ...(dialect === undefined ? [] : [dialect])].join(" ");
}

/** Asks the codec itself: what it has no topic text for is not pushed, whatever is described. */
function pushesOf(venue: Venue, description: ProductDescription): Record<Channel, boolean> {
  const { subscribe } = venue.market(description.product, description);
  const instrument = exampleOf(venue, description);
  const wants: readonly Want[] = [
    { channel: "book", instrument, group: 0, depth: description.book.depths.at(-1) ?? 0 },
    { channel: "trades", instrument },
    { channel: "ticker", instrument },
    { channel: "candles", instrument, interval: "1m" },
  ];
  const pushed = wants.filter((want) => description[want.channel].socket !== undefined && subscribe.topics(want).length > 0);
  const has = (channel: Channel): boolean => pushed.some((want) => want.channel === channel);
  return { book: has("book"), trades: has("trades"), ticker: has("ticker"), candles: has("candles") };
}

function speaksJson(venue: Venue, description: ProductDescription): boolean {
  const { subscribe } = venue.market(description.product, description);
  const topics = subscribe.topics({ channel: "book", instrument: exampleOf(venue, description), group: 0, depth: 1 });
  return subscribe.encode("subscribe", topics.slice(0, 1), 1).every((text) => text.startsWith("{"));
}

/** An instrument with the name that the description gives for an example; topics are made of names alone. */
function exampleOf(venue: Venue, { product, spelling, sizeUnit }: ProductDescription): Instrument {
  return {
    venue: venue.description.id,
    product,
    kind: product === "spot" ? "spot" : "perpetual",
    symbol: venueSymbol(spelling?.symbol ?? "BTCUSDT"),
    id: instrumentId("BTC/USDT"),
    base: "BTC",
    quote: "USDT",
    priceScale: 0,
    sizeScale: 0,
    tick: priceUnits(1),
    lot: sizeUnits(1),
    minSize: sizeUnits(1),
    sizeUnit,
    contractSize: "1",
    status: "trading",
  };
}
