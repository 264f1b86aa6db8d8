import { epochMs, type PriceUnits, priceUnits, type SizeUnits, sizeUnits } from "#core/brand";
import { textToUnits } from "#core/decimal";
import { type BookImage } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type JsonValue } from "#core/json/json-fallback";
import { asArray, asObject, asText, asWhole, field } from "#core/json/json-value";
import { type RestCall } from "#transport/rest-call";
import { contractRest, spotRest } from "#venues/lbank/endpoints";
import { contractCall, spotCall } from "#venues/lbank/rest/call";

type Level = readonly [price: PriceUnits, size: SizeUnits];
type ReadLevel = (instrument: Instrument, row: JsonValue) => Level | undefined;

/** Reads a spot book of at most 200 levels a side: texts, where the socket has numbers, and the venue's time. */
export function spotBookCall(instrument: Instrument, wish: number): RestCall<BookImage> {
  const depth = clamped(wish, spotRest.bookDepthMax);
  return spotCall({
    name: `book ${instrument.symbol}`,
    path: "/depth.do",
    query: [
      ["symbol", instrument.symbol],
      ["size", String(depth)],
    ],
    decode: (data) => readBook(instrument, data, { depth, level: pairLevel }),
  });
}

/** Reads a contract's book of at most 1,000 levels a side. It tells no time. */
export function contractBookCall(instrument: Instrument, wish: number): RestCall<BookImage> {
  const depth = clamped(wish, contractRest.bookDepthMax);
  return contractCall({
    name: `book ${instrument.symbol}`,
    path: "/marketOrder",
    query: [
      ["symbol", instrument.symbol],
      ["depth", String(depth)],
    ],
    decode: (data) => readBook(instrument, data, { depth, level: namedLevel }),
  });
}

const clamped = (wish: number, most: number): number => Math.min(Math.max(1, Math.floor(wish)), most);

function readBook(
  instrument: Instrument,
  data: JsonValue | undefined,
  how: { readonly depth: number; readonly level: ReadLevel },
): BookImage | undefined {
  const body = asObject(data);
  if (body === undefined) return undefined;
  const symbol = asText(field(body, "symbol"));
  if (symbol !== undefined && symbol !== instrument.symbol) return undefined;
  const bids = readSide(instrument, field(body, "bids"), how.level);
  const asks = readSide(instrument, field(body, "asks"), how.level);
  const time = field(body, "timestamp");
  const venueMs = asWhole(time);
  if (bids === undefined || asks === undefined || (time !== undefined && venueMs === undefined)) return undefined;
  // Best first is documented; a sort costs little and trusts nobody.
  bids.sort((one, other) => other[0] - one[0]);
  asks.sort((one, other) => one[0] - other[0]);
  return {
    instrument,
    bids: bids.slice(0, how.depth),
    asks: asks.slice(0, how.depth),
    sequence: undefined,
    venueTime: venueMs === undefined ? undefined : epochMs(venueMs),
  };
}

function readSide(instrument: Instrument, value: JsonValue | undefined, level: ReadLevel): Level[] | undefined {
  const rows = asArray(value);
  if (rows === undefined) return undefined;
  const levels: Level[] = [];
  for (const row of rows) {
    const read = level(instrument, row);
    if (read === undefined) return undefined;
    if (read[1] > 0) levels.push(read);
  }
  return levels;
}

/** `["61240.12","0.5127"]`. */
function pairLevel(instrument: Instrument, row: JsonValue): Level | undefined {
  const pair = asArray(row);
  return pair === undefined ? undefined : levelOf(instrument, pair[0], pair[1]);
}

/** `{"price","volume","orders"}`. */
function namedLevel(instrument: Instrument, row: JsonValue): Level | undefined {
  const object = asObject(row);
  return object === undefined ? undefined : levelOf(instrument, field(object, "price"), field(object, "volume"));
}

function levelOf(instrument: Instrument, priceValue: JsonValue | undefined, sizeValue: JsonValue | undefined): Level | undefined {
  const price = textToUnits(asText(priceValue) ?? "", instrument.priceScale);
  const size = textToUnits(asText(sizeValue) ?? "", instrument.sizeScale);
  if (price === undefined || size === undefined || price <= 0 || size < 0) return undefined;
  return [priceUnits(price), sizeUnits(size)];
}
