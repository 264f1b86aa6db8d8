// What a venue lacks is refused when it is asked for, for callers who bypass the types or chose the venue while they run.

import { type WatchOptions } from "#client/api";
import { wholeAtLeast } from "#client/number-options";
import { UsageError } from "#core/error";
import { type CandleInterval } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type Feed } from "#feed/feed";
import { type ChannelName, type Want } from "#venues/venue";

const DEPTH_DEFAULT = 25;

/** Levels a side that a watch may hand out; Infinity asks for all of them. Throws UsageError for more than the venue keeps. */
export function offeredDepth(feed: Feed, instrument: Instrument, depth: number | undefined): number {
  const { depths } = feed.codec(instrument.product).description.book;
  return within(instrument, depth, depths[depths.length - 1] ?? DEPTH_DEFAULT);
}

/** Levels a side that one read may ask for. Throws UsageError for more than REST answers. */
export function readableDepth(feed: Feed, instrument: Instrument, depth: number | undefined): number {
  return within(instrument, depth, feed.codec(instrument.product).description.rest.bookDepthMax);
}

/** A grouping of the venue. Throws UsageError for one that it does not have. */
export function offeredGroup(feed: Feed, { venue, product }: Instrument, group: number | undefined): number {
  const { groupings } = feed.codec(product).description.book;
  const wanted = wholeAtLeast(0, "group", group ?? 0);
  if (groupings.includes(wanted)) return wanted;
  throw new UsageError("unknown-grouping", `${venue} has no grouping ${wanted} of its ${product} books; it has ${groupings.join(", ")}.`, {
    hint: "leave group out and use the view's group(step), which truebook computes exactly",
  });
}

/** Throws UsageError when a push was insisted on (`via: "socket"`) and the venue has none. */
export function mustPush(
  feed: Feed,
  instrument: Instrument,
  wanted: { readonly channel: ChannelName; readonly via: WatchOptions["via"]; readonly interval?: CandleInterval },
): void {
  const { channel, via, interval } = wanted;
  if (via !== "socket") return;
  const { description, subscribe } = feed.codec(instrument.product);
  const want: Want | undefined = channel === "candles" && interval !== undefined ? { channel, instrument, interval } : undefined;
  if (description[channel].socket !== undefined && (want === undefined || subscribe.topics(want).length > 0)) return;
  const what = interval === undefined ? channel : `${interval} ${channel}`;
  throw new UsageError("no-topic", `${instrument.venue} pushes no ${what} of its ${instrument.product}, and via: "socket" insists on it.`, {
    hint: "leave via out: it is then polled or derived, and labelled",
  });
}

/** Throws UsageError when polling was asked for (`via: "rest"`) and REST has nothing to read again and again. */
export function mustRead(
  feed: Feed,
  { venue, product }: Instrument,
  wanted: { readonly via: WatchOptions["via"]; readonly interval?: CandleInterval },
): void {
  const { via, interval } = wanted;
  if (via !== "rest") return;
  const { tradesMax, candleIntervals } = feed.codec(product).description.rest;
  if (interval === undefined ? tradesMax > 0 : candleIntervals.includes(interval)) return;
  const what = interval === undefined ? "trades" : `${interval} candles`;
  throw new UsageError("no-read", `The REST of ${venue} has no ${what} of its ${product} to poll.`, {
    hint: "leave via out, and they come as the venue has them",
  });
}

function within({ venue, product }: Instrument, depth: number | undefined, most: number): number {
  if (depth === Number.POSITIVE_INFINITY) return most;
  const wanted = wholeAtLeast(1, "depth", depth ?? Math.min(DEPTH_DEFAULT, most));
  if (wanted <= most) return wanted;
  throw new UsageError("too-deep", `${venue} has ${most} levels a side of its ${product} books, and ${wanted} were asked for.`, {
    hint: `use a depth of 1 to ${most}, or Infinity for all of them`,
  });
}
