import { epochMs, priceUnits, sizeUnits } from "#core/brand";
import { textToUnits } from "#core/decimal";
import { type TradeEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type JsonValue } from "#core/json/json-fallback";
import { asArray, asObject, asText, asWhole, field } from "#core/json/json-value";
import { type RestCall } from "#transport/rest-call";
import { type LmexProduct, restOf, TRADES_MAX } from "#venues/lmex/endpoints";
import { readAnswer } from "#venues/lmex/rest/answer";
import { queryCall } from "#venues/lmex/rest/call";
import { type TradesPage } from "#venues/venue";

/** Reads past trades, oldest first. Bounds are times in ms; the venue answers with the newest of the range. */
export function tradesCall(product: LmexProduct, instrument: Instrument, page: TradesPage): RestCall<readonly TradeEvent[]> {
  const name = `trades ${instrument.symbol}`;
  const query: (readonly [string, string])[] = [
    ["symbol", instrument.symbol],
    ["count", String(Math.min(Math.max(1, Math.floor(page.limit)), TRADES_MAX))],
  ];
  if (page.startTime !== undefined) query.push(["startTime", String(page.startTime)]);
  if (page.endTime !== undefined) query.push(["endTime", String(page.endTime)]);
  // Without it, what is older than seven days is left out in silence.
  if (page.startTime !== undefined || page.endTime !== undefined) query.push(["includeOld", "true"]);
  return {
    ...queryCall(name, `${restOf(product).base}/trades`),
    query,
    decode: (reply) => readAnswer(name, reply, (value) => readTrades(instrument, value)),
  };
}

/** All rows or none: a hole in a history would be silent. */
function readTrades(instrument: Instrument, value: JsonValue): readonly TradeEvent[] | undefined {
  const rows = asArray(value);
  if (rows === undefined) return undefined;
  const trades: TradeEvent[] = [];
  for (let at = rows.length - 1; at >= 0; at -= 1) {
    const trade = readTrade(instrument, rows[at]);
    if (trade === undefined) return undefined;
    trades.push(trade);
  }
  return trades;
}

function readTrade(instrument: Instrument, value: JsonValue | undefined): TradeEvent | undefined {
  const row = asObject(value);
  if (row === undefined || asText(field(row, "symbol")) !== instrument.symbol) return undefined;
  const price = textToUnits(asText(field(row, "price")) ?? "", instrument.priceScale);
  const size = textToUnits(asText(field(row, "size")) ?? "", instrument.sizeScale);
  const side = field(row, "side");
  const venueTime = asWhole(field(row, "timestamp"));
  if (price === undefined || size === undefined || price <= 0 || size <= 0) return undefined;
  if (venueTime === undefined || (side !== "BUY" && side !== "SELL")) return undefined;
  return {
    kind: "trade",
    instrument,
    tradeId: asText(field(row, "serialId")),
    price: priceUnits(price),
    size: sizeUnits(size),
    side: side === "BUY" ? "buy" : "sell",
    venueTime: epochMs(venueTime),
  };
}
