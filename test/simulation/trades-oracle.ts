// Public prints: each once, none missing without a hole that says so.

import { type Instrument } from "#core/instrument";
import { type SimulatedExchange } from "#sim/world";
import { type MarketPrint } from "#venues/dialect";

/** What a consumer heard of one market, and what the market printed: its past at the start, then everything. */
export interface HeardTrades {
  readonly ids: string[];
  readonly holes: { readonly from: number; readonly to: number }[];
  readonly printed: MarketPrint[];
}

/** Begins to listen to a market beside its consumer. */
export function hearMarket(exchange: SimulatedExchange, instrument: Instrument): HeardTrades {
  const market = exchange.marketOf({ venue: instrument.venue, product: instrument.product, symbol: instrument.symbol });
  const printed: MarketPrint[] = [...(market?.prints({ limit: 1_000 }) ?? [])];
  market?.onPrint((prints) => printed.push(...prints));
  return { ids: [], holes: [], printed };
}

/** The first broken promise in words; undefined when all hold. */
export function checkTrades(instrument: Instrument, heard: HeardTrades): string | undefined {
  const unique = new Set(heard.ids);
  if (unique.size !== heard.ids.length) return `${instrument.symbol} handed out a trade twice`;
  if (heard.ids.length === 0) return undefined;
  const prints = heard.printed;
  const known = new Set(prints.map((print) => String(print.tradeId)));
  const invented = heard.ids.find((id) => !known.has(id));
  if (invented !== undefined) return `${instrument.symbol} handed out trade ${invented}, which the venue never printed`;
  const heardTimes = prints.filter((print) => unique.has(String(print.tradeId))).map((print) => print.venueTime as number);
  const first = Math.min(...heardTimes);
  const last = Math.max(...heardTimes);
  const missing = prints.find(
    (print) =>
      print.venueTime > first &&
      print.venueTime < last &&
      !unique.has(String(print.tradeId)) &&
      !heard.holes.some((hole) => print.venueTime >= hole.from && print.venueTime <= hole.to),
  );
  return missing === undefined ? undefined : `${instrument.symbol} trade ${missing.tradeId} of ${missing.venueTime} is missing without a hole; heard ${heard.ids.length} from ${first} to ${last}, holes ${JSON.stringify(heard.holes)}`;
}
