// Whether a request is the account's: headers that are missing first, then the time, the key, the signature and the passphrase.

import { type EpochMs } from "#core/brand";
import { type AccountView } from "#venues/account-dialect";
import { type DialectReply, type DialectRequest, type ExchangeView } from "#venues/dialect";
import { type Face, refused, type Wrong } from "#venues/weex/dialect/account/faces";
import { digest, handshakeText, requestText } from "#venues/weex/sign";

/** How far a request's time may be from the venue's clock. */
const WINDOW_MS = 30_000;

const HEADERS = [
  ["access-key", "no-key"],
  ["access-sign", "no-sign"],
  ["access-timestamp", "no-time"],
  ["access-passphrase", "no-passphrase"],
] as const;

export type KeyVerdict =
  | { readonly kind: "known"; readonly account: AccountView }
  | { readonly kind: "refused"; readonly wrong: Wrong; readonly words: string };

interface Claim {
  readonly headers: Readonly<Record<string, string>>;
  /** The text that must have been signed, for the time that the headers tell. */
  readonly signed: (time: string) => string;
  readonly exchange: ExchangeView;
}

const no = (wrong: Wrong, words: string): KeyVerdict => ({ kind: "refused", wrong, words });

function judge({ headers, signed, exchange }: Claim): KeyVerdict {
  const [key = "", sign = "", time = "", passphrase = ""] = HEADERS.map(([name]) => headers[name] ?? "");
  const missing = HEADERS.find(([name]) => (headers[name] ?? "") === "");
  if (missing !== undefined) return no(missing[1], `Header ${missing[0].toUpperCase().replace("-", "_")} is required.`);
  if (!/^\d{13}$/.test(time)) return no("bad-time", "Invalid ACCESS_TIMESTAMP");
  if (Math.abs(Number(time) - exchange.now()) > WINDOW_MS) return no("expired", "Request timestamp expired");
  const account = exchange.accounts?.byKey(key);
  if (account === undefined) return no("unknown-key", "Invalid ACCESS_KEY");
  if (digest(account.credentials.secret, signed(time)) !== sign) return no("bad-sign", "Signature verification failed");
  if (passphrase !== account.credentials.passphrase) return no("bad-passphrase", "API key or passphrase is incorrect");
  return { kind: "known", account };
}

/** The account of a request, or why there is none. */
export function requestKeys(request: DialectRequest, exchange: ExchangeView): KeyVerdict {
  const { method, path, body } = request;
  // The text that was sent: parameters come apart on the way, and are written again as the client does it.
  const query = [...request.query].map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
  const verdict = judge({ headers: request.headers, exchange, signed: (time) => requestText({ time, method, path, query, body }) });
  const type = request.headers["content-type"] ?? "";
  const isWrongType = body !== "" && !type.startsWith("application/json");
  return verdict.kind === "known" && isWrongType ? no("content-type", "Content-Type must be application/json") : verdict;
}

/** The account of a handshake, or why there is none. */
export function handshakeKeys(
  address: { readonly path: string; readonly headers: Readonly<Record<string, string>> },
  exchange: ExchangeView,
): KeyVerdict {
  const headers = Object.fromEntries(Object.entries(address.headers).map(([name, value]) => [name.toLowerCase(), value]));
  return judge({ headers, exchange, signed: (time) => handshakeText(time, address.path) });
}

/** How a handshake without good keys is refused. Not documented: the status is inferred. */
export function refusedHandshake(face: Face, verdict: Extract<KeyVerdict, { kind: "refused" }>, now: EpochMs): DialectReply {
  return { ...refused(face, verdict.wrong, { words: verdict.words, now }), status: 401 };
}
