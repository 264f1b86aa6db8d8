// From what the feed keeps to what users hold.

import { type StatusEvent, type Subscription, type Trade, type TradeHole } from "#client/api";
import { type EpochMs } from "#core/brand";
import { type TradeEvent } from "#core/event";
import { Price, Size } from "#core/quantity";
import { type FeedStatus } from "#feed/feed-status";
import { type FeedSubscription } from "#feed/feed-subscription";
import { type TradeNews } from "#feed/prints/trades-keeper";

/** A print with exact numbers. */
export function publicTrade(
  trade: TradeEvent,
  how: { readonly receivedTime: EpochMs; readonly backfilled: boolean; readonly restored?: true },
): Trade {
  const { instrument } = trade;
  return {
    kind: "trade",
    venue: instrument.venue,
    instrument,
    tradeId: trade.tradeId,
    price: new Price(trade.price, instrument.priceScale),
    size: new Size(trade.size, instrument.sizeScale, instrument),
    side: trade.side,
    venueTime: trade.venueTime,
    receivedTime: how.receivedTime,
    backfilled: how.backfilled,
    ...(how.restored === undefined ? {} : { restored: how.restored }),
  };
}

/** A print, or the hole where prints may be missing. */
export function publicNews(news: TradeNews): Trade | TradeHole {
  if (news.kind === "trade") return publicTrade(news.trade, news);
  const { kind: _, ...hole } = news;
  return { kind: "trade-hole", venue: news.instrument.venue, ...hole };
}

/** The same subscription with the instrument's names in place of the instrument. */
export function publicSubscription({ instrument, ...rest }: FeedSubscription): Subscription {
  return { ...rest, instrument: instrument?.id, symbol: instrument?.symbol };
}

/** The same news with the instrument's name in place of the instrument. */
export function publicStatus(event: FeedStatus): StatusEvent {
  switch (event.kind) {
    case "gap":
      return { kind: "gap", instrument: event.instrument.id, reason: event.reason, expected: event.expected, received: event.received };
    case "healed":
      return { kind: "healed", instrument: event.instrument.id, afterMs: event.afterMs };
    case "stale":
      return { kind: "stale", instrument: event.instrument.id, reason: event.reason };
    case "audit":
      return { kind: "audit", instrument: event.instrument.id, divergence: event.divergence };
    case "instrument":
      return { kind: "instrument", instrument: event.instrument.id, change: event.change };
    case "connected":
    case "disconnected":
    case "reconnecting":
    case "resubscribed":
    case "rate-limited":
    case "maintenance":
    case "drop":
    case "failed":
      return event;
  }
}
