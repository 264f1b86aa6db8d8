import { type EpochMs, epochMs } from "#core/brand";
import { asObject, asWhole, field } from "#core/json/json-value";
import { type RestCall } from "#transport/rest-call";
import { readAnswer } from "#venues/weex/rest/answer";
import { type Interface, queryCall } from "#venues/weex/rest/call";

/** Reads the venue's clock, in milliseconds: `serverTime` in V3, `timestamp` in V2. */
export function timeCall(face: Interface): RestCall<{ readonly venueTime: EpochMs; readonly errorMs: number }> {
  return {
    ...queryCall(face, "time", { path: face.spot ? "time" : "market/time", weight: 1 }),
    query: [],
    decode: (reply) =>
      readAnswer("time", reply, (value) => {
        const body = asObject(value) ?? {};
        const ms = asWhole(field(body, face.version === "v3" ? "serverTime" : "timestamp"));
        return ms === undefined ? undefined : { venueTime: epochMs(ms), errorMs: 1 };
      }),
  };
}
