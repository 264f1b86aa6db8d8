// Public prints: each once, none missing without a hole that says so.

import { type Instrument } from "#core/instrument";
import { type SimulatedExchange } from "#sim/world";

/** What a consumer heard of one market. */
export interface HeardTrades {
  readonly ids: string[];
  readonly holes: { readonly from: number; readonly to: number }[];
  firstAt: number | undefined;
}

/** The first broken promise in words; undefined when all hold. */
export function checkTrades(exchange: SimulatedExchange, instrument: Instrument, heard: HeardTrades): string | undefined {
  const unique = new Set(heard.ids);
  if (unique.size !== heard.ids.length) return `${instrument.symbol} handed out a trade twice`;
  const market = exchange.marketOf({ venue: instrument.venue, product: instrument.product, symbol: instrument.symbol });
  if (market === undefined || heard.ids.length === 0) return undefined;
  const prints = market.prints({ limit: 10_000 });
  const known = new Set(prints.map((print) => String(print.tradeId)));
  const invented = heard.ids.find((id) => !known.has(id));
  if (invented !== undefined && prints.length < 10_000) return `${instrument.symbol} handed out trade ${invented}, which the venue never printed`;
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
  return missing === undefined ? undefined : `${instrument.symbol} trade ${missing.tradeId} is missing without a hole`;
}
