// The envelopes of LBank's REST. Everything is HTTP 200 but a path that does not exist; the type of `result` depends on the endpoint.

import { type DialectReply } from "#venues/dialect";

type Costs = DialectReply["costs"];

const JSON_HEADERS: Readonly<Record<string, string>> = { "content-type": "application/json;charset=UTF-8" };
/** What a public request uses up. */
export const PUBLIC_COSTS: Costs = [{ bucket: "public", weight: 1 }];

/** A success. `result` is text on most endpoints and a boolean on some. */
export function ok(data: string, now: number, result: "text" | "boolean" = "text"): DialectReply {
  const written = result === "text" ? '"true"' : "true";
  return reply(`{"msg":"Success","result":${written},"data":${data},"error_code":0,"ts":${now}}`);
}

/** A refusal, with HTTP 200 all the same. */
export function refused(code: number, now: number, words: string = WORDS.get(code) ?? "error"): DialectReply {
  return reply(`{"result":"false","msg":${JSON.stringify(words)},"error_code":${code},"ts":${now}}`);
}

const WORDS: ReadonlyMap<number, string> = new Map([
  [10001, "Parameter can not be null"],
  [10003, "Illegal parameter"],
  [10004, "User requests are too frequent"],
  [10005, "Secret key non-existent"],
  [10007, "Invalid signature"],
  [10008, "currency pair nonsupport"],
  [10009, "Limit order price or quantity is missing"],
  [10011, "The market buy must transmit the price"],
  [10012, "The market sell must transmit the amount"],
  [10013, "The order quantity is below the minimum"],
  [10015, "Order type error"],
  [10016, "Insufficient account balance"],
  [10018, "Page size is out of range"],
  [10019, "More than 3 order ids"],
  [10021, "The price is below its step"],
  [10022, "Key has no permission"],
  [10025, "The order is filled"],
  [10026, "The order is cancelled"],
  [10028, "Query time error"],
  [10031, "Invalid echostr"],
  [10032, "Order does not exist"],
  [10033, "The order was not created"],
  [10036, "Duplicate customID"],
  [10037, "The order is cancelled or completed"],
  [10106, "Outside of trading hours"],
  [10108, "The price is outside of its band"],
  [10116, "The system is being upgraded"],
  [10120, "The order value is below the minimum"],
  [10127, "Quantity precision error"],
  [10128, "The quantity is above the limit"],
  [10201, "api_key or sign can not be null"],
  [10202, "timestamp, signature_method or echostr can not be null"],
  [10203, "Unknown signature method"],
  [10600, "The timestamp is outside of its window"],
  [10601, "Interface closed unavailable"],
]);

export function reply(body: string, status = 200): DialectReply {
  return { status, headers: JSON_HEADERS, body, costs: PUBLIC_COSTS };
}

/** A path that does not exist gets a page. */
export function nothingHere(): DialectReply {
  const body = "<html>\r\n<head><title>404 Not Found</title></head>\r\n<body><center><h1>404 Not Found</h1></center></body>\r\n</html>";
  return { status: 404, headers: { "content-type": "text/html" }, body, costs: PUBLIC_COSTS };
}
