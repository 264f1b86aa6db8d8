// The published vectors, computed with invented credentials. Costs no time.

import { expect, test } from "vitest";
import { Secret } from "#core/account/secret";
import { epochMs } from "#core/brand";
import { type PrivateCall, type SignStamp } from "#transport/private-call";
import { digest, loginMessage, signRequest } from "#venues/lmex/sign";

const KEY = "lmex-test-key-0001";
const SECRET = "lmex-test-secret-0001-do-not-use";
const ORDER = '{"symbol":"ETH-PERP","side":"SELL","type":"LIMIT","price":3120.5,"size":25,"time_in_force":"GTC","clOrderID":"tc-000001"}';

const stamp = (nonce: number): SignStamp => ({
  credentials: { apiKey: new Secret(KEY), apiSecret: new Secret(SECRET) },
  nonce,
  time: epochMs(nonce),
  entropy: "e".repeat(36),
});
const call = (parts: Partial<PrivateCall<unknown>>): PrivateCall<unknown> => ({
  name: "test",
  host: "rest",
  method: "GET",
  path: "",
  query: [],
  body: undefined,
  costs: [],
  effect: "read",
  decode: () => ({ kind: "value", value: undefined }),
  ...parts,
});

test.each([
  [
    { path: "/futures/api/v2.3/user/positions" },
    1767225600000,
    "4988650e7dca8b309907d9ad8c84d03b32114c1691434e2c67242e574ed0dbb909d4377e1dbaff1ea44eafd58939d4a5",
  ],
  [
    { path: "/futures/api/v2.3/order", body: ORDER },
    1767225601234,
    "d9d6e8de793db7d2c8e757b88832fb91789a1e68db4d22c34afb428b9a9b2c59dd9a36f13b0a29045a545675c4ba84e5",
  ],
  [
    {
      path: "/futures/api/v2.3/order",
      query: [
        ["symbol", "ETH-PERP"],
        ["clOrderID", "tc-000001"],
      ] as const,
    },
    1767225602345,
    "49337edc621b4ce86b77f4b5f0570861ccf43087a4e6174dfbe1572b331d2348ca107d932968c1a12843f977bb763576",
  ],
  [
    { path: "/futures/api/v2.3/order/cancelAllAfter", body: '{"timeout":45000}' },
    1767225603456,
    "558eab5898ac4d56790897d7daf7024209231f55e798bbd2cad9fc77cc2d44b1069f01f360e188149aa807021c3583d9",
  ],
  [
    { path: "/spot/api/v3.3/user/open_orders" },
    1767225604567,
    "fcb890a8bf0cfe9b94c553372dab05bd6ec31349dc306a55b9473a53451de4ee5dbf2f08c126ee5c7d17d924261ebfda",
  ],
])("the published request %j is signed as published", (parts, nonce, sign) => {
  const signed = signRequest(call(parts), stamp(nonce));
  expect(signed.headers).toMatchObject({ "request-api": KEY, "request-nonce": String(nonce), "request-sign": sign });
  expect(signed.body).toBe("body" in parts ? parts.body : undefined);
});

test("parameters stand in the address in their order, and only a body names its type", () => {
  const query = [
    ["symbol", "ETH-PERP"],
    ["clOrderID", "a b"],
  ] as const;
  expect(signRequest(call({ query }), stamp(1)).query).toBe("symbol=ETH-PERP&clOrderID=a%20b");
  expect(signRequest(call({ query }), stamp(1)).headers).not.toHaveProperty("content-type");
  expect(signRequest(call({ body: "{}" }), stamp(1)).headers).toHaveProperty("content-type", "application/json");
});

test.each([
  [
    "the path of an article",
    "/order1767225601234",
    "7f529df7936767261cf4703aaa727c65bc1def9417fb3a42cce93f20096fd1b6edd3efbe358911f541611bc8053d52ad",
  ],
  [
    "no body",
    "/api/v2.3/order1767225601234",
    "e378ecd480e1f28751b517bb7576400c97db407a1c81939039920b4137e05bf363db5c49077a4d5eae56f7879d34c2ad",
  ],
  [
    "a signed query",
    "/api/v2.3/order?symbol=ETH-PERP&clOrderID=tc-0000011767225602345",
    "22c27526faab2effc170187f3d3c97ef3c5b6227f808d28a0c5f8c27f4e01dfce91651c6a0158e425d2749aa823d4ffa",
  ],
])("a signature over %s is another one, so ours is not made that way", (_, message, sign) => {
  expect(digest(SECRET, { path: message, nonce: "" })).toBe(sign);
  const ours = signRequest(call({ path: "/futures/api/v2.3/order", body: ORDER }), stamp(1767225601234));
  expect(ours.headers["request-sign"]).not.toBe(sign);
});

test("the whole path is signed only where asked for", () => {
  const kept = signRequest(call({ path: "/futures/api/v2.3/order", body: ORDER }), stamp(1767225601234), "whole");
  expect(kept.headers["request-sign"]).toBe(
    "6f659aa772a9e6028118ec604d13e8cd407898971f0d7aa510817ed8b301b0ce58724212a4614e64ff52abc1ad57fa1e",
  );
});

test.each([
  ["/ws/futures", "35a793fd0b113cba16b307df88663db5580c76cdb2cf5e18e2764275c5879c7613191f9cf6658f746c6155b17645deda"],
  ["/ws/spot", "74283591eb3fb0675aef0ae4fc246fe4062ed4e4ee235d3501b01e172d93c7f6e3900a368b1bf3e1b689ed9b6668b4be"],
])("a login on %s is signed as published, in one form and then in the other", (path, sign) => {
  const nonce = 1767225605678;
  const words = [0, 1, 2].map((attempt) => loginMessage(stamp(nonce), path, attempt));
  expect(words).toEqual([
    `{"op":"authKeyExpires","args":["${KEY}","${nonce}","${sign}"]}`,
    `{"op":"login","args":["${KEY}","${nonce}","${sign}"]}`,
    undefined,
  ]);
});
