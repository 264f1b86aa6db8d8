// Keys from the environment, or from files that it names. Values are wrapped at once; messages name variables and files, never what
// they hold.

import { readFileSync, statSync } from "node:fs";
import { Secret } from "#core/account/secret";
import { ConfigError } from "#core/error";

/** Keys of one venue and environment, as they were set. */
export interface StoredCredentials {
  readonly apiKey: Secret;
  readonly apiSecret: Secret;
  readonly passphrase?: Secret;
  readonly environment: string;
}

export interface CredentialsRequest {
  readonly venue: string;
  /** `live` keys have the short names: `LMEX_API_KEY`; others carry it: `LMEX_TEST_API_KEY`. */
  readonly environment: string;
  /** Whether the venue's keys have a third part. */
  readonly passphrase: boolean;
  readonly variables?: Readonly<Record<string, string | undefined>>;
}

/** Names that articles use, and what they are called here. */
const ARTICLE_NAMES: Readonly<Record<string, string>> = {
  WEEX_SECRET_KEY: "WEEX_API_SECRET",
  WEEX_PASSPHRASE: "WEEX_API_PASSPHRASE",
};

/** The variables that a venue's keys are read from, in order: key, secret, and the passphrase where there is one. */
export function credentialNames(venue: string, environment: string, passphrase: boolean): readonly string[] {
  const prefix = environment === "live" ? venue : `${venue}_${environment}`;
  const names = ["API_KEY", "API_SECRET", ...(passphrase ? ["API_PASSPHRASE"] : [])];
  return names.map((name) => `${prefix}_${name}`.toUpperCase());
}

/** Reads the keys; undefined when nothing of them is set. Throws ConfigError when a part is missing, doubled or open to others. */
export function readCredentials(request: CredentialsRequest): StoredCredentials | undefined {
  const { venue, environment, passphrase, variables = process.env } = request;
  refuseArticleNames(venue, variables);
  const names = credentialNames(venue, environment, passphrase);
  const values = names.map((name) => keyPart(name, variables));
  if (values.every((value) => value === undefined)) return undefined;
  const missing = names.filter((_, index) => values[index] === undefined);
  const [apiKey, apiSecret, third] = values;
  if (missing.length > 0 || apiKey === undefined || apiSecret === undefined) {
    throw new ConfigError(
      "missing-credentials",
      `${missing.join(" and ")} ${missing.length > 1 ? "are" : "is"} not set, while other parts of the ${venue} key are.`,
      {
        hint: `set ${missing[0] ?? ""}, or ${missing[0] ?? ""}_FILE to a file that only you can read`,
      },
    );
  }
  return { apiKey, apiSecret, environment, ...(third === undefined ? {} : { passphrase: third }) };
}

function refuseArticleNames(venue: string, variables: Readonly<Record<string, string | undefined>>): void {
  for (const [theirs, ours] of Object.entries(ARTICLE_NAMES)) {
    if (!theirs.startsWith(`${venue.toUpperCase()}_`) || (variables[theirs] ?? "") === "" || (variables[ours] ?? "") !== "") continue;
    throw new ConfigError("foreign-variable", `${theirs} is a name that an article uses; here it is ${ours}. Nothing was read from it.`, {
      hint: `rename ${theirs} to ${ours}`,
    });
  }
}

function keyPart(name: string, variables: Readonly<Record<string, string | undefined>>): Secret | undefined {
  const direct = variables[name] ?? "";
  const file = variables[`${name}_FILE`] ?? "";
  if (direct !== "" && file !== "") {
    throw new ConfigError("doubled-credentials", `${name} and ${name}_FILE are both set; keep one of them.`);
  }
  if (direct !== "") return new Secret(direct);
  return file === "" ? undefined : fromFile(`${name}_FILE`, file);
}

function fromFile(name: string, path: string): Secret {
  let mode: number;
  let text: string;
  try {
    mode = statSync(path).mode;
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw unreadable(name, error);
  }
  // Windows has no such modes; there every file looks open.
  if (process.platform !== "win32" && (mode & 0o077) !== 0) {
    throw new ConfigError("open-key-file", `The file that ${name} names can be read by others on this machine; it is refused.`, {
      hint: "chmod 600 the file",
    });
  }
  // Editors end files with a line break; nothing else is forgiven.
  return new Secret(text.replace(/\r?\n$/, ""));
}

function unreadable(name: string, cause: unknown): ConfigError {
  return new ConfigError("unreadable-key-file", `The file that ${name} names cannot be read.`, {
    cause,
    hint: "check the path and who may read it",
  });
}
