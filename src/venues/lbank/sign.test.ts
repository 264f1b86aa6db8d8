// LBank's published way to sign, on every vector. All keys are throw-away ones. About 0.1 s.

import { createVerify } from "node:crypto";
import { expect, test } from "vitest";
import { Secret } from "#core/account/secret";
import { epochMs } from "#core/brand";
import { type PrivateCall, type SignedRequest } from "#transport/private-call";
import { articleLogin, articleSignature, methodOfSecret, prehash, prepared, signatureOf, signRequest } from "#venues/lbank/sign";

const API_KEY = "0badc0de-1111-4222-8333-444455556666";
const SECRET = "A1B2C3D4E5F60718293A4B5C6D7E8F90";
const RSA_PRIVATE =
  "MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBAJdqzJTL8ltYKr9eMvc//1ddU/PPRsU/ixjZ7/NBWs8vifA4bjvCuMuST/76o0WgZpx1/fzVLAnloNmjnR5N6OHBRDn+okVSKnWFCR3m55Y36NDttejODxg+DiQfDaBjShKA8c/vWanR6Qxfj++E4ehmIKW9e3qG9L2VDBFz6tmJAgMBAAECgYBS02fPKPSMhOD1R0jnuMkq9/E5V7OlqAmlcWlxDdnnpWB119hstioxqPo7RszTBFe81Eo36D+rtkFTa81BS2rMY2ogTkK19RtiGuS7Me5AANj6fYpnW4pZ9Jt7D8GyqZzWNonoQChBQOIGXBghdbXvuP4OhFzaitQILw/1a6g2tQJBAMe013d9IZeJfqrzhpIxgN3zv7IoMLT57PEjpX1eRFEMiQRfKrhr59R/3jCvMF3F2Oieyhj74R2+bWIireF2fd8CQQDCGVLbjznEhEbv284Vd4G5NkqX1MfUhCqShiLyHdQ0AcSBPC7QtTu60YYeCSlBfjYaPavk+PKyrrYmsw5pFsWXAkEApGLNwcO0tQIuzBUtPoWVKB4OO14tyaq4ST4oaOwBnB2PY5PanHfmGtsuUDDExUuoYsLiZHJhOZSYgWE+dAqPTQJATLRLPT8lmhaYHfPkRjF7D2F4KvZIniA43ryplLrbAE5uhI/vBEWKvDJO6RG/vwUMhmQ2yP7kkl5e135NRJReMwJAD6oTvAAcwLjrMrsog9q8ey7ofYvtLsh7eh7XM7haYD4ab5h6Ng5+1u1OI6/eie5k+TNFWwHEMYwmLEcCEkyLEA==";
const RSA_PUBLIC =
  "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCXasyUy/JbWCq/XjL3P/9XXVPzz0bFP4sY2e/zQVrPL4nwOG47wrjLkk/++qNFoGacdf381SwJ5aDZo50eTejhwUQ5/qJFUip1hQkd5ueWN+jQ7bXozg8YPg4kHw2gY0oSgPHP71mp0ekMX4/vhOHoZiClvXt6hvS9lQwRc+rZiQIDAQAB";

interface Vector {
  readonly path: string;
  readonly query: PrivateCall<unknown>["query"];
  readonly time: number;
  readonly entropy: string;
  readonly secret?: string;
}

function signed({ path, query, time, entropy, secret = SECRET }: Vector): SignedRequest {
  const call: PrivateCall<unknown> = {
    name: "vector",
    host: "rest",
    method: "POST",
    path,
    query,
    body: undefined,
    costs: [],
    effect: "read",
    decode: () => ({ kind: "value", value: undefined }),
  };
  const credentials = { apiKey: new Secret(API_KEY), apiSecret: new Secret(secret) };
  return signRequest(call, { credentials, time: epochMs(time), nonce: time, entropy });
}

const inBody = ({ body }: SignedRequest, name: string): string | null => new URLSearchParams(body).get(name);

test("vector A: no parameters, in headers and a form", () => {
  const request = signed({
    path: "/v2/supplement/user_info_account.do",
    query: [],
    time: 1_790_000_000_000,
    entropy: "TestVectorEchoStr00000000000000001",
  });
  expect(request).toEqual({
    query: "",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      timestamp: "1790000000000",
      signature_method: "HmacSHA256",
      echostr: "TestVectorEchoStr00000000000000001",
    },
    body: `api_key=${API_KEY}&sign=cc149e8e065d66989ea3e4669e70e5b9ab9aab13bb778f268072fd75ca01bd4a`,
  });
});

test("vector B: a post-only order; the order of its parameters does not matter", () => {
  const query = [
    ["symbol", "btc_usdt"],
    ["type", "buy_maker"],
    ["price", "61234.5"],
    ["amount", "0.0125"],
    ["custom_id", "sim-000000000001"],
    ["window", "3000"],
  ] as const;
  const vector = { path: "/v2/supplement/create_order.do", time: 1_790_000_001_234, entropy: "abcDEF0123456789abcDEF0123456789abcD" };
  const sign = "1da2aa2150797719fd2f1e622f68ccae272e403984d436cc4d49c9766e802341";
  expect(inBody(signed({ ...vector, query }), "sign")).toBe(sign);
  expect(inBody(signed({ ...vector, query: [...query].reverse() }), "sign")).toBe(sign);
});

test("vector C: spaces and colons are signed raw and sent encoded", () => {
  const request = signed({
    path: "/v2/supplement/transaction_history.do",
    query: [
      ["symbol", "eth_usdt"],
      ["startTime", "2026-09-20 08:00:00"],
      ["endTime", "2026-09-21 08:00:00"],
      ["limit", "50"],
    ],
    time: 1_790_000_002_468,
    entropy: "0123456789abcdef0123456789abcdef",
  });
  const sign = "7c0a76be8ecf7c6fb2359a6d3dcd921ea77852a092d536f097becf8bd4721fad";
  expect(request.body).toBe(
    `api_key=${API_KEY}&endTime=2026-09-21%2008%3A00%3A00&limit=50&sign=${sign}&startTime=2026-09-20%2008%3A00%3A00&symbol=eth_usdt`,
  );
});

test("vector D: RSA, told from the length of the secret, and verified by the public key", () => {
  const request = signed({
    path: "/v2/subscribe/refresh_key.do",
    query: [["subscribeKey", "0000000000000000000000000000000000000000000000000000000000000abc"]],
    time: 1_790_000_003_702,
    entropy: "RsaVectorEchoStr0000000000000000000002",
    secret: RSA_PRIVATE,
  });
  const sign =
    "huXG0r0Vx4aTbTgqOFKeoCSPRiUfn4sNWtEda/EIaOWU2eVrm+sh+dSxGz935YhU4J/P/pjyCt0HU0cRwzurQ2zacJ+HpFhxr/00rXdYu863GaUSsdvFrjguOM+I6aCQKLKI76AXQ17PJrVsq1wkdn/oc8RFmGvJ5Y6oWHelc2g=";
  expect(request.headers["signature_method"]).toBe("RSA");
  expect(inBody(request, "sign")).toBe(sign);
  // The form keeps `+`, `/` and `=` apart from what they mean in it.
  expect(request.body).toContain(encodeURIComponent(sign));
  const key = { key: Buffer.from(RSA_PUBLIC, "base64"), format: "der", type: "spki" } as const;
  expect(createVerify("sha256").update("7BE96A7763AC16D6004D1F48F6EE0B7A").verify(key, sign, "base64")).toBe(true);
});

const HASHED = [
  { name: "A", time: 1_790_000_000_000, params: [], hash: "E8E64948D79C7343BF9FC6F03C0F5418" },
  {
    name: "P",
    time: 1_790_000_004_936,
    params: [["asset", "USDT"] as const, ["productGroup", "SwapU"] as const],
    hash: "9DDF56C71327D4F20AE49F317665DAC6",
  },
];

test.each(HASHED)("vector $name: what is signed is the MD5 in upper case", ({ time, params, hash }) => {
  const stamps = { echostr: "TestVectorEchoStr00000000000000001", signature_method: "HmacSHA256", timestamp: String(time) };
  expect(prepared(prehash([...params, ["api_key", API_KEY], ...Object.entries(stamps)]))).toBe(hash);
});

test("vector P: the contracts sign in the same way", () => {
  expect(signatureOf("9DDF56C71327D4F20AE49F317665DAC6", SECRET, "HmacSHA256")).toBe(
    "f9f794e39daa7b64dbce8d1448328e0f228ba6200f2dfdf902df1d7de4c22bb9",
  );
});

test("vectors S1 and S2: the article's own signature, without and with a body", () => {
  const secret = "seed-secret-0001";
  expect(articleSignature(secret, { timestamp: "1790000000000", method: "GET", path: "/users/self/verify" })).toBe(
    "bf46269957e83cc620a2f42122ad73fdc30b52618fc414dd20fae168088e9a46",
  );
  const body = '{"symbol":"btcusdt","type":"buy","price":"61000","amount":"0.02"}';
  expect(articleSignature(secret, { timestamp: "1790000000500", method: "POST", path: "/order", body })).toBe(
    "01f0aa864706291f811493bd87eeae7c95a4d66dba36b865d38b60297fc5f770",
  );
});

test("the article's login is its published message", () => {
  const credentials = { apiKey: new Secret(API_KEY), apiSecret: new Secret("seed-secret-0001") };
  const text = articleLogin({ credentials, time: epochMs(1_790_000_000_000), nonce: 1, entropy: "" });
  expect(JSON.parse(text)).toEqual({
    op: "auth",
    args: [API_KEY, "1790000000000", "bf46269957e83cc620a2f42122ad73fdc30b52618fc414dd20fae168088e9a46"],
  });
});

test("a secret of 32 characters is an HMAC secret, a longer one a private key", () => {
  expect(methodOfSecret(SECRET)).toBe("HmacSHA256");
  expect(methodOfSecret(RSA_PRIVATE)).toBe("RSA");
});
