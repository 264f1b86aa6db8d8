// The lists of instruments, one shape each: contracts in V3 and V2, spot in V3. Steps come from numbers of places or from texts, so they
// are exact whatever a float would make of them.

import { type PriceUnits, priceUnits, type SizeUnits, sizeUnits, venueSymbol } from "#core/brand";
import { decimalPlaces, textToUnits } from "#core/decimal";
import { type Instrument, type InstrumentStatus, unifiedId } from "#core/instrument";
import { decimalField } from "#core/json/decimal-field";
import { type JsonObject, type JsonValue } from "#core/json/json-fallback";
import { asArray, asBoolean, asObject, asText, asWhole, field } from "#core/json/json-value";
import { type RestCall } from "#transport/rest-call";
import { readAnswer } from "#venues/weex/rest/answer";
import { type Interface, queryCall } from "#venues/weex/rest/call";

const SYMBOL = /^[A-Za-z0-9_.-]{1,64}$/;
const CURRENCY = /^[A-Za-z0-9]{1,32}$/;
const SCALE_MAX = 22;

/** Reads every instrument. Rows that cannot be read are left out and counted; an answer with none that can is unreadable. */
export function instrumentsCall(face: Interface): RestCall<readonly Instrument[]> {
  const name = `${face.description.product} instruments`;
  const about = face.spot
    ? { path: "exchangeInfo", weight: 20 }
    : face.version === "v3"
      ? { path: "market/exchangeInfo", weight: 1 }
      : { path: "market/contracts", weight: 10 };
  return {
    ...queryCall(face, name, about),
    query: [],
    decode(reply) {
      const reading = readAnswer(name, reply, (value) => readRows(face, value));
      if (reading.kind !== "value") return reading;
      const { instruments, rows } = reading.value;
      return { kind: "value", value: instruments, skippedRows: rows - instruments.length };
    },
  };
}

interface Rows {
  readonly instruments: readonly Instrument[];
  readonly rows: number;
}

function readRows(face: Interface, value: JsonValue): Rows | undefined {
  const body = asObject(value);
  const rows = asArray(face.version === "v2" || body === undefined ? value : field(body, "symbols"));
  if (rows === undefined) return undefined;
  const read = face.spot ? spotOf : face.version === "v3" ? contractOfV3 : contractOfV2;
  const instruments = rows.map((row) => read(asObject(row) ?? {})).filter((instrument) => instrument !== undefined);
  return instruments.length === 0 && rows.length > 0 ? undefined : { instruments, rows: rows.length };
}

interface Steps {
  readonly priceScale: number;
  readonly sizeScale: number;
  readonly tick: PriceUnits;
  readonly lot: SizeUnits;
  readonly minSize: SizeUnits;
  readonly maxSize?: SizeUnits;
}

interface Named {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
}

function contractOfV3(row: JsonObject): Instrument | undefined {
  const steps = stepsOf(row, {
    tick: powerText(1, asWhole(field(row, "pricePrecision"))),
    lot: powerText(1, asWhole(field(row, "quantityPrecision"))),
    min: "minOrderSize",
    max: "maxOrderSize",
  });
  return contract({ names: namesOf(row, "baseAsset", "quoteAsset"), settle: nameField(row, "marginAsset"), steps });
}

/** `tick_size` and `size_increment` are numbers of places, in spite of their names; a price step is `priceEndStep` of the last place. */
function contractOfV2(row: JsonObject): Instrument | undefined {
  const steps = stepsOf(row, {
    tick: powerText(asWhole(field(row, "priceEndStep")) ?? 1, asWhole(field(row, "tick_size"))),
    lot: powerText(1, asWhole(field(row, "size_increment"))),
    min: "minOrderSize",
    max: "maxOrderSize",
  });
  return contract({ names: namesOf(row, "underlying_index", "quote_currency"), settle: nameField(row, "coin"), steps });
}

function contract(parts: {
  readonly names: Named | undefined;
  readonly settle: string | undefined;
  readonly steps: Steps | undefined;
}): Instrument | undefined {
  const { names, settle, steps } = parts;
  if (names === undefined || settle === undefined || steps === undefined) return undefined;
  const { symbol, base, quote } = names;
  return {
    venue: "weex",
    product: "contract",
    kind: "perpetual",
    symbol: venueSymbol(symbol),
    id: unifiedId({ base, quote, settle }),
    base,
    quote,
    settle,
    ...steps,
    sizeUnit: "base",
    contractSize: "1",
    // The lists name no status: what is listed trades.
    status: "trading",
  };
}

/** Older deployments send no steps; their numbers of places stand in. */
function spotOf(row: JsonObject): Instrument | undefined {
  const names = namesOf(row, "baseAsset", "quoteAsset");
  const steps = stepsOf(row, {
    tick: decimalField(row, "tickSize") ?? powerText(1, asWhole(field(row, "quoteAssetPrecision"))),
    lot: decimalField(row, "stepSize") ?? powerText(1, asWhole(field(row, "baseAssetPrecision"))),
    min: "minTradeAmount",
    max: "maxTradeAmount",
  });
  if (names === undefined || steps === undefined) return undefined;
  const { symbol, base, quote } = names;
  return {
    venue: "weex",
    product: "spot",
    kind: "spot",
    symbol: venueSymbol(symbol),
    id: unifiedId({ base, quote }),
    base,
    quote,
    ...steps,
    sizeUnit: "base",
    contractSize: "1",
    status: statusOf(row),
  };
}

function statusOf(row: JsonObject): InstrumentStatus {
  const status = asText(field(row, "status"));
  if (status === "BREAK" || asBoolean(field(row, "enableTrade")) === false) return "halted";
  return status === "TRADING" || status === undefined ? "trading" : "unrecognized";
}

/** `count × 10^-places` as text: 1 and 2 give "0.01". */
function powerText(count: number, places: number | undefined): string | undefined {
  if (places === undefined || places > SCALE_MAX || !(count > 0)) return undefined;
  const digits = String(count).padStart(places + 1, "0");
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

function stepsOf(
  row: JsonObject,
  texts: { readonly tick: string | undefined; readonly lot: string | undefined; readonly min: string; readonly max: string },
): Steps | undefined {
  const { tick: tickText, lot: lotText } = texts;
  if (tickText === undefined || lotText === undefined) return undefined;
  const minText = decimalField(row, texts.min) ?? lotText;
  const priceScale = decimalPlaces(tickText) ?? 0;
  const sizeScale = Math.max(decimalPlaces(lotText) ?? 0, decimalPlaces(minText) ?? 0);
  const tick = textToUnits(tickText, priceScale);
  const lot = textToUnits(lotText, sizeScale);
  const minSize = textToUnits(minText, sizeScale);
  // A step of zero, or one that no scale holds, leaves nothing to trade by.
  if (priceScale > SCALE_MAX || sizeScale > SCALE_MAX || tick === undefined || lot === undefined || minSize === undefined) return undefined;
  if (tick <= 0 || lot <= 0 || minSize < 0) return undefined;
  const maxSize = textToUnits(decimalField(row, texts.max) ?? "", sizeScale);
  const units = { priceScale, sizeScale, tick: priceUnits(tick), lot: sizeUnits(lot), minSize: sizeUnits(minSize) };
  return maxSize === undefined || maxSize <= 0 ? units : { ...units, maxSize: sizeUnits(maxSize) };
}

function namesOf(row: JsonObject, baseName: string, quoteName: string): Named | undefined {
  const symbol = asText(field(row, "symbol"));
  const base = nameField(row, baseName);
  const quote = nameField(row, quoteName);
  if (symbol === undefined || !SYMBOL.test(symbol) || base === undefined || quote === undefined) return undefined;
  return { symbol, base, quote };
}

function nameField(row: JsonObject, name: string): string | undefined {
  const text = asText(field(row, name));
  return text !== undefined && CURRENCY.test(text) ? text : undefined;
}
