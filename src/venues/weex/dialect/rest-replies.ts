// The bodies that WEEX wraps its REST answers in: data comes bare, refusals in the shape of their generation.

import { type EpochMs } from "#core/brand";
import { type DialectReply } from "#venues/dialect";

type Costs = DialectReply["costs"];

const JSON_HEADERS: Readonly<Record<string, string>> = { "content-type": "application/json" };

/** What a public read weighs. */
export const weight = (units: number): Costs => [{ bucket: "ip-weight", weight: units }];

/** A 200 with a JSON body. */
export const ok = (body: string, units: number): DialectReply => ({ status: 200, headers: JSON_HEADERS, body, costs: weight(units) });

/** `{"code":-1142,"msg":"…"}` of V3. */
export function refusedV3(code: number, words: string, units = 1): DialectReply {
  return { status: 400, headers: JSON_HEADERS, body: JSON.stringify({ code, msg: words }), costs: weight(units) };
}

/** `{"code":"40020","msg":"…","requestTime":…,"data":null}` of V2. */
export function refusedV2(code: string, words: string, now: EpochMs): DialectReply {
  const body = JSON.stringify({ code, msg: words, requestTime: now, data: null });
  return { status: 400, headers: JSON_HEADERS, body, costs: weight(1) };
}

/** What every unknown path gets. */
export function nothingHere(path: string, now: EpochMs): DialectReply {
  const body = JSON.stringify({ timestamp: now, status: 404, error: "Not Found", path: path.slice(0, 200) });
  return { status: 404, headers: JSON_HEADERS, body, costs: weight(1) };
}
