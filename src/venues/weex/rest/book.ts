import { epochMs, type PriceUnits, priceUnits, type SizeUnits, sizeUnits } from "#core/brand";
import { textToUnits } from "#core/decimal";
import { type BookImage } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type JsonValue } from "#core/json/json-fallback";
import { asArray, asObject, asSequence, asText, asWhole, field } from "#core/json/json-value";
import { type RestCall } from "#transport/rest-call";
import { readAnswer } from "#venues/weex/rest/answer";
import { type Interface, queryCall } from "#venues/weex/rest/call";
import { BOOK_LEVELS } from "#venues/weex/topic";

type Level = readonly [price: PriceUnits, size: SizeUnits];

/** Reads a book. The venue has 15 or 200 levels a side; what was asked for is cut from that. Only V3 tells its number in the chain. */
export function bookCall(face: Interface, instrument: Instrument, wish: number): RestCall<BookImage> {
  const name = `book ${instrument.symbol}`;
  const depth = Math.min(Math.max(1, Math.floor(wish)), BOOK_LEVELS[1]);
  const limit = depth <= BOOK_LEVELS[0] ? BOOK_LEVELS[0] : BOOK_LEVELS[1];
  return {
    ...queryCall(face, name, { path: "market/depth", weight: face.spot ? 5 : 1 }),
    query: [
      ["symbol", instrument.symbol],
      ["limit", String(limit)],
    ],
    decode: (reply) => readAnswer(name, reply, (value) => readBook(face, instrument, { depth, value })),
  };
}

function readBook(
  face: Interface,
  instrument: Instrument,
  answer: { readonly depth: number; readonly value: JsonValue },
): BookImage | undefined {
  const body = asObject(answer.value);
  if (body === undefined) return undefined;
  const bids = readSide(instrument, field(body, "bids"));
  const asks = readSide(instrument, field(body, "asks"));
  const sequence = face.version === "v3" ? asSequence(field(body, "lastUpdateId")) : undefined;
  const ms = face.version === "v2" ? asWhole(field(body, "timestamp")) : undefined;
  if (bids === undefined || asks === undefined || (face.version === "v3" && sequence === undefined)) return undefined;
  // Best first is documented; a sort costs little and trusts nobody.
  bids.sort((one, other) => other[0] - one[0]);
  asks.sort((one, other) => one[0] - other[0]);
  return {
    instrument,
    bids: bids.slice(0, answer.depth),
    asks: asks.slice(0, answer.depth),
    sequence,
    venueTime: ms === undefined ? undefined : epochMs(ms),
  };
}

function readSide(instrument: Instrument, value: JsonValue | undefined): Level[] | undefined {
  const levels: Level[] = [];
  for (const row of asArray(value) ?? [undefined]) {
    const pair = row === undefined ? undefined : asArray(row);
    if (pair === undefined) return undefined;
    const price = textToUnits(asText(pair[0]) ?? "", instrument.priceScale);
    const size = textToUnits(asText(pair[1]) ?? "", instrument.sizeScale);
    if (price === undefined || size === undefined || price <= 0 || size < 0) return undefined;
    if (size > 0) levels.push([priceUnits(price), sizeUnits(size)]);
  }
  return levels;
}
