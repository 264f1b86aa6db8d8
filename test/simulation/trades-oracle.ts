// Public prints: each once, none missing without a hole that says so.

import { type Instrument } from "#core/instrument";
import { type SimulatedExchange } from "#sim/world";
import { type MarketPrint } from "#venues/dialect";

/** What a consumer heard of one market, and what the market printed: its past at the start, then everything. */
export interface HeardTrades {
  readonly ids: string[];
  readonly holes: { readonly afterId: number; readonly beforeId: number }[];
  readonly printed: MarketPrint[];
}

/** Begins to listen to a market beside its consumer. */
export function hearMarket(exchange: SimulatedExchange, instrument: Instrument): HeardTrades {
  const market = exchange.marketOf({ venue: instrument.venue, product: instrument.product, symbol: instrument.symbol });
  const printed: MarketPrint[] = [...(market?.prints({ limit: 1_000 }) ?? [])];
  market?.onPrint((prints) => printed.push(...prints));
  return { ids: [], holes: [], printed };
}

/** All that tells a print without an id from others. */
export function figuresOf(print: Pick<MarketPrint, "venueTime" | "price" | "size" | "side">): string {
  return `${print.venueTime} ${print.price} ${print.size} ${print.side}`;
}

/**
 * The same of a venue whose pushes have no ids. Its promise is weaker: a push that comes twice cannot be told from two alike prints,
 * and one that got lost between two others leaves no trace. Nothing may be invented.
 */
export function checkFigures(instrument: Instrument, heard: HeardTrades): string | undefined {
  const known = new Set(heard.printed.map(figuresOf));
  const invented = heard.ids.find((key) => !known.has(key));
  return invented === undefined ? undefined : `${instrument.symbol} handed out a trade (${invented}) that the venue never printed`;
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
  const heardIds = heard.ids.map(Number);
  const first = Math.min(...heardIds);
  const last = Math.max(...heardIds);
  const missing = prints.find(
    ({ tradeId }) =>
      tradeId > first &&
      tradeId < last &&
      !unique.has(String(tradeId)) &&
      !heard.holes.some((hole) => tradeId > hole.afterId && tradeId < hole.beforeId),
  );
  if (missing === undefined) return undefined;
  return `${instrument.symbol} trade ${missing.tradeId} is missing without a hole; heard ${heard.ids.length}, holes ${JSON.stringify(heard.holes)}`;
}
