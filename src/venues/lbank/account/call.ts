import { UsageError } from "#core/error";
import { type Instrument } from "#core/instrument";
import { type JsonObject, type JsonValue } from "#core/json/json-fallback";
import { asArray, asObject } from "#core/json/json-value";
import { type PrivateCall } from "#transport/private-call";
import { type RestReading } from "#transport/rest-call";
import { ORDER_BUCKET, PRIVATE_BUCKET, spotRest } from "#venues/lbank/endpoints";
import { errorCategory } from "#venues/lbank/errors";
import { readAnswer } from "#venues/lbank/rest/answer";

type Query = PrivateCall<unknown>["query"];

/** What a private request is called, where it goes, and with which parameters. */
export interface PrivateAsk {
  readonly name: string;
  readonly path: string;
  readonly query?: Query;
}

/** A read of an account: a POST, as everything private here. `decode` answers undefined for a shape that it does not know. */
export function readCall<Value>(
  ask: PrivateAsk,
  decode: (data: JsonValue | undefined, body: JsonObject) => Value | undefined,
): PrivateCall<Value> {
  return {
    ...common(ask),
    costs: [{ bucket: PRIVATE_BUCKET, weight: 1 }],
    effect: "read",
    decode: (reply) => readAnswer({ name: ask.name, category: errorCategory }, reply, decode),
  };
}

/** A request that places or cancels. */
export function orderCall<Value>(
  ask: PrivateAsk & { readonly effect: "write" | "cancel" },
  decode: (reply: Parameters<PrivateCall<Value>["decode"]>[0]) => RestReading<Value>,
): PrivateCall<Value> {
  return { ...common(ask), costs: [{ bucket: ORDER_BUCKET, weight: 1 }], effect: ask.effect, decode };
}

const common = ({
  name,
  path,
  query = [],
}: PrivateAsk): Pick<PrivateCall<unknown>, "name" | "host" | "method" | "path" | "query" | "body"> => ({
  name,
  host: spotRest.host,
  method: "POST",
  path,
  query,
  body: undefined,
});

/** The instrument of something that LBank tells by instrument only. */
export function named(instrument: Instrument | undefined, what: string): Instrument {
  if (instrument !== undefined) return instrument;
  throw new UsageError("instrument-wanted", `LBank tells ${what} by instrument only; name one.`);
}

/** The rows of a list that could be read, and how many could not. Undefined for no list. */
export function readRows<Row>(
  value: JsonValue | undefined,
  read: (row: JsonObject) => Row | undefined,
): { readonly rows: readonly Row[]; readonly skippedRows: number } | undefined {
  const values = asArray(value);
  if (values === undefined) return undefined;
  const rows = values.map(asObject).flatMap((row) => (row === undefined ? [] : (read(row) ?? [])));
  return { rows: rows as readonly Row[], skippedRows: values.length - rows.length };
}
