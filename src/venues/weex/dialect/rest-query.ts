// What every read asks of its query: a market, a limit, a span of time.

import { type EpochMs, epochMs } from "#core/brand";
import { candleOpenTime } from "#core/calendar/candle-interval";
import { type CandleInterval } from "#core/event";
import { type CandleFigures, type DialectReply, type DialectRequest, type ExchangeView, type MarketView } from "#venues/dialect";

/** One request to one interface. */
export interface Ask {
  readonly request: DialectRequest;
  readonly exchange: ExchangeView;
  readonly now: EpochMs;
  /** The markets of the interface's product. */
  readonly markets: readonly MarketView[];
  /** A market by its symbol as the interface writes it. */
  market(symbol: string): MarketView | undefined;
  refusedParameter(name: string, missing: boolean): DialectReply;
}

/** Answers with the market that `symbol` names, or refuses. */
export function withMarket(ask: Ask, answer: (market: MarketView) => DialectReply): DialectReply {
  const symbol = ask.request.query.get("symbol") ?? "";
  if (symbol === "") return ask.refusedParameter("symbol", true);
  const market = ask.market(symbol);
  return market === undefined ? ask.refusedParameter("symbol", false) : answer(market);
}

/** Answers with all markets, or with the one that `symbol` names. */
export function withMarkets(ask: Ask, answer: (markets: readonly MarketView[]) => DialectReply): DialectReply {
  const symbol = ask.request.query.get("symbol") ?? "";
  return symbol === "" ? answer(ask.markets) : withMarket(ask, (market) => answer([market]));
}

/** A whole number of the query; `usual` when absent, NaN when it is none. */
export function whole(ask: Ask, name: string, usual: number): number {
  const text = ask.request.query.get(name) ?? "";
  if (text === "") return usual;
  return /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
}

/** The limit of a list; undefined when it is out of bounds. */
export function limitOf(ask: Ask, usual: number, most: number): number | undefined {
  const limit = whole(ask, "limit", usual);
  return limit >= 1 && limit <= most ? limit : undefined;
}

/** The last `count` candles that open at or before `endTime`, oldest first. */
export function candlesUntil(
  market: MarketView,
  interval: CandleInterval,
  range: { readonly endTime: EpochMs; readonly count: number },
): readonly CandleFigures[] {
  let startTime = candleOpenTime(interval, range.endTime);
  for (let at = 1; at < range.count; at += 1) startTime = candleOpenTime(interval, epochMs(startTime - 1));
  return market.candles(interval, { startTime, endTime: range.endTime }).slice(-range.count);
}
