import { type EpochMs, epochMs, type PriceUnits, priceUnits, type SizeUnits, sizeUnits } from "#core/brand";
import { textToUnits } from "#core/decimal";
import { type BookImage } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type JsonValue } from "#core/json/json-fallback";
import { asArray, asObject, asText, asWhole, field } from "#core/json/json-value";
import { type RestCall } from "#transport/rest-call";
import { BOOK_DEPTH, type LmexProduct, restOf } from "#venues/lmex/endpoints";
import { readAnswer } from "#venues/lmex/rest/answer";
import { queryCall } from "#venues/lmex/rest/call";

type Level = readonly [price: PriceUnits, size: SizeUnits];

/** Reads a book of at most 50 levels a side. It has no sequence, so it can be compared with a live book but never joined to it. */
export function bookCall(
  product: LmexProduct,
  instrument: Instrument,
  wish: { readonly depth: number; readonly group: number },
): RestCall<BookImage> {
  const name = `book ${instrument.symbol}`;
  const depth = Math.min(Math.max(1, Math.floor(wish.depth)), BOOK_DEPTH);
  const { base } = restOf(product);
  const grouped = wish.group > 0;
  return {
    ...queryCall(name, `${base}/${grouped ? "orderbook" : "orderbook/L2"}`),
    query: [["symbol", instrument.symbol], grouped ? ["group", String(wish.group)] : ["depth", String(depth)]],
    decode: (reply) => readAnswer(name, reply, (value) => readBook(instrument, depth, value)),
  };
}

function readBook(instrument: Instrument, depth: number, value: JsonValue): BookImage | undefined {
  const body = asObject(value);
  if (body === undefined || asText(field(body, "symbol")) !== instrument.symbol) return undefined;
  const bids = readSide(instrument, field(body, "buyQuote"));
  const asks = readSide(instrument, field(body, "sellQuote"));
  const venueTime = timeOf(field(body, "timestamp"));
  if (bids === undefined || asks === undefined || venueTime === "odd") return undefined;
  // Best first is documented; a sort costs little and trusts nobody.
  bids.sort((one, other) => other[0] - one[0]);
  asks.sort((one, other) => one[0] - other[0]);
  return { instrument, bids: bids.slice(0, depth), asks: asks.slice(0, depth), sequence: undefined, venueTime };
}

function timeOf(value: JsonValue | undefined): EpochMs | undefined | "odd" {
  if (value === undefined || value === null) return undefined;
  const ms = asWhole(value);
  return ms === undefined ? "odd" : epochMs(ms);
}

function readSide(instrument: Instrument, value: JsonValue | undefined): Level[] | undefined {
  const levels: Level[] = [];
  for (const row of asArray(value) ?? [undefined]) {
    const object = row === undefined ? undefined : asObject(row);
    if (object === undefined) return undefined;
    const price = textToUnits(asText(field(object, "price")) ?? "", instrument.priceScale);
    const size = textToUnits(asText(field(object, "size")) ?? "", instrument.sizeScale);
    if (price === undefined || size === undefined || price <= 0 || size < 0) return undefined;
    if (size > 0) levels.push([priceUnits(price), sizeUnits(size)]);
  }
  return levels;
}
