// How WEEX knows that a request is ours: HMAC-SHA256 in base64 over time, method, path, query and body as they are sent. The handshake
// of a private socket is signed over time and path alone: a method in front of the path, as one library writes it, is refused.

import { createHmac } from "node:crypto";
import { type PrivateCall, type SignedRequest, type SignStamp } from "#transport/private-call";

/** The digest of a text: 44 characters of base64. */
export function digest(secret: string, text: string): string {
  return createHmac("sha256", secret).update(text, "utf8").digest("base64");
}

/** What a request is signed over. `query` comes without its question mark, which stands in the text only before a query. */
export function requestText(parts: {
  readonly time: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string | undefined;
}): string {
  const query = parts.query === "" ? "" : `?${parts.query}`;
  return `${parts.time}${parts.method.toUpperCase()}${parts.path}${query}${parts.body ?? ""}`;
}

/** What the handshake of a private socket is signed over. */
export const handshakeText = (time: string, path: string): string => `${time}${path}`;

/** Signs a request: exactly the bytes that are sent. Pure. */
export function signRequest(call: PrivateCall<unknown>, stamp: SignStamp): SignedRequest {
  const query = call.query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
  const { method, path, body } = call;
  const time = timeText(stamp);
  return {
    query,
    headers: {
      ...keyHeaders(stamp, time, requestText({ time, method, path, query, body })),
      "Content-Type": "application/json",
      // Not signed; without it one generation was seen to answer in Chinese.
      locale: "en-US",
    },
    body,
  };
}

/** The headers of a private socket's handshake at a path. Pure. */
export function handshakeHeaders(stamp: SignStamp, path: string): Readonly<Record<string, string>> {
  const time = timeText(stamp);
  return keyHeaders(stamp, time, handshakeText(time, path));
}

/** Thirteen digits: the venue looks at the time and remembers no numbers. */
const timeText = ({ time }: SignStamp): string => String(Math.floor(time));

function keyHeaders({ credentials }: SignStamp, time: string, text: string): Readonly<Record<string, string>> {
  const { apiKey, apiSecret, passphrase } = credentials;
  return {
    "ACCESS-KEY": apiKey.reveal(),
    "ACCESS-SIGN": digest(apiSecret.reveal(), text),
    "ACCESS-TIMESTAMP": time,
    "ACCESS-PASSPHRASE": passphrase?.reveal() ?? "",
  };
}
