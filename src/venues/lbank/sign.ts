// How LBank knows that a request is ours. All parameters are sorted and joined, their MD5 in upper-case hex is what gets signed: with
// HMAC-SHA256 in hex, or with RSA-SHA256 in base64. Values are signed raw and sent encoded. The language of an article signs in a way
// of its own, after no venue's document.

import { createHash, createHmac, createPrivateKey, sign as signWithKey } from "node:crypto";
import { type Credentials } from "#core/account/secret";
import { type PrivateCall, type SignedRequest, type SignStamp } from "#transport/private-call";

/** The digests that LBank knows, in its own spelling. */
export type SignatureMethod = "HmacSHA256" | "RSA";

type Pairs = readonly (readonly [name: string, value: string])[];

/** HMAC secrets have 32 characters; what is longer is a private RSA key. */
const HMAC_SECRET_MAX = 32;

/** The method of a key: as it was set, else told from the length of its secret. */
export function methodOf({ method, apiSecret }: Credentials): SignatureMethod {
  if (method !== undefined) return method === "rsa" ? "RSA" : "HmacSHA256";
  return methodOfSecret(apiSecret.reveal());
}

/** The method that a secret's length tells. */
export function methodOfSecret(secret: string): SignatureMethod {
  return secret.length > HMAC_SECRET_MAX ? "RSA" : "HmacSHA256";
}

/** Parameters by name in the order of their bytes, as every published client but one sorts them. */
function sorted(pairs: Pairs): Pairs {
  return [...pairs].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
}

/** What is hashed: every parameter but `sign`, sorted, with its value as it is. */
export function prehash(pairs: Pairs): string {
  return sorted(pairs)
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

/** What is signed: 32 upper-case hex digits. */
export function prepared(text: string): string {
  return createHash("md5").update(text, "utf8").digest("hex").toUpperCase();
}

/** Signs the 32 characters. An RSA secret is a PKCS#8 key as base64; throws when it is none. */
export function signatureOf(text: string, secret: string, method: SignatureMethod): string {
  if (method === "HmacSHA256") return createHmac("sha256", secret).update(text, "utf8").digest("hex");
  const key = createPrivateKey({ key: secret, format: "der", type: "pkcs8", encoding: "base64" });
  return signWithKey("sha256", new TextEncoder().encode(text), key).toString("base64");
}

/** Signs a request: parameters, key and signature stand in a form; time, method and chance go into headers only. Pure. */
export function signRequest(call: PrivateCall<unknown>, stamp: SignStamp): SignedRequest {
  const { credentials, entropy } = stamp;
  const method = methodOf(credentials);
  const named = [...call.query, ["api_key", credentials.apiKey.reveal()]] as const;
  const stamps = { timestamp: String(Math.floor(stamp.time)), signature_method: method, echostr: entropy };
  const text = prepared(prehash([...named, ...Object.entries(stamps)]));
  const sign = signatureOf(text, credentials.apiSecret.reveal(), method);
  const form = sorted([...named, ["sign", sign]]).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return {
    query: "",
    headers: { "content-type": "application/x-www-form-urlencoded", ...stamps },
    body: form.join("&"),
  };
}

/** What the article's language signs; only its login is ever sent. */
export interface ArticleSigned {
  readonly timestamp: string;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: string;
}

/** The article's signature: HMAC-SHA256 in hex over its parts, with nothing between them. */
export function articleSignature(secret: string, { timestamp, method, path, body = "" }: ArticleSigned): string {
  return createHmac("sha256", secret).update(`${timestamp}${method}${path}${body}`, "utf8").digest("hex");
}

/** The path that a login of the article's language signs. */
const ARTICLE_LOGIN_PATH = "/users/self/verify";

/** The signature of a login in the article's language at a time in epoch ms. */
export function articleLoginSignature(secret: string, timestamp: string): string {
  return articleSignature(secret, { timestamp, method: "GET", path: ARTICLE_LOGIN_PATH });
}

/** The login message of the article's language. */
export function articleLogin({ credentials, time }: SignStamp): string {
  const timestamp = String(Math.floor(time));
  const { apiKey, apiSecret } = credentials;
  return JSON.stringify({ op: "auth", args: [apiKey.reveal(), timestamp, articleLoginSignature(apiSecret.reveal(), timestamp)] });
}
