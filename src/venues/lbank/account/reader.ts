// One private connection's reader. Frames are few, so every one is read losslessly. What cannot be read is counted: only REST tells
// then what happened.

import { type AccountEvent } from "#core/account/account-event";
import { type InstrumentTable } from "#core/instrument";
import { type JsonObject, type JsonValue, parseJson } from "#core/json/json-fallback";
import { asObject, asText, field } from "#core/json/json-value";
import { type AccountChannel, type PrivateReader, type PrivateReading } from "#venues/account";
import { readBalancePush } from "#venues/lbank/account/balance-row";
import { readOrderPush } from "#venues/lbank/account/order-row";
import { decodeControl, shortWords } from "#venues/lbank/decode/control";
import { type ReadCounters } from "#venues/venue";

/** Reads one kind of message. Never throws. */
export type MessageReader = (message: JsonObject, table: InstrumentTable) => PrivateReading;

/** The private reader of the V2 socket. */
export const v2PrivateReader = (table: () => InstrumentTable): PrivateReader => privateReader(table, readMessage);

/** Makes the reader of one private connection in one of LBank's languages. */
export function privateReader(table: () => InstrumentTable, read: MessageReader): PrivateReader {
  const counters: ReadCounters = { fastReads: 0, fallbackReads: 0, unknownFields: new Map() };
  return {
    counters,
    read(bytes) {
      const parsed = parseJson(bytes);
      if (parsed.kind === "malformed") {
        const closing = parsed.closeCode === undefined ? {} : { closeCode: parsed.closeCode };
        return { kind: "malformed", topic: undefined, reason: parsed.reason, ...closing };
      }
      const message = asObject(parsed.value);
      if (message === undefined) return { kind: "malformed", topic: undefined, reason: "not an object" };
      counters.fallbackReads += 1;
      return read(message, table());
    },
  };
}

function readMessage(message: JsonObject, table: InstrumentTable): PrivateReading {
  const type = asText(field(message, "type"));
  if (type === "orderUpdate") return one("orders", field(message, "orderUpdate"), (push) => readOrderPush(push, table));
  if (type === "assetUpdate") return one("balances", field(message, "data"), readBalancePush);
  const words = asText(field(message, "message"));
  // No source prints the words for a key that is not known (any more); whatever speaks of a key is taken for trouble with ours.
  if (field(message, "status") === "error" && words !== undefined && /key/i.test(words)) {
    return { kind: "key-refused", words: shortWords(words) };
  }
  const control = decodeControl(message);
  if (control !== undefined) return control;
  if (type !== undefined) return { kind: "foreign", topic: shortWords(type), symbol: "" };
  return { kind: "notice", words: shortWords(`unknown message with ${Object.keys(message).slice(0, 5).join(", ")}`) };
}

/** The reading of one statement; a statement that cannot be read is a row that was skipped. */
export function one(
  channel: AccountChannel,
  value: JsonValue | undefined,
  read: (push: JsonObject) => AccountEvent | undefined,
): PrivateReading {
  const push = asObject(value);
  if (push === undefined) return { kind: "malformed", topic: undefined, reason: `a push of ${channel} without its object` };
  const event = read(push);
  const events = event === undefined ? [] : [event];
  return { kind: "account", channel, events, skippedRows: event === undefined ? 1 : 0, version: undefined };
}
