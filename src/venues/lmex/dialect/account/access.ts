// Who may act: the three headers, the key, the signature over path, number and body, and the number's freshness, in the venue's words.

import { type AccountView } from "#venues/account-dialect";
import { type DialectReply, type DialectRequest, type ExchangeView } from "#venues/dialect";
import { engineError, enveloped } from "#venues/lmex/dialect/rest-replies";
import { digest, signedPath } from "#venues/lmex/sign";

/** How far a number may be from the venue's clock. Not published: a minute. */
export const NONCE_WINDOW_MS = 60_000;

/** Signatures that are taken: the documented form, or also the one over the whole path. Never anything weaker. */
export type SignatureRule = "strict" | "also-whole-path";

export type Access =
  | { readonly kind: "granted"; readonly account: AccountView }
  | { readonly kind: "refused"; readonly reply: DialectReply };

/** Which of the error shapes a route answers in. */
export type ErrorShape = "engine" | "envelope";

/** Looks at a request's headers. A refused number is not used up. */
export function accessOf(
  request: DialectRequest,
  exchange: ExchangeView,
  how: { readonly rule: SignatureRule; readonly shape: ErrorShape },
): Access {
  const header = (name: string): string => request.headers[name] ?? "";
  const missing = ["request-api", "request-nonce", "request-sign"].find((name) => header(name) === "");
  if (missing !== undefined) {
    const which = missing === "request-api" ? "api" : missing.slice("request-".length);
    return refused(engineError({ http: 401, bodyStatus: 400, code: -2, words: `${which} parameter is mandatory`, costs: [] }));
  }
  const account = exchange.accounts?.byKey(header("request-api"));
  if (account === undefined) return refused(unauthorized(how.shape, exchange));
  const nonce = header("request-nonce");
  if (!isSigned(request, nonce, { secret: account.credentials.secret, sign: header("request-sign"), rule: how.rule })) {
    return refused(engineError({ http: 401, bodyStatus: 400, code: -7, words: "Signature verification failed", costs: [] }));
  }
  if (!isFresh(nonce, account, exchange)) {
    return refused(engineError({ http: 401, bodyStatus: 400, code: -7, words: "Invalid nonce", costs: [] }));
  }
  return { kind: "granted", account };
}

const refused = (reply: DialectReply): Access => ({ kind: "refused", reply });

function unauthorized(shape: ErrorShape, exchange: ExchangeView): DialectReply {
  if (shape === "engine") return engineError({ http: 401, bodyStatus: 400, code: -7, words: "Authenticate failed", costs: [] });
  const words = "UNAUTHORIZED: Authentication Failed";
  return enveloped({ http: 401, code: 10002, words, time: exchange.now(), rows: "null", costs: [] });
}

function isSigned(
  request: DialectRequest,
  nonce: string,
  by: { readonly secret: string; readonly sign: string; readonly rule: SignatureRule },
): boolean {
  // The body counts only where parameters stand in it.
  const body = request.method === "POST" || request.method === "PUT" ? request.body : "";
  const made = (which: "after-prefix" | "whole"): string => digest(by.secret, { path: signedPath(request.path, which), nonce, body });
  return by.sign === made("after-prefix") || (by.rule === "also-whole-path" && by.sign === made("whole"));
}

function isFresh(nonce: string, account: AccountView, exchange: ExchangeView): boolean {
  if (!/^\d{1,15}$/.test(nonce) || Math.abs(Number(nonce) - exchange.now()) > NONCE_WINDOW_MS) return false;
  return exchange.accounts?.useNonce(account.credentials.apiKey, Number(nonce), false) ?? false;
}

/** The account that a login message opens on a socket with that path; undefined where it opens none. */
export function loginAccount(args: readonly string[], paths: readonly string[], exchange: ExchangeView): AccountView | undefined {
  const [key, nonce, sign] = args;
  const account = key === undefined ? undefined : exchange.accounts?.byKey(key);
  if (account === undefined || nonce === undefined || sign === undefined) return undefined;
  if (!paths.some((path) => sign === digest(account.credentials.secret, { path, nonce }))) return undefined;
  return isFresh(nonce, account, exchange) ? account : undefined;
}
