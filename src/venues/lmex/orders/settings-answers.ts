// Answers to what is set: leverage, position mode, the dead-man switch. Their refusals come with HTTP 200 too, as a status beside 20.

import { parseJson } from "#core/json/json-fallback";
import { asArray, asObject, asText, field } from "#core/json/json-value";
import { type HttpReply } from "#core/port";
import { type RestReading } from "#transport/rest-call";
import { shortWords } from "#venues/lmex/decode/control";
import { readAnswer, refusalOf, venueError } from "#venues/lmex/rest/answer";

const SUCCESS = "20";

/** Reads the answer to a setting: 20 is success, every other status a refusal. */
export function readSettingAnswer(name: string, reply: HttpReply): RestReading<true> {
  const reading = readAnswer(name, reply, (value) => {
    const row = asObject(asArray(value)?.[0] ?? value);
    const status = row === undefined ? undefined : asText(field(row, "status"));
    if (row === undefined || status === undefined) return undefined;
    return { status, words: shortWords(asText(field(row, "message")) ?? "") };
  });
  if (reading.kind !== "value") return reading;
  const { status, words } = reading.value;
  if (status === SUCCESS) return { kind: "value", value: true };
  return { kind: "refused", error: venueError(name, { code: status, words, httpStatus: reply.status }) };
}

/** The body of a dead-man switch that was armed is not published: HTTP 200 without a refusal in it is success. */
export function readArmedAnswer(name: string, reply: HttpReply): RestReading<true> {
  const parsed = reply.body.length === 0 ? undefined : parseJson(reply.body);
  const refusal = parsed?.kind === "value" ? refusalOf(parsed.value, reply.status) : undefined;
  const isPage = parsed?.kind === "malformed";
  if (reply.status === 200 && refusal === undefined && !isPage) return { kind: "value", value: true };
  const reading = readAnswer<never>(name, reply, () => undefined);
  return reading;
}
