import { type Request } from "#apps/cli/command-spec";
import { textOf } from "#apps/cli/flag-value";
import { wholeNumber } from "#apps/cli/global-flags";
import { type MarketName } from "#apps/cli/watch-markets";
import { isCandleInterval } from "#core/calendar/candle-interval";
import { UsageError } from "#core/error";
import { type CandleInterval } from "#core/event";
import { nearest } from "#core/text/nearest";
import { printable } from "#core/text/printable";

/** The last two are of several venues together. */
export const CHANNELS = ["book", "trades", "ticker", "candles", "consolidated", "spread"] as const;
export type Channel = (typeof CHANNELS)[number];

/** Channels that a screen shows in place instead of line by line. */
const REDRAWN: readonly Channel[] = ["book", "consolidated"];

/** The most levels a side that a watch hands out. */
export const DEPTH_MAX = 5_000;

/** A name that an article uses for a channel of the venue. */
export interface ChannelName {
  readonly name: string;
  readonly meaning: string;
  readonly channel: string;
}

/** Price buckets that truebook computes, or the venue's own grouping. */
export type Grouping = { readonly kind: "step"; readonly step: string } | { readonly kind: "level"; readonly level: number };

/** What a person wants to follow. */
export interface WatchWish {
  readonly markets: readonly MarketName[];
  readonly channel: Channel;
  /** What the channel's name means, when it was one of an article. */
  readonly aliasOf: ChannelName | undefined;
  readonly interval: CandleInterval;
  readonly depth: number;
  readonly group: Grouping | undefined;
  readonly deliver: "every" | "latest";
  /** Least distance of two hand-outs of one symbol with `latest`. */
  readonly pauseMs: number;
  readonly raw: boolean;
}

/** Checks what was asked of `watch`. `liveScreen` decides the delivery when nobody did. Throws UsageError. */
export function readWatchWish(
  request: Request,
  context: { readonly liveScreen: boolean; readonly aliases: readonly ChannelName[]; readonly markets: readonly MarketName[] },
): WatchWish {
  const { flags } = request;
  const channel = readChannel(textOf(flags["channel"]) ?? "book", context.aliases);
  const maxHz = textOf(flags["maxHz"]);
  const deliver = flags["deliver"] === "every" || flags["deliver"] === "latest" ? flags["deliver"] : undefined;
  if (deliver === "every" && maxHz !== undefined) {
    throw new UsageError("conflicting-options", "--max-hz limits --deliver latest and has no meaning with every; nothing was started.", {
      hint: "Leave --max-hz out, or use --deliver latest.",
    });
  }
  const depth = textOf(flags["depth"]);
  return {
    markets: fittingMarkets(context.markets, channel.channel),
    channel: channel.channel,
    aliasOf: channel.aliasOf,
    interval: readInterval(textOf(flags["interval"])),
    depth: depth === undefined ? 25 : wholeNumber("--depth", depth, { low: 1, high: DEPTH_MAX }),
    group: readGrouping(textOf(flags["group"]), channel.channel),
    deliver: deliver ?? (maxHz !== undefined || (context.liveScreen && REDRAWN.includes(channel.channel)) ? "latest" : "every"),
    pauseMs: 1_000 / readRate(maxHz),
    raw: flags["raw"] === true,
  };
}

/** Throws UsageError for fewer or more markets than the channel is made of. */
function fittingMarkets(markets: readonly MarketName[], channel: Channel): readonly MarketName[] {
  const wanted = channel === "spread" ? "exactly two markets: the one to sell on, then the one to buy on" : "two markets or more";
  const fits = channel === "spread" ? markets.length === 2 : channel !== "consolidated" || markets.length > 1;
  if (fits) return markets;
  throw new UsageError("conflicting-options", `The channel ${channel} takes ${wanted}; nothing was started.`, {
    hint: `truebook watch lmex:BTC-USDT weex/spot:BTCUSDT --channel ${channel}`,
  });
}

/** A candle interval; one minute when nothing was said. The words were checked before. */
export function readInterval(text: string | undefined): CandleInterval {
  return text !== undefined && isCandleInterval(text) ? text : "1m";
}

function readChannel(
  name: string,
  aliases: readonly ChannelName[],
): { readonly channel: Channel; readonly aliasOf: ChannelName | undefined } {
  const own = CHANNELS.find((channel) => channel === name);
  if (own !== undefined) return { channel: own, aliasOf: undefined };
  const alias = aliases.find((candidate) => candidate.name === name);
  const meant = CHANNELS.find((channel) => channel === alias?.channel);
  if (alias !== undefined && meant !== undefined) return { channel: meant, aliasOf: alias };
  if (alias !== undefined) {
    throw new UsageError(
      "channel-needs-account",
      `The channel ${alias.name} means ${alias.meaning}, which belongs to an account; watch follows markets.`,
      {
        hint: "Follow an account with truebook account WHAT VENUE --watch.",
      },
    );
  }
  const near = nearest(name, [...CHANNELS, ...aliases.map((candidate) => candidate.name)]);
  throw new UsageError("unknown-channel", `There is no channel "${printable(name).slice(0, 40)}"; nothing was started.`, {
    hint: near === undefined ? `The channels are ${CHANNELS.join(", ")}.` : `Did you mean ${near}?`,
  });
}

function readGrouping(text: string | undefined, channel: Channel): Grouping | undefined {
  if (text === undefined) return undefined;
  if (channel !== "book")
    throw new UsageError("conflicting-options", `--group belongs to books, not to ${channel}; nothing was started.`, {
      hint: "Leave --group out.",
    });
  const level = /^level:(\d)$/.exec(text)?.[1];
  if (level !== undefined) return { kind: "level", level: Number(level) };
  if (/^\d{1,15}(\.\d{1,15})?$/.test(text) && Number(text) > 0) return { kind: "step", step: text };
  throw new UsageError("invalid-group", `"${printable(text).slice(0, 40)}" is no price step; nothing was started.`, {
    hint: "Write --group 0.5 for buckets of 0.5, or --group level:2 for the venue's own grouping.",
  });
}

function readRate(text: string | undefined): number {
  if (text === undefined) return 10;
  const rate = /^\d{1,4}(\.\d{1,3})?$/.test(text) ? Number(text) : 0;
  if (rate > 0 && rate <= 1_000) return rate;
  throw new UsageError("invalid-number", `"${printable(text).slice(0, 40)}" is no value for --max-hz; nothing was started.`, {
    hint: "Write a number from 0.001 to 1000.",
  });
}
