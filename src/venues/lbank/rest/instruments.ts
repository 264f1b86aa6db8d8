// Listings as instruments. Scales come from counts of places and from the texts of the steps, so they are exact whatever a float
// would make of them.

import { priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { decimalPlaces, powerOfTen, SCALE_MAX, textToUnits } from "#core/decimal";
import { type Instrument, unifiedId } from "#core/instrument";
import { decimalField } from "#core/json/decimal-field";
import { type JsonObject, type JsonValue } from "#core/json/json-fallback";
import { asArray, asObject, asText, field } from "#core/json/json-value";
import { type HttpReply } from "#core/port";
import { type RestCall, type RestReading } from "#transport/rest-call";
import { contractCall, spotCall } from "#venues/lbank/rest/call";

const SPOT_SYMBOL = /^([a-z0-9]{1,32})_([a-z0-9]{1,16})$/;
const CONTRACT_SYMBOL = /^[A-Z0-9]{2,48}$/;
const CURRENCY = /^[A-Za-z0-9]{1,32}$/;

/** Reads every spot market. Rows that cannot be read are left out and counted; an answer with none that can is unreadable. */
export function spotInstrumentsCall(): RestCall<readonly Instrument[]> {
  return counting(
    spotCall<Rows>({ name: "spot instruments", path: "/accuracy.do", query: [], decode: (data) => readRows(data, readSpot) }),
  );
}

/** Reads every perpetual contract that is settled in USDT. */
export function contractInstrumentsCall(): RestCall<readonly Instrument[]> {
  const query = [["productGroup", "SwapU"]] as const;
  return counting(
    contractCall<Rows>({ name: "contract instruments", path: "/instrument", query, decode: (data) => readRows(data, readContract) }),
  );
}

interface Rows {
  readonly instruments: readonly Instrument[];
  readonly rows: number;
}

/** Tells the requester how many rows were left out. */
function counting(call: RestCall<Rows>): RestCall<readonly Instrument[]> {
  return {
    ...call,
    decode(reply: HttpReply): RestReading<readonly Instrument[]> {
      const reading = call.decode(reply);
      if (reading.kind !== "value") return reading;
      const { instruments, rows } = reading.value;
      return { kind: "value", value: instruments, skippedRows: rows - instruments.length };
    },
  };
}

function readRows(data: JsonValue | undefined, read: (row: JsonObject) => Instrument | undefined): Rows | undefined {
  const rows = asArray(data);
  if (rows === undefined) return undefined;
  const instruments = rows
    .map((row) => {
      const object = asObject(row);
      return object === undefined ? undefined : read(object);
    })
    .filter((instrument) => instrument !== undefined);
  return instruments.length === 0 && rows.length > 0 ? undefined : { instruments, rows: rows.length };
}

/** `accuracy` rows: places of price and size, the least size, the least value of an order. */
function readSpot(row: JsonObject): Instrument | undefined {
  const symbol = asText(field(row, "symbol")) ?? "";
  const [, base, quote] = SPOT_SYMBOL.exec(symbol) ?? [];
  const priceScale = placesField(row, "priceAccuracy");
  const sizePlaces = placesField(row, "quantityAccuracy");
  const minText = decimalField(row, "minTranQua");
  if (base === undefined || quote === undefined || priceScale === undefined || sizePlaces === undefined || minText === undefined)
    return undefined;
  const sizeScale = Math.max(sizePlaces, decimalPlaces(minText) ?? 0);
  const minSize = textToUnits(minText, sizeScale);
  if (sizeScale > SCALE_MAX || minSize === undefined || minSize < 0) return undefined;
  const minNotional = decimalField(row, "minOrderAmount");
  const [baseName, quoteName] = [base.toUpperCase(), quote.toUpperCase()];
  return {
    venue: "lbank",
    product: "spot",
    kind: "spot",
    symbol: venueSymbol(symbol),
    id: unifiedId({ base: baseName, quote: quoteName }),
    base: baseName,
    quote: quoteName,
    priceScale,
    sizeScale,
    tick: priceUnits(1),
    lot: sizeUnits(powerOfTen(sizeScale - sizePlaces)),
    minSize: sizeUnits(minSize),
    ...(minNotional === undefined ? {} : { minNotional }),
    sizeUnit: "base",
    contractSize: "1",
    status: "trading",
  };
}

function placesField(row: JsonObject, name: string): number | undefined {
  const text = asText(field(row, name));
  return text !== undefined && /^\d{1,2}$/.test(text) && Number(text) <= SCALE_MAX ? Number(text) : undefined;
}

function readContract(row: JsonObject): Instrument | undefined {
  const symbol = asText(field(row, "symbol")) ?? "";
  const [base, quote, settle] = ["baseCurrency", "priceCurrency", "clearCurrency"].map((name) => asText(field(row, name)) ?? "");
  const [tickText, lotText, multiple] = ["priceTick", "volumeTick", "volumeMultiple"].map((name) => decimalField(row, name));
  if (base === undefined || quote === undefined || settle === undefined || !CONTRACT_SYMBOL.test(symbol)) return undefined;
  if (![base, quote, settle].every((name) => CURRENCY.test(name))) return undefined;
  if (tickText === undefined || lotText === undefined || multiple === undefined || !(Number(multiple) > 0)) return undefined;
  const minText = decimalField(row, "minOrderVolume") ?? lotText;
  const priceScale = decimalPlaces(tickText) ?? 0;
  const sizeScale = Math.max(decimalPlaces(lotText) ?? 0, decimalPlaces(minText) ?? 0);
  const tick = textToUnits(tickText, priceScale);
  const lot = textToUnits(lotText, sizeScale);
  const minSize = textToUnits(minText, sizeScale);
  if (priceScale > SCALE_MAX || sizeScale > SCALE_MAX || tick === undefined || lot === undefined || minSize === undefined) return undefined;
  // A step of zero, or one that no scale holds, leaves nothing to trade by.
  if (tick <= 0 || lot <= 0 || minSize < 0) return undefined;
  const maxSize = textToUnits(decimalField(row, "maxOrderVolume") ?? "", sizeScale);
  const minNotional = decimalField(row, "minOrderCost");
  return {
    venue: "lbank",
    product: "contract",
    kind: "perpetual",
    symbol: venueSymbol(symbol),
    id: unifiedId({ base, quote, settle }),
    base,
    quote,
    settle,
    priceScale,
    sizeScale,
    tick: priceUnits(tick),
    lot: sizeUnits(lot),
    minSize: sizeUnits(minSize),
    ...(maxSize === undefined || maxSize <= 0 ? {} : { maxSize: sizeUnits(maxSize) }),
    ...(minNotional === undefined ? {} : { minNotional }),
    sizeUnit: "contract",
    contractSize: multiple,
    status: "trading",
  };
}
