// An order exactly as it would be signed and sent now, for people: what opens the account is taken out. Nothing here can send.

import { accountRedactor } from "#assemblies/private-sink";
import { type OrderPreview } from "#client/trading/trading-api";
import { type ClearedOrder } from "#core/account/order";
import { REDACTED, secretName } from "#observe/redaction";
import { type SignStamp } from "#transport/private-call";
import { addressOf } from "#transport/request-run";
import { type AccountCodec } from "#venues/account";

/** Signatures by their looks: long hex, or base64 of a digest. */
const DIGEST = /\b[0-9a-fA-F]{64,}\b|[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{86,}={0,2}/g;

export function orderRequest(
  order: ClearedOrder,
  about: { readonly codec: AccountCodec; readonly stamp: SignStamp; readonly hosts: Readonly<Record<string, string>> },
): OrderPreview["request"] {
  const { codec, stamp, hosts } = about;
  const call = codec.orders.place(order);
  const signed = codec.sign(call, stamp);
  const redactor = accountRedactor(stamp.credentials);
  const clean = (text: string): string => withoutParameters(redactor.clean(text)).replace(DIGEST, REDACTED);
  const headers = Object.entries(signed.headers).map(([name, value]) => [name, secretName(name) ? REDACTED : clean(value)] as const);
  return {
    method: call.method,
    url: clean(addressOf({ name: call.name, host: call.host, path: call.path, query: signed.query }, hosts)),
    headers: Object.fromEntries(headers),
    body: signed.body === undefined ? undefined : clean(signed.body),
  };
}

/** Parameters of addresses and forms whose name says that they are secret. */
const withoutParameters = (text: string): string =>
  text.replace(/([?&]|^)([\w-]+)=([^&\s]*)/g, (whole, mark: string, name: string) =>
    secretName(name) ? `${mark}${name}=${REDACTED}` : whole,
  );
