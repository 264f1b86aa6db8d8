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

/** The code and the words of a refusal, safe to show. */
export interface Refusal {
  readonly code: string;
  readonly words: string;
}

/** What a reply is before anyone looks at its contents. */
export type Heard =
  | { readonly kind: "answer"; readonly body: JsonObject }
  | { readonly kind: "refusal"; readonly refusal: Refusal }
  | { readonly kind: "unreadable"; readonly what: string };

/** Tells an answer from a refusal, and both from what is neither. */
export function hear(reply: HttpReply): Heard {
  if (reply.body.length === 0) return { kind: "unreadable", what: "an empty body" };
  const parsed = parseJson(reply.body);
  if (parsed.kind === "malformed") return { kind: "unreadable", what: `a body that is no JSON (${parsed.reason})` };
  const body = asObject(parsed.value);
  if (body === undefined) return { kind: "unreadable", what: "a body that is no object" };
  const code = codeOf(body);
  if (code !== undefined) {
    const words = shortWords(asText(field(body, "msg")) ?? "no words");
    return { kind: "refusal", refusal: { code: shortWords(code), words } };
  }
  if (reply.status < 200 || reply.status > 299) return { kind: "unreadable", what: "a body that states no error" };
  return { kind: "answer", body };
}

/** Judges a reply and hands its `data` to `decode`, which returns undefined for a shape that it does not know. */
export function readAnswer<Value>(
  subject: AnswerSubject,
  reply: HttpReply,
  decode: (data: JsonValue | undefined, body: JsonObject) => Value | undefined,
): RestReading<Value> {
  const heard = hear(reply);
  switch (heard.kind) {
    case "unreadable":
      return unreadable(subject.name, reply, heard.what);
    case "refusal":
      return { kind: "refused", error: refusalError(subject, heard.refusal) };
    case "answer": {
      const value = decode(field(heard.body, "data"), heard.body);
      return value === undefined ? unreadable(subject.name, reply, "a body of another shape than documented") : { kind: "value", value };
    }
  }
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

/** A refusal as an error with its meaning. */
export function refusalError(subject: AnswerSubject, { code, words }: Refusal): VenueError {
  const category = subject.category(code);
  const passing = category === "rate-limited" || category === "server" || category === "maintenance";
  return new VenueError(category, `LBank refused ${subject.name} with code ${code} (${words}); nothing was read.`, {
    venueCode: code,
    words,
    retry: passing ? RETRY_BACKOFF : RETRY_NEVER,
    context: { call: subject.name },
  });
}

/** A reply that could not be read, as an error. */
export function unreadable(name: string, reply: HttpReply, what: string): { readonly kind: "unreadable"; readonly error: ProtocolError } {
  const passing = reply.status === 408 || reply.status === 429 || reply.status >= 500;
  const message = `LBank answered ${name} with HTTP ${reply.status} and ${what}; nothing was read.`;
  const retry = passing ? RETRY_BACKOFF : RETRY_NEVER;
  return {
    kind: "unreadable",
    error: new ProtocolError("unreadable-answer", message, { retry, context: { call: name, httpStatus: reply.status } }),
  };
}
