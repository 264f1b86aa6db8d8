import { ProtocolError, RETRY_BACKOFF, RETRY_NEVER, VenueError } from "#core/error";
import { type RestCall } from "#transport/rest-call";
import { errorCategory } from "#venues/tidewell/errors";

const utf8 = new TextDecoder();

/** A read of lines. `decode` returns undefined for a shape that it does not know. */
export function linesCall<Value>(about: {
  readonly name: string;
  readonly path: string;
  readonly query: RestCall<Value>["query"];
  readonly decode: (lines: readonly string[]) => Value | undefined;
}): RestCall<Value> {
  const { name, path, query, decode } = about;
  return {
    name,
    host: "rest",
    method: "GET",
    path: `/v1/${path}`,
    query,
    costs: [{ bucket: "reads", weight: 1 }],
    decode(reply) {
      const lines = utf8
        .decode(reply.body)
        .split("\n")
        .filter((line) => line !== "");
      const [kind, code = "", ...words] = lines[0]?.split(" ") ?? [];
      if (kind === "ERR") return { kind: "refused", error: refusal(name, code, words.join(" ").slice(0, 120)) };
      const value = reply.status === 200 ? decode(lines) : undefined;
      if (value !== undefined) return { kind: "value", value };
      const retry = reply.status >= 500 ? RETRY_BACKOFF : RETRY_NEVER;
      const message = `Tidewell answered ${name} with HTTP ${reply.status} and lines of another shape; nothing was read.`;
      return { kind: "unreadable", error: new ProtocolError("unreadable-answer", message, { retry, context: { call: name } }) };
    },
  };
}

function refusal(name: string, venueCode: string, words: string): VenueError {
  const category = errorCategory(venueCode);
  const retry = category === "rate-limited" || category === "maintenance" ? RETRY_BACKOFF : RETRY_NEVER;
  const message = `Tidewell refused ${name} with ${venueCode} (${words}); nothing was read.`;
  return new VenueError(category, message, { venueCode, words, retry, context: { call: name } });
}

/** Every line read by `read`; undefined when one cannot be, because a hole would be silent. */
export function everyLine<Row>(lines: readonly string[], read: (words: readonly string[]) => Row | undefined): Row[] | undefined {
  const rows = lines.map((line) => read(line.split(" ")));
  const known = rows.filter((row) => row !== undefined);
  return known.length === rows.length ? known : undefined;
}
