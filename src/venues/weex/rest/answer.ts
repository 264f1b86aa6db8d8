// What every REST answer goes through before its own decoder: is it an answer at all, and is it a refusal in one of the venue's shapes?
// The edge in front of the venue answers in HTML or with nothing; that is never parsed as more than "not an answer".

import { ProtocolError, RETRY_BACKOFF, RETRY_NEVER, VenueError } from "#core/error";
import { type JsonValue, parseJson } from "#core/json/json-fallback";
import { asObject, asText, field } from "#core/json/json-value";
import { type HttpReply } from "#core/port";
import { type RestReading } from "#transport/rest-call";
import { shortWords } from "#venues/weex/decode/control";
import { categoryOf } from "#venues/weex/errors";

const SUCCESS_CODES: ReadonlySet<string> = new Set(["0", "200", "00000"]);

/** Judges a reply and hands its value to `decode`, which returns undefined for a shape that it does not know. */
export function readAnswer<Value>(name: string, reply: HttpReply, decode: (value: JsonValue) => Value | undefined): RestReading<Value> {
  if (reply.body.length === 0) return unreadable(name, reply, "an empty body");
  const parsed = parseJson(reply.body);
  if (parsed.kind === "malformed") return unreadable(name, reply, `a body that is no JSON (${parsed.reason})`);
  const refusal = refusalOf(parsed.value, reply.status);
  if (refusal !== undefined) return { kind: "refused", error: venueError(name, refusal) };
  if (reply.status < 200 || reply.status > 299) return unreadable(name, reply, "a body that states no error");
  const value = decode(unwrapped(parsed.value));
  return value === undefined ? unreadable(name, reply, "a body of another shape than documented") : { kind: "value", value };
}

/** A refusal as the venue wrote it. */
export interface Refusal {
  readonly code: string;
  readonly words: string;
  readonly httpStatus: number;
}

/**
 * The shapes: `{"code":"40019","msg",…}` of V2, `{"code":-1142,"msg"}` of V3, and the error page `{"status":404,"error","path"}`. Both
 * codes may come with any HTTP status.
 */
export function refusalOf(value: JsonValue, httpStatus: number): Refusal | undefined {
  const body = asObject(value);
  if (body === undefined) return undefined;
  const code = asText(field(body, "code"));
  if (code !== undefined && !SUCCESS_CODES.has(code)) return { code, words: words(asText(field(body, "msg"))), httpStatus };
  const page = asText(field(body, "error"));
  return httpStatus >= 400 && page !== undefined ? { code: `http-${httpStatus}`, words: words(page), httpStatus } : undefined;
}

const words = (text: string | undefined): string => shortWords(text ?? "no words");

/** Market data comes bare; where it is wrapped in the envelope of "set" calls, what is inside counts. */
export function unwrapped(value: JsonValue): JsonValue {
  const body = asObject(value);
  const data = body === undefined || field(body, "code") === undefined ? undefined : field(body, "data");
  return data === undefined || data === null ? value : data;
}

/** A refusal as the error that a read fails with. */
export function venueError(name: string, refusal: Refusal): VenueError {
  const category = categoryOf(refusal);
  const passing = category === "rate-limited" || category === "server" || category === "maintenance";
  return new VenueError(category, `WEEX refused ${name} with code ${shortWords(refusal.code)} (${refusal.words}); nothing was read.`, {
    venueCode: refusal.code,
    words: refusal.words,
    retry: passing ? RETRY_BACKOFF : RETRY_NEVER,
    context: { call: name, httpStatus: refusal.httpStatus },
  });
}

function unreadable(name: string, reply: HttpReply, what: string): { readonly kind: "unreadable"; readonly error: ProtocolError } {
  const passing = reply.status === 408 || reply.status === 429 || reply.status >= 500;
  const message = `WEEX answered ${name} with HTTP ${reply.status} and ${what}; nothing was read.`;
  const retry = passing ? RETRY_BACKOFF : RETRY_NEVER;
  return {
    kind: "unreadable",
    error: new ProtocolError("unreadable-answer", message, { retry, context: { call: name, httpStatus: reply.status } }),
  };
}
