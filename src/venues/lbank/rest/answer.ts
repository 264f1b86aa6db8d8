// What every REST answer goes through before its own decoder: is it an answer at all, and does its code say no? HTTP says 200 for
// refusals too; paths that do not exist get a page in HTML, which is never parsed as more than "not an answer".

import { ProtocolError, RETRY_BACKOFF, RETRY_NEVER, VenueError, type VenueErrorCategory } from "#core/error";
import { type JsonObject, type JsonValue, parseJson } from "#core/json/json-fallback";
import { asObject, asText, field } from "#core/json/json-value";
import { type HttpReply } from "#core/port";
import { type RestReading } from "#transport/rest-call";
import { shortWords } from "#venues/lbank/decode/control";

/** What a read is called, and whose error table it follows. */
export interface AnswerSubject {
  readonly name: string;
  readonly category: (code: string) => VenueErrorCategory;
}

/** Judges a reply and hands its `data` to `decode`, which returns undefined for a shape that it does not know. */
export function readAnswer<Value>(
  subject: AnswerSubject,
  reply: HttpReply,
  decode: (data: JsonValue | undefined) => Value | undefined,
): RestReading<Value> {
  const { name } = subject;
  if (reply.body.length === 0) return unreadable(name, reply, "an empty body");
  const parsed = parseJson(reply.body);
  if (parsed.kind === "malformed") return unreadable(name, reply, `a body that is no JSON (${parsed.reason})`);
  const body = asObject(parsed.value);
  if (body === undefined) return unreadable(name, reply, "a body that is no object");
  const code = codeOf(body);
  if (code !== undefined) return { kind: "refused", error: venueError(subject, code, body) };
  if (reply.status < 200 || reply.status > 299) return unreadable(name, reply, "a body that states no error");
  const value = decode(field(body, "data"));
  return value === undefined ? unreadable(name, reply, "a body of another shape than documented") : { kind: "value", value };
}

/**
 * The code of a refusal; undefined when the answer is none. `result` is `"true"` or `true`, and the code a number or a text; either
 * may be missing, and one endpoint calls the code `code`.
 */
function codeOf(body: JsonObject): string | undefined {
  const code = asText(field(body, "error_code")) ?? asText(field(body, "code"));
  if (code !== undefined && Number(code) !== 0) return code;
  const result = field(body, "result");
  const refused = result !== undefined && String(result) !== "true";
  return refused ? (code ?? "unknown") : undefined;
}

function venueError(subject: AnswerSubject, code: string, body: JsonObject): VenueError {
  const words = shortWords(asText(field(body, "msg")) ?? "no words");
  const category = subject.category(code);
  const passing = category === "rate-limited" || category === "server" || category === "maintenance";
  return new VenueError(category, `LBank refused ${subject.name} with code ${shortWords(code)} (${words}); nothing was read.`, {
    venueCode: shortWords(code),
    words,
    retry: passing ? RETRY_BACKOFF : RETRY_NEVER,
    context: { call: subject.name },
  });
}

function unreadable(name: string, reply: HttpReply, what: string): { readonly kind: "unreadable"; readonly error: ProtocolError } {
  const passing = reply.status === 408 || reply.status === 429 || reply.status >= 500;
  const message = `LBank answered ${name} with HTTP ${reply.status} and ${what}; nothing was read.`;
  const retry = passing ? RETRY_BACKOFF : RETRY_NEVER;
  return {
    kind: "unreadable",
    error: new ProtocolError("unreadable-answer", message, { retry, context: { call: name, httpStatus: reply.status } }),
  };
}
