// How LMEX knows that a request is ours: HMAC-SHA384 in hex over the path, the number and the body, with nothing between them. The
// query is never signed. The product's prefix (`/futures`, `/spot`) is in the address and not in what is signed; one project of LMEX
// signs it all the same, so that this is a switch.

import { createHmac } from "node:crypto";
import { type PrivateCall, type SignedRequest, type SignStamp } from "#transport/private-call";

/** Which part of the path is signed. `after-prefix` is what BTSE documents; `whole` is unproven, and one LMEX project's way. */
export type SignedPath = "after-prefix" | "whole";

/** The digest of one request or login: 96 hex digits. `body` is the exact text that is sent. */
export function digest(secret: string, parts: { readonly path: string; readonly nonce: string; readonly body?: string }): string {
  return createHmac("sha384", secret)
    .update(`${parts.path}${parts.nonce}${parts.body ?? ""}`, "utf8")
    .digest("hex");
}

/** The path as it is signed: from `/api/` on, or whole. */
export function signedPath(path: string, which: SignedPath): string {
  if (which === "whole") return path;
  const api = path.indexOf("/api/");
  return api < 0 ? path : path.slice(api);
}

/** Signs a request: parameters stand in the address, the body as it was written once. Pure. */
export function signRequest(call: PrivateCall<unknown>, stamp: SignStamp, which: SignedPath = "after-prefix"): SignedRequest {
  const nonce = String(stamp.nonce);
  const { body } = call;
  const path = signedPath(call.path, which);
  const sign = digest(stamp.credentials.apiSecret.reveal(), { path, nonce, ...(body === undefined ? {} : { body }) });
  return {
    query: call.query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&"),
    headers: {
      "request-api": stamp.credentials.apiKey.reveal(),
      "request-nonce": nonce,
      "request-sign": sign,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    body,
  };
}

/** Words of a login, the preferred first: pages of the family differ, and both carry the same signature. */
const LOGIN_WORDS = ["authKeyExpires", "login"] as const;

/** The login message of an attempt from 0 for the socket at `path`; undefined after the last form. */
export function loginMessage(stamp: SignStamp, path: string, attempt: number): string | undefined {
  const op = LOGIN_WORDS[attempt];
  if (op === undefined) return undefined;
  // Despite its name the number is the time now, not an end.
  const nonce = String(stamp.nonce);
  const { apiKey, apiSecret } = stamp.credentials;
  return JSON.stringify({ op, args: [apiKey.reveal(), nonce, digest(apiSecret.reveal(), { path, nonce })] });
}
