// The bodies that LMEX wraps its REST answers in. Its errors come in three shapes, and an empty body is one of its habits too.

import { type DialectReply } from "#venues/dialect";

type Costs = DialectReply["costs"];

const JSON_HEADERS: Readonly<Record<string, string>> = { "content-type": "application/json" };

/** What a public read uses up: one of the caller's budget and one of the path's. */
export function queryCosts(path: string): Costs {
  return [
    { bucket: "query", weight: 1 },
    { bucket: `query-path:${path}`, weight: 1 },
  ];
}

/** What a request outside every known path uses up. */
export const STRAY_COSTS: Costs = [{ bucket: "query", weight: 1 }];

/** A 200 with a JSON body. */
export function ok(body: string, costs: Costs): DialectReply {
  return { status: 200, headers: JSON_HEADERS, body, costs };
}

/** The shape of the trading engine: `{"status","errorCode","message","extraData"}`. */
export function engineError(error: {
  readonly http: number;
  readonly bodyStatus?: number;
  readonly code: number;
  readonly words: string;
  readonly costs: Costs;
}): DialectReply {
  const body = JSON.stringify({ status: error.bodyStatus ?? error.http, errorCode: error.code, message: error.words, extraData: null });
  return { status: error.http, headers: JSON_HEADERS, body, costs: error.costs };
}

/** The newer envelope, used by risk limits, wallets and private spot: `{"code","msg","time","data","success"}`. */
export function enveloped(reply: {
  readonly http: number;
  readonly code: number;
  readonly words: string;
  readonly time: number;
  readonly rows: string;
  readonly costs: Costs;
}): DialectReply {
  const success = reply.code === 1;
  const body = `{"code":${reply.code},"msg":${JSON.stringify(reply.words)},"time":${reply.time},"data":${reply.rows},"success":${success}}`;
  return { status: reply.http, headers: JSON_HEADERS, body, costs: reply.costs };
}

/** The shape of the error page: `{"status","error","code","message"}`. */
export function gatewayError(http: number, error: string, words: string, costs: Costs): DialectReply {
  return { status: http, headers: JSON_HEADERS, body: JSON.stringify({ status: http, error, code: http, message: words }), costs };
}

/** The same shape with a code of its own, as the error page prints it for orders. */
export function pageError(code: number, words: string): DialectReply {
  const body = JSON.stringify({ status: 400, error: "Bad Request", code, message: words });
  return { status: 400, headers: JSON_HEADERS, body, costs: [] };
}

/** A 404 without a body, as unknown paths get it. */
export function nothingHere(): DialectReply {
  return { status: 404, headers: {}, body: "", costs: STRAY_COSTS };
}

/** `invalid request parameter`: missing, out of range, or a market that does not exist. */
export function badParameter(words: string, costs: Costs): DialectReply {
  return engineError({ http: 400, code: -2, words, costs });
}
