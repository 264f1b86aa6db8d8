// One private connection's reader. Frames are few, so every one is read losslessly; a row that cannot be read is counted, because then
// only REST tells what happened. A row without its symbol was seen on the wire.

import { type AccountEvent } from "#core/account/account-event";
import { timeOf } from "#core/account/row-fields";
import { type EpochMs } from "#core/brand";
import { type InstrumentTable } from "#core/instrument";
import { type JsonObject, type JsonValue, parseJson } from "#core/json/json-fallback";
import { asArray, asObject, asText, field } from "#core/json/json-value";
import { type AccountChannel, type PrivateReader, type PrivateReading } from "#venues/account";
import { type ReadCounters } from "#venues/venue";
import { readSpotBalance } from "#venues/weex/account/balance-row";
import { readFillRow } from "#venues/weex/account/fill-row";
import { type RowReading, readOrderRow } from "#venues/weex/account/order-row";
import { readPositionRow } from "#venues/weex/account/position-row";
import { readRows } from "#venues/weex/account/rows";
import { ControlDecoder, shortWords } from "#venues/weex/decode/control";
import { type Interface } from "#venues/weex/rest/call";

const CHANNELS: ReadonlyMap<string, AccountChannel> = new Map<string, AccountChannel>([
  ["orders", "orders"],
  ["fill", "fills"],
  ["positions", "positions"],
  ["account", "balances"],
  // Two texts of others write these in the singular.
  ["order", "orders"],
  ["position", "positions"],
]);

/** Where V2 keeps the rows of a channel. */
const LISTS: Readonly<Record<AccountChannel, string>> = {
  orders: "order",
  fills: "orderFillTransaction",
  positions: "position",
  balances: "collateral",
};

/** What both generations say in a push, taken out of their frames. */
interface Push {
  readonly name: string;
  readonly rows: (channel: AccountChannel) => readonly JsonValue[] | undefined;
  readonly version: string | undefined;
  readonly venueTime: EpochMs | undefined;
}

/** Makes the reader of one private connection. */
export function privateReader(face: Interface, table: () => InstrumentTable): PrivateReader {
  const counters: ReadCounters = { fastReads: 0, fallbackReads: 0, unknownFields: new Map() };
  const control = new ControlDecoder();
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
      const push = face.version === "v3" ? pushV3(message) : pushV2(message);
      if (push !== undefined) return readPush(push, face, table());
      const told = face.version === "v3" ? control.v3(message) : control.v2(message);
      return told ?? { kind: "notice", words: shortWords(`unknown message with ${Object.keys(message).slice(0, 5).join(", ")}`) };
    },
  };
}

/** `{"e":"orders","E":…,"v":88012,"msgEvent":…,"d":[…]}` */
function pushV3(message: JsonObject): Push | undefined {
  const name = asText(field(message, "e"));
  if (name === undefined) return undefined;
  return {
    name,
    rows: () => asArray(field(message, "d")),
    version: asText(field(message, "v")),
    venueTime: timeOf(message, "E"),
  };
}

/** `{"type":"trade-event","channel":"orders","event":"payload","msg":{"version":88012,"data":{"order":[…]},"time":…}}` */
function pushV2(message: JsonObject): Push | undefined {
  const name = asText(field(message, "channel"));
  const body = asObject(field(message, "msg"));
  if (name === undefined || field(message, "event") !== "payload") return undefined;
  const data = asObject(field(body ?? {}, "data")) ?? {};
  return {
    name,
    rows: (channel) => asArray(field(data, LISTS[channel])),
    version: asText(field(body ?? {}, "version")),
    venueTime: timeOf(body ?? {}, "time"),
  };
}

function readPush(push: Push, face: Interface, table: InstrumentTable): PrivateReading {
  const channel = CHANNELS.get(push.name);
  if (channel === undefined) return { kind: "foreign", topic: push.name.slice(0, 128), symbol: "" };
  const list = push.rows(channel);
  if (list === undefined) return { kind: "malformed", topic: push.name.slice(0, 128), reason: `a push of ${channel} without its rows` };
  // A contract's account row tells what went in and out, not what is free: it only says that something changed.
  if (channel === "balances" && !face.spot) return { kind: "account", channel, events: [], skippedRows: 0, version: push.version };
  const reading: RowReading = { table, product: face.description.product, origin: "stream" };
  const { rows, skippedRows } = readRows(list, (row) => readRow(channel, row, { reading, venueTime: push.venueTime }));
  return { kind: "account", channel, events: rows, skippedRows, version: push.version };
}

function readRow(
  channel: AccountChannel,
  row: JsonObject,
  about: { readonly reading: RowReading; readonly venueTime: EpochMs | undefined },
): AccountEvent | undefined {
  switch (channel) {
    case "orders":
      return readOrderRow(row, about.reading);
    case "fills":
      return readFillRow(row, about.reading);
    case "positions":
      return readPositionRow(row, about.reading);
    case "balances":
      return readSpotBalance(row, { origin: "stream", venueTime: about.venueTime });
  }
}
