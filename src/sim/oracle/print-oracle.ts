// Public prints: each once, none missing without a hole that says so. A venue names its prints by a running number, by a UUID whose
// last group is that number in the simulator, or not at all; there, prints that are alike in everything are one.

import { type TradeEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type SimulatedExchange } from "#sim/world";
import { type MarketPrint } from "#venues/dialect";

/** A hole in what was handed out: prints may be missing between two times, and between two trades where the venue names them. */
export interface ToldHole {
  readonly from: number;
  readonly to: number;
  readonly afterId: string | undefined;
  readonly beforeId: string | undefined;
}

/** What a consumer heard of one market, and what the market printed: its past at the start, then everything. */
export interface HeardTrades {
  /** By `tradeKey`. */
  readonly ids: string[];
  readonly holes: ToldHole[];
  readonly printed: MarketPrint[];
}

/** Begins to listen to a market beside its consumer. */
export function hearMarket(exchange: SimulatedExchange, instrument: Instrument): HeardTrades {
  const market = exchange.marketOf({ venue: instrument.venue, product: instrument.product, symbol: instrument.id });
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

/** What a print is recognised by. */
export function tradeKey(trade: Pick<TradeEvent, "tradeId" | "venueTime" | "price" | "size" | "side">): string {
  return trade.tradeId === undefined ? figuresOf(trade) : String(numberOf(trade.tradeId));
}

const numberOf = (id: string): number => (id.includes("-") ? Number.parseInt(id.slice(-12), 16) : Number(id));

/** The first broken promise in words; undefined when all hold. */
export function checkTrades(instrument: Instrument, heard: HeardTrades): string | undefined {
  const unique = new Set(heard.ids);
  if (heard.ids.length === 0) return undefined;
  // Two prints without names may be alike in everything.
  const named = !heard.ids.some((id) => id.includes(" "));
  if (named && unique.size !== heard.ids.length) return `${instrument.symbol} handed out a trade twice`;
  const keyOf = (print: MarketPrint): string => (named ? String(print.tradeId) : figuresOf(print));
  const prints = heard.printed;
  const repeated = repeatedTrade(heard, keyOf);
  if (repeated !== undefined) return `${instrument.symbol} handed out ${repeated} more often than it was printed`;
  const known = new Map(prints.map((print) => [keyOf(print), print]));
  const invented = heard.ids.find((id) => !known.has(id));
  if (invented !== undefined) return `${instrument.symbol} handed out trade ${invented}, which the venue never printed`;
  const heardIds = heard.ids.map((id) => known.get(id)?.tradeId ?? 0);
  const first = Math.min(...heardIds);
  const last = Math.max(...heardIds);
  const missing = prints.find(
    (print) =>
      print.tradeId > first && print.tradeId < last && !unique.has(keyOf(print)) && !heard.holes.some((hole) => isInside(hole, print)),
  );
  if (missing === undefined) return undefined;
  return `${instrument.symbol} trade ${missing.tradeId} is missing without a hole; heard ${heard.ids.length}, holes ${JSON.stringify(heard.holes)}`;
}

/** The first key that was handed out more often than the venue printed it. */
function repeatedTrade(heard: HeardTrades, keyOf: (print: MarketPrint) => string): string | undefined {
  const left = new Map<string, number>();
  for (const print of new Map(heard.printed.map((each) => [each.tradeId, each])).values()) {
    left.set(keyOf(print), (left.get(keyOf(print)) ?? 0) + 1);
  }
  return heard.ids.find((key) => {
    const copies = (left.get(key) ?? 0) - 1;
    left.set(key, copies);
    return copies < 0;
  });
}

/** By number where the hole tells one, else by time. */
function isInside(hole: ToldHole, print: MarketPrint): boolean {
  if (hole.afterId === undefined) return print.venueTime >= hole.from && (hole.from === hole.to || print.venueTime <= hole.to);
  const beforeId = hole.beforeId === undefined ? Number.MAX_SAFE_INTEGER : numberOf(hole.beforeId);
  return print.tradeId > numberOf(hole.afterId) && print.tradeId < beforeId;
}
