// What every REST answer goes through before its own decoder: is it an answer at all, and is it a refusal in one of the venue's three
// shapes? The edge in front of the venue answers in HTML or with nothing; that is never parsed as more than "not an answer".

import { ProtocolError, RETRY_BACKOFF, RETRY_NEVER, VenueError } from "#core/error";
import { type JsonObject, type JsonValue, parseJson } from "#core/json/json-fallback";
import { asBoolean, asObject, asText, field } from "#core/json/json-value";
import { type HttpReply } from "#core/port";
import { type RestReading } from "#transport/rest-call";
import { shortWords } from "#venues/lmex/decode/control";
import { categoryOf } from "#venues/lmex/errors";

/** Judges a reply and hands its value to `decode`, which returns undefined for a shape that it does not know. */
export function readAnswer<Value>(name: string, reply: HttpReply, decode: (value: JsonValue) => Value | undefined): RestReading<Value> {
  if (reply.body.length === 0) return unreadable(name, reply, "an empty body");
  const parsed = parseJson(reply.body);
  if (parsed.kind === "malformed") return unreadable(name, reply, `a body that is no JSON (${parsed.reason})`);
  const refusal = refusalOf(parsed.value, reply.status);
  if (refusal !== undefined) return { kind: "refused", error: venueError(name, refusal) };
  if (reply.status < 200 || reply.status > 299) return unreadable(name, reply, "a body that states no error");
  const value = decode(parsed.value);
  return value === undefined ? unreadable(name, reply, "a body of another shape than documented") : { kind: "value", value };
}

/** A refusal as the venue wrote it. */
export interface Refusal {
  readonly code: string;
  readonly words: string;
  readonly httpStatus: number;
}

/**
 * The three shapes: `{status, errorCode, message}`, `{code, msg, success: false}` and `{status, error, code, message}`. All may come
 * with any HTTP status, 200 included.
 */
export function refusalOf(value: JsonValue, httpStatus: number): Refusal | undefined {
  const body = asObject(value);
  if (body === undefined) return undefined;
  const errorCode = asText(field(body, "errorCode"));
  if (errorCode !== undefined) return { code: errorCode, words: wordsOf(body, "message"), httpStatus };
  const code = asText(field(body, "code"));
  if (code !== undefined && asBoolean(field(body, "success")) === false) return { code, words: wordsOf(body, "msg"), httpStatus };
  if (code !== undefined && field(body, "error") !== undefined) return { code, words: wordsOf(body, "message"), httpStatus };
  const statusText = asText(field(body, "status"));
  const worded = field(body, "message") !== undefined || field(body, "error") !== undefined;
  return httpStatus >= 400 && worded
    ? { code: statusText ?? `http-${httpStatus}`, words: wordsOf(body, "message"), httpStatus }
    : undefined;
}

const wordsOf = (body: JsonObject, name: string): string =>
  shortWords(asText(field(body, name)) ?? asText(field(body, "error")) ?? "no words");

/** A refusal as the error that a read fails with. */
export function venueError(name: string, refusal: Refusal): VenueError {
  const category = categoryOf(refusal);
  const passing = category === "rate-limited" || category === "server" || category === "maintenance";
  return new VenueError(category, `LMEX refused ${name} with code ${refusal.code} (${refusal.words}); nothing was read.`, {
    venueCode: refusal.code,
    words: refusal.words,
    retry: passing ? RETRY_BACKOFF : RETRY_NEVER,
    context: { call: name, httpStatus: refusal.httpStatus },
  });
}

function unreadable(name: string, reply: HttpReply, what: string): { readonly kind: "unreadable"; readonly error: ProtocolError } {
  const passing = reply.status === 408 || reply.status === 429 || reply.status >= 500;
  const message = `LMEX answered ${name} with HTTP ${reply.status} and ${what}; nothing was read.`;
  const retry = passing ? RETRY_BACKOFF : RETRY_NEVER;
  return {
    kind: "unreadable",
    error: new ProtocolError("unreadable-answer", message, { retry, context: { call: name, httpStatus: reply.status } }),
  };
}
