// One private connection's reader. Frames are few, so every one is read losslessly; a row that cannot be read is counted, because
// then only REST tells what happened.

import { type AccountEvent } from "#core/account/account-event";
import { type InstrumentTable, type Product } from "#core/instrument";
import { type JsonObject, type JsonValue, parseJson } from "#core/json/json-fallback";
import { asArray, asBoolean, asObject, asText, field } from "#core/json/json-value";
import { asciiText } from "#core/json/text-pool";
import { type AccountChannel, type PrivateReader, type PrivateReading } from "#venues/account";
import { readFillRow } from "#venues/lmex/account/fill-row";
import { readOrderRow } from "#venues/lmex/account/order-row";
import { readPositionRow } from "#venues/lmex/account/position-row";
import { channelOf } from "#venues/lmex/account/topics";
import { decodeControl, decodeText, shortWords } from "#venues/lmex/decode/control";
import { type ReadCounters } from "#venues/venue";

const BRACE = 0x7b;
const TEXT_BYTES_MAX = 300;

/** Makes the reader of one private connection. */
export function privateReader(product: Product, table: () => InstrumentTable): PrivateReader {
  const counters: ReadCounters = { fastReads: 0, fallbackReads: 0, unknownFields: new Map() };
  return {
    counters,
    read(bytes) {
      if (bytes[0] !== BRACE && bytes.length <= TEXT_BYTES_MAX) {
        const text = decodeText(asciiText(bytes, 0, bytes.length));
        if (text !== undefined) return text;
      }
      const parsed = parseJson(bytes);
      if (parsed.kind === "malformed") {
        const closing = parsed.closeCode === undefined ? {} : { closeCode: parsed.closeCode };
        return { kind: "malformed", topic: undefined, reason: parsed.reason, ...closing };
      }
      const message = asObject(parsed.value);
      if (message === undefined) return { kind: "malformed", topic: undefined, reason: "not an object" };
      counters.fallbackReads += 1;
      return readMessage(message, { product, table: table() });
    },
  };
}

interface Where {
  readonly product: Product;
  readonly table: InstrumentTable;
}

function readMessage(message: JsonObject, where: Where): PrivateReading {
  const topic = asText(field(message, "topic"));
  const data = field(message, "data");
  if (topic !== undefined && data !== undefined) return readData(topic, data, where);
  if (field(message, "event") === "login") {
    const accepted = asBoolean(field(message, "success")) === true;
    return { kind: "login", accepted, words: accepted ? "" : shortWords(asText(field(message, "message")) ?? "the login was refused") };
  }
  const control = decodeControl(message);
  if (control !== undefined) return control;
  return topic === undefined
    ? { kind: "notice", words: shortWords(`unknown message with ${Object.keys(message).slice(0, 5).join(", ")}`) }
    : { kind: "malformed", topic, reason: "a topic without data" };
}

/** Spot sends one order as an object, everything else comes in lists. */
function readData(topic: string, data: JsonValue, where: Where): PrivateReading {
  const channel = channelOf(topic);
  if (channel === undefined) return { kind: "foreign", topic: topic.slice(0, 128), symbol: "" };
  const rows = asArray(data) ?? (asObject(data) === undefined ? undefined : [data]);
  if (rows === undefined) return { kind: "malformed", topic, reason: `data of ${channel} is neither a list nor an object` };
  const events: AccountEvent[] = [];
  for (const value of rows) {
    const row = asObject(value);
    const event = row === undefined ? undefined : readRow(channel, row, where);
    if (event !== undefined) events.push(event);
  }
  const first = asObject(rows[0]);
  const owner = first === undefined ? undefined : asText(field(first, "username"));
  const about = owner === undefined || owner === "" ? {} : { owner };
  return { kind: "account", channel, events, skippedRows: rows.length - events.length, version: undefined, ...about };
}

function readRow(channel: AccountChannel, row: JsonObject, where: Where): AccountEvent | undefined {
  switch (channel) {
    case "orders":
      return readOrderRow(row, { ...where, origin: "stream", row: "moment" });
    case "fills":
      return readFillRow(row, { ...where, origin: "stream" });
    case "positions":
      return readPositionRow(row, { ...where, origin: "stream" });
    case "balances":
      return undefined;
  }
}
