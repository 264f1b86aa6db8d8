import { epochMs, priceUnits, sizeUnits } from "#core/brand";
import { textToUnits } from "#core/decimal";
import { type TradeEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type JsonValue } from "#core/json/json-fallback";
import { asArray, asBoolean, asObject, asText, asWhole, field } from "#core/json/json-value";
import { isNewestFirst } from "#core/row-order";
import { type RestCall } from "#transport/rest-call";
import { type TradesPage } from "#venues/venue";
import { readAnswer } from "#venues/weex/rest/answer";
import { type Interface, queryCall } from "#venues/weex/rest/call";

/** Reads the newest trades, oldest first. The venue takes no bounds, so those of the page are cut from what it sends. */
export function tradesCall(face: Interface, instrument: Instrument, page: TradesPage): RestCall<readonly TradeEvent[]> {
  const name = `trades ${instrument.symbol}`;
  const limit = Math.min(Math.max(1, Math.floor(page.limit)), face.description.rest.tradesMax);
  return {
    ...queryCall(face, name, { path: "market/trades", weight: face.spot ? 25 : 5 }),
    query: [
      ["symbol", instrument.symbol],
      ["limit", String(limit)],
    ],
    decode: (reply) =>
      readAnswer(name, reply, (value) =>
        readTrades(face, instrument, value)?.filter(
          ({ venueTime }) => venueTime >= (page.startTime ?? 0) && venueTime <= (page.endTime ?? Number.POSITIVE_INFINITY),
        ),
      ),
  };
}

/** All rows or none: a hole in a history would be silent. */
function readTrades(face: Interface, instrument: Instrument, value: JsonValue): readonly TradeEvent[] | undefined {
  const rows = asArray(value);
  if (rows === undefined) return undefined;
  const trades: TradeEvent[] = [];
  for (const row of rows) {
    const trade = readTrade(face, instrument, row);
    if (trade === undefined) return undefined;
    trades.push(trade);
  }
  // Which end comes first is not documented. The venue's own order is kept, because times may step back where its clock does.
  return isNewestFirst(trades) ? trades.reverse() : trades;
}

function readTrade(face: Interface, instrument: Instrument, value: JsonValue): TradeEvent | undefined {
  const row = asObject(value);
  if (row === undefined) return undefined;
  const v3 = face.version === "v3";
  const price = textToUnits(asText(field(row, "price")) ?? "", instrument.priceScale);
  const size = textToUnits(asText(field(row, v3 ? "qty" : "size")) ?? "", instrument.sizeScale);
  const venueTime = asWhole(field(row, "time"));
  const maker = asBoolean(field(row, "isBuyerMaker"));
  if (price === undefined || size === undefined || price <= 0 || size <= 0) return undefined;
  if (venueTime === undefined || maker === undefined) return undefined;
  return {
    kind: "trade",
    instrument,
    // V2's socket tells no id. One from REST would make the same print look like two.
    tradeId: v3 ? asText(field(row, "id")) : undefined,
    price: priceUnits(price),
    size: sizeUnits(size),
    side: maker ? "sell" : "buy",
    venueTime: epochMs(venueTime),
  };
}
