import { epochMs, priceUnits, sizeUnits } from "#core/brand";
import { textToUnits } from "#core/decimal";
import { type TradeEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type JsonValue } from "#core/json/json-fallback";
import { asArray, asBoolean, asObject, asText, asWhole, field } from "#core/json/json-value";
import { isNewestFirst } from "#core/row-order";
import { type RestCall } from "#transport/rest-call";
import { spotRest } from "#venues/lbank/endpoints";
import { spotCall } from "#venues/lbank/rest/call";
import { type TradesPage } from "#venues/venue";

/**
 * Reads past trades, oldest first. With a start the venue answers with the first ones from it, else with the latest: it cannot page
 * back from an end, which only cuts the answer here.
 */
export function tradesCall(instrument: Instrument, page: TradesPage): RestCall<readonly TradeEvent[]> {
  const { startTime, endTime = Number.POSITIVE_INFINITY } = page;
  const query: (readonly [string, string])[] = [
    ["symbol", instrument.symbol],
    ["size", String(Math.min(Math.max(1, Math.floor(page.limit)), spotRest.tradesMax))],
  ];
  // Whether the venue takes `time` itself is not documented, so it is asked for a millisecond more; what that brings too much stays,
  // because a full page must be seen as full.
  if (startTime !== undefined) query.push(["time", String(startTime - 1)]);
  return spotCall({
    name: `trades ${instrument.symbol}`,
    path: "/supplement/trades.do",
    query,
    decode: (data) => readTrades(instrument, data)?.filter(({ venueTime }) => venueTime <= endTime),
  });
}

/** All rows or none: a hole in a history would be silent. */
function readTrades(instrument: Instrument, value: JsonValue | undefined): readonly TradeEvent[] | undefined {
  const rows = asArray(value);
  if (rows === undefined) return undefined;
  const trades: TradeEvent[] = [];
  for (const row of rows) {
    const trade = readTrade(instrument, row);
    if (trade === undefined) return undefined;
    trades.push(trade);
  }
  // The order of the latest ones is not documented. The venue's own order within a millisecond is kept.
  if (isNewestFirst(trades)) trades.reverse();
  return trades.sort((one, other) => one.venueTime - other.venueTime);
}

function readTrade(instrument: Instrument, value: JsonValue): TradeEvent | undefined {
  const row = asObject(value);
  if (row === undefined) return undefined;
  const price = textToUnits(asText(field(row, "price")) ?? "", instrument.priceScale);
  const size = textToUnits(asText(field(row, "qty")) ?? "", instrument.sizeScale);
  const buyerMaker = asBoolean(field(row, "isBuyerMaker"));
  const venueTime = asWhole(field(row, "time"));
  if (price === undefined || size === undefined || price <= 0 || size <= 0) return undefined;
  if (venueTime === undefined || buyerMaker === undefined) return undefined;
  return {
    kind: "trade",
    instrument,
    tradeId: asText(field(row, "id")),
    price: priceUnits(price),
    size: sizeUnits(size),
    // When the buyer's order was resting, a seller took it.
    side: buyerMaker ? "sell" : "buy",
    venueTime: epochMs(venueTime),
  };
}
