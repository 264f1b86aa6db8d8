// The published vectors of WEEX's signature. Costs a few milliseconds.

import { expect, test } from "vitest";
import { Secret } from "#core/account/secret";
import { epochMs } from "#core/brand";
import { type PrivateCall, type SignStamp } from "#transport/private-call";
import { handshakeHeaders, handshakeText, requestText, signRequest } from "#venues/weex/sign";

const KEY = "weex_demo_key_00000001";
const SECRET = "demo-secret-do-not-use-7f3a";
const PASSPHRASE = "demoPass01";

const stamp = (time: number): SignStamp => ({
  credentials: { apiKey: new Secret(KEY), apiSecret: new Secret(SECRET), passphrase: new Secret(PASSPHRASE) },
  nonce: 1,
  time: epochMs(time),
  entropy: "",
});

const call = (method: PrivateCall<unknown>["method"], path: string, more: Partial<PrivateCall<unknown>> = {}): PrivateCall<unknown> => ({
  name: "vector",
  host: "contractRest",
  method,
  path,
  query: [],
  body: undefined,
  costs: [],
  effect: "read",
  decode: () => ({ kind: "value", value: undefined }),
  ...more,
});

const ORDER_V2 =
  '{"symbol":"cmt_ethusdt","client_oid":"demo-0001","size":"0.05","type":"1","order_type":"0","match_price":"0","price":"2950.5"}';
const ORDER_V3 =
  '{"symbol":"ETHUSDT","side":"BUY","positionSide":"LONG","type":"LIMIT","timeInForce":"GTC","quantity":"0.05","price":"2950.5","newClientOrderId":"demo-0001"}';

const REST = [
  ["R1", 1767225600000, call("GET", "/capi/v2/account/assets"), "hZJ0h7izmJVMIryflTCG5EWH0vorekcCWZFdmBTLaJU="],
  [
    "R2",
    1767225600123,
    call("GET", "/capi/v2/account/position/singlePosition", { query: [["symbol", "cmt_ethusdt"]] }),
    "CtULLnoZqZHSnMNDiVgnMxESgJMPT4EVhFEXMEKjz/A=",
  ],
  ["R3", 1767225601456, call("POST", "/capi/v2/order/placeOrder", { body: ORDER_V2 }), "WOhGc2tFNTkuNkwl/D70E+d2lr34mVDmj8AeZsJGWts="],
  [
    "R4",
    1767225602000,
    call("GET", "/capi/v3/openOrders", {
      query: [
        ["symbol", "ETHUSDT"],
        ["limit", "50"],
      ],
    }),
    "tnqqF7PMZ1ezYYjdV40FSvp6tsIxXPfyCD5BbeW/pno=",
  ],
  ["R5", 1767225603000, call("POST", "/capi/v3/order", { body: ORDER_V3 }), "HN3HJNZDN7DwMwPrG+DDEB5JhtBDWy2ZfUTEmtb5MJ0="],
  [
    "R6",
    1767225604000,
    call("DELETE", "/capi/v3/order", { query: [["orderId", "811111111111111111"]] }),
    "mlzeZ/RrbwrlljzEUGx9i36q1XlGAc80KHjVo2RgzgI=",
  ],
  [
    "R7",
    1767225605000,
    call("DELETE", "/capi/v3/batchOrders", { body: '{"orderIdList":["811111111111111111","811111111111111112"]}' }),
    "gzA5LuTRybRibhKPsS8E3iDspopBWjlYDB7peqDEhSs=",
  ],
  ["R8", 1767225606000, call("POST", "/capi/v2/order/closePositions", { body: "{}" }), "XQ1vmBAm8aISM2sgIZFib+v8TkVmEy1e0JVwNM/xduI="],
  [
    "R9",
    1767225607000,
    call("POST", "/capi/v2/order/uploadAiLog", {
      body: '{"stage":"Décision","model":"m1","input":{},"output":{},"explanation":"ok"}',
    }),
    "9g/MogEqL58OF3u7ZwpJ38X5FY/r9dSQEg00bGszTwE=",
  ],
] as const;

for (const [name, time, signed, signature] of REST) {
  test(`vector ${name} of a request gives its published signature`, () => {
    const { headers, body, query } = signRequest(signed, stamp(time));
    expect(headers).toMatchObject({
      "ACCESS-KEY": KEY,
      "ACCESS-SIGN": signature,
      "ACCESS-TIMESTAMP": String(time),
      "ACCESS-PASSPHRASE": PASSPHRASE,
      "Content-Type": "application/json",
    });
    expect(body).toBe(signed.body);
    expect(query).toBe(signed.query.map((pair) => pair.join("=")).join("&"));
  });
}

const HANDSHAKES = [
  ["W1", 1767225600000, "/v2/ws/private", "0lHE9fdFeaaEQAWG+u6RCP8D0PUC80xvH/foyvfE0b8="],
  ["W2", 1767225600000, "/v3/ws/private", "RIPIbEKJqJEKDKPqn785C6/pjVud9VIBfEj52WPK5tQ="],
  ["W3", 1767225699999, "/v2/ws/private", "IhpgbrQZUS0mHIvWt8HENdKVQIL9Ici7aRfQbPV3Gus="],
] as const;

for (const [name, time, path, signature] of HANDSHAKES) {
  test(`vector ${name} of a handshake gives its published signature`, () => {
    expect(handshakeHeaders(stamp(time), path)).toEqual({
      "ACCESS-KEY": KEY,
      "ACCESS-SIGN": signature,
      "ACCESS-TIMESTAMP": String(time),
      "ACCESS-PASSPHRASE": PASSPHRASE,
    });
  });
}

test("a handshake is never signed with a method, which is what one library does and the venue refuses", () => {
  const wrong = "ZpUI4d3kZVnv3XQag4eeGbpjiZ2twSL8gdGrQUFsUOY=";
  expect(handshakeHeaders(stamp(1767225600000), "/v2/ws/private")["ACCESS-SIGN"]).not.toBe(wrong);
  expect(handshakeText("1767225600000", "/v2/ws/private")).toBe("1767225600000/v2/ws/private");
  expect(requestText({ time: "1", method: "get", path: "/p", query: "", body: undefined })).toBe("1GET/p");
});

test("a query is signed with the percent-encoding with which it is sent", () => {
  const odd = call("DELETE", "/capi/v3/order", { query: [["origClientOrderId", "a:b/c d"]] });
  expect(signRequest(odd, stamp(1)).query).toBe("origClientOrderId=a%3Ab%2Fc%20d");
});
