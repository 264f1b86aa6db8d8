// `market_summary` rows as instruments. Scales come from the texts of the steps, so they are exact whatever a float would make of them.

import { type PriceUnits, priceUnits, type SizeUnits, sizeUnits, venueSymbol } from "#core/brand";
import { decimalPlaces, textToUnits } from "#core/decimal";
import { type Instrument, type InstrumentKind, type InstrumentStatus, unifiedId } from "#core/instrument";
import { decimalField } from "#core/json/decimal-field";
import { type JsonObject, type JsonValue } from "#core/json/json-fallback";
import { asArray, asBoolean, asObject, asText, field } from "#core/json/json-value";
import { type RestCall } from "#transport/rest-call";
import { type LmexProduct, restOf } from "#venues/lmex/endpoints";
import { readAnswer } from "#venues/lmex/rest/answer";
import { queryCall } from "#venues/lmex/rest/call";

const SYMBOL = /^[A-Za-z0-9@._-]{1,64}$/;
const CURRENCY = /^[A-Za-z0-9]{1,32}$/;
const EXPIRY = /-(\d{6})$/;

/** Reads every instrument of a product. Rows that cannot be read are left out and counted; an answer with none that can is unreadable. */
export function instrumentsCall(product: LmexProduct): RestCall<readonly Instrument[]> {
  const name = `${product} instruments`;
  return {
    ...queryCall(name, `${restOf(product).base}/market_summary`),
    query: [],
    decode(reply) {
      const reading = readAnswer(name, reply, (value) => readRows(product, value));
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

function readRows(product: LmexProduct, value: JsonValue): Rows | undefined {
  const rows = asArray(value);
  if (rows === undefined) return undefined;
  const instruments = rows.map((row) => readInstrument(product, asObject(row))).filter((instrument) => instrument !== undefined);
  return instruments.length === 0 && rows.length > 0 ? undefined : { instruments, rows: rows.length };
}

function readInstrument(product: LmexProduct, row: JsonObject | undefined): Instrument | undefined {
  if (row === undefined) return undefined;
  const symbol = nameField(row, "symbol", SYMBOL);
  const base = nameField(row, "base", CURRENCY);
  const quote = nameField(row, "quote", CURRENCY);
  const steps = readSteps(row);
  if (symbol === undefined || base === undefined || quote === undefined || steps === undefined) return undefined;
  const common = { venue: "lmex", product, symbol: venueSymbol(symbol), base, quote, ...steps, status: statusOf(row) } as const;
  if (product === "spot") {
    return { ...common, kind: "spot", id: unifiedId({ base, quote }), sizeUnit: "base", contractSize: "1" };
  }
  const dated = datedOf(row, symbol);
  const contractSize = decimalField(row, "contractSize");
  if (dated === undefined || contractSize === undefined || !(Number(contractSize) > 0)) return undefined;
  const { kind, expiry } = dated;
  const id = unifiedId(expiry === undefined ? { base, quote, settle: quote } : { base, quote, settle: quote, expiry });
  return { ...common, kind, id, settle: quote, sizeUnit: "contract", contractSize };
}

interface Steps {
  readonly priceScale: number;
  readonly sizeScale: number;
  readonly tick: PriceUnits;
  readonly lot: SizeUnits;
  readonly minSize: SizeUnits;
  readonly maxSize?: SizeUnits;
}

function readSteps(row: JsonObject): Steps | undefined {
  const tickText = decimalField(row, "minPriceIncrement");
  const lotText = decimalField(row, "minSizeIncrement");
  if (tickText === undefined || lotText === undefined) return undefined;
  const minText = decimalField(row, "minOrderSize") ?? lotText;
  const priceScale = decimalPlaces(tickText) ?? 0;
  const sizeScale = Math.max(decimalPlaces(lotText) ?? 0, decimalPlaces(minText) ?? 0);
  const tick = textToUnits(tickText, priceScale);
  const lot = textToUnits(lotText, sizeScale);
  const minSize = textToUnits(minText, sizeScale);
  // A step of zero, or one that no scale holds, leaves nothing to trade by.
  if (priceScale > 22 || sizeScale > 22 || tick === undefined || lot === undefined || minSize === undefined) return undefined;
  if (tick <= 0 || lot <= 0 || minSize < 0) return undefined;
  const maxSize = textToUnits(decimalField(row, "maxOrderSize") ?? "", sizeScale);
  const units = { priceScale, sizeScale, tick: priceUnits(tick), lot: sizeUnits(lot), minSize: sizeUnits(minSize) };
  return maxSize === undefined || maxSize <= 0 ? units : { ...units, maxSize: sizeUnits(maxSize) };
}

/** Perpetual or dated, with its day as YYMMDD. Undefined for a dated contract whose name tells no day. */
function datedOf(row: JsonObject, symbol: string): { readonly kind: InstrumentKind; readonly expiry?: string } | undefined {
  const expiry = EXPIRY.exec(symbol)?.[1];
  if (expiry !== undefined) return { kind: "dated-future", expiry };
  return asBoolean(field(row, "timeBasedContract")) === true ? undefined : { kind: "perpetual" };
}

function statusOf(row: JsonObject): InstrumentStatus {
  const active = asBoolean(field(row, "active"));
  return active === undefined ? "unrecognized" : active ? "trading" : "halted";
}

function nameField(row: JsonObject, name: string, shape: RegExp): string | undefined {
  const text = asText(field(row, name));
  return text !== undefined && shape.test(text) ? text : undefined;
}
