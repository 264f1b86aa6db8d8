// The key that LBank lends for its private topics: one for an hour, renewed as long as the account is watched.

import { Secret } from "#core/account/secret";
import { asObject, field } from "#core/json/json-value";
import { type LeaseCodec } from "#venues/account";
import { readCall } from "#venues/lbank/account/call";
import { LEASE_PATHS } from "#venues/lbank/endpoints";

/** 64 hex digits everywhere it was seen; anything printable without spaces is taken. */
const KEY = /^[\x21-\x7e]{8,256}$/;

/** How the key is had, kept and given back. */
export const leaseCodec: LeaseCodec = {
  get: () =>
    readCall({ name: "stream key", path: LEASE_PATHS.get }, (data, body) => {
      // Three forms are told: the bare key, an object with it, and V1's own member.
      const inside = asObject(data);
      const text = data ?? field(body, "subscribeKey");
      const key = inside === undefined ? text : field(inside, "key");
      return typeof key === "string" && KEY.test(key) ? new Secret(key) : undefined;
    }),
  renew: (key) => keyCall("renewal of the stream key", LEASE_PATHS.renew, key),
  destroy: (key) => keyCall("return of the stream key", LEASE_PATHS.destroy, key),
};

/** `{"result":"true"}` is all that says yes. */
const keyCall = (name: string, path: string, key: Secret): ReturnType<LeaseCodec["renew"]> =>
  readCall({ name, path, query: [["subscribeKey", key.reveal()]] }, () => true as const);
