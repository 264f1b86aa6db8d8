// Keys as somebody gave them, checked before anything is sent. No message shows any part of a value.

import { type Credentials, type CredentialsInput, Secret } from "#core/account/secret";
import { ConfigError } from "#core/error";

/** What a venue's keys consist of. */
export interface KeyForm {
  readonly passphrase: boolean;
  readonly methods: readonly ("hmac" | "rsa")[];
}

/** A longer HMAC secret than this is an RSA key at venues that know both. */
const HMAC_SECRET_MAX = 32;

/** Wraps and checks keys. Throws ConfigError that names what is wrong, never what it contains. */
export function checkedCredentials(input: CredentialsInput, venue: string, form: KeyForm): Credentials {
  const apiKey = checkedKey(input.apiKey, `the ${venue} API key`);
  const apiSecret = checkedKey(input.apiSecret, `the ${venue} API secret`);
  if (form.passphrase && input.passphrase === undefined) {
    throw new ConfigError("bad-credentials", `The ${venue} passphrase is missing; ${venue} keys have three parts.`);
  }
  if (!form.passphrase && input.passphrase !== undefined) {
    throw new ConfigError(
      "bad-credentials",
      `A passphrase was given for ${venue}, whose keys have none; is this the key of another venue?`,
    );
  }
  const method = input.method ?? (form.methods.includes("rsa") && apiSecret.reveal().length > HMAC_SECRET_MAX ? "rsa" : form.methods[0]);
  if (method !== undefined && !form.methods.includes(method)) {
    throw new ConfigError("bad-credentials", `${venue} does not sign with ${method}; it knows ${form.methods.join(" and ")}.`);
  }
  return {
    apiKey,
    apiSecret,
    ...(input.passphrase === undefined ? {} : { passphrase: checkedKey(input.passphrase, `the ${venue} passphrase`) }),
    ...(method === undefined ? {} : { method }),
  };
}

function checkedKey(given: string | Secret, what: string): Secret {
  const text = typeof given === "string" ? given : given.reveal();
  if (text === "") throw new ConfigError("bad-credentials", `The value of ${what} is empty.`);
  // A pasted key often brings a line break or a space with it, which the venue would only call a bad signature.
  if (/[\s\p{Cc}]/u.test(text)) {
    throw new ConfigError("bad-credentials", `The value of ${what} contains a space or a line break; paste it without.`);
  }
  return typeof given === "string" ? new Secret(given) : given;
}
