// Who may act: the headers, the clock, the chance, the method, the key, the signature, the permission, looked at in that order. The
// first two were measured: a stale time is told before an unknown key.

import { type AccountView } from "#venues/account-dialect";
import { type DialectRequest, type ExchangeView } from "#venues/dialect";
import { type Parameters } from "#venues/lbank/dialect/account/parameters";
import { methodOfSecret, prehash, prepared, signatureOf } from "#venues/lbank/sign";

const WINDOW_MS = 5_000;
const AHEAD_MS = 1_000;
const ECHO = /^[A-Za-z0-9]{30,40}$/;
const METHODS: ReadonlySet<string> = new Set(["HmacSHA256", "RSA"]);

export type Access = { readonly kind: "granted"; readonly account: AccountView } | { readonly kind: "refused"; readonly code: number };

const refused = (code: number): Access => ({ kind: "refused", code });

/** Looks at a request. `windowMs` is an order's own patience with its age. */
export function accessOf(
  request: DialectRequest,
  exchange: ExchangeView,
  about: { readonly parameters: Parameters; readonly needs: "read" | "trade"; readonly windowMs: number | undefined },
): Access {
  const { parameters, needs, windowMs = WINDOW_MS } = about;
  const [timestamp = "", method = "", echo = ""] = ["timestamp", "signature_method", "echostr"].map((name) => request.headers[name]);
  if (timestamp === "" || method === "" || echo === "") return refused(10202);
  const [key = "", sign = ""] = ["api_key", "sign"].map((name) => parameters.get(name));
  if (key === "" || sign === "") return refused(10201);
  const age = exchange.now() - Number(timestamp);
  if (!/^\d{1,15}$/.test(timestamp) || age > windowMs || age < -AHEAD_MS) return refused(10600);
  if (!ECHO.test(echo)) return refused(10031);
  if (!METHODS.has(method)) return refused(10203);
  const account = exchange.accounts?.byKey(key);
  if (account === undefined) return refused(10005);
  const signed = [...parameters].filter(([name]) => name !== "sign");
  const stamps = { timestamp, signature_method: method, echostr: echo };
  if (!isSigned([...signed, ...Object.entries(stamps)], { method, sign, secret: account.credentials.secret })) return refused(10007);
  return account.permissions[needs] ? { kind: "granted", account } : refused(10022);
}

/** Both digests give one signature for one text, so that the venue's is made again and compared. */
function isSigned(
  pairs: readonly (readonly [string, string])[],
  by: { readonly method: string; readonly sign: string; readonly secret: string },
): boolean {
  const method = methodOfSecret(by.secret);
  return method === by.method && signatureOf(prepared(prehash(pairs)), by.secret, method) === by.sign;
}
