import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, expect, test } from "vitest";
import { readCredentials } from "#config/credentials";
import { ConfigError } from "#core/error";

const folder = mkdtempSync(join(tmpdir(), "truebook-keys-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CANARY = "canary-7f3a9b21";
const read = (variables: Record<string, string>, environment = "live") =>
  readCredentials({ venue: "weex", environment, passphrase: true, variables });

function failure(act: () => unknown): ConfigError {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

test("keys come from their variables, those of other environments from names of their own", () => {
  const set = {
    WEEX_API_KEY: "k",
    WEEX_API_SECRET: "s",
    WEEX_API_PASSPHRASE: "p",
    WEEX_SIM_API_KEY: "k2",
    WEEX_SIM_API_SECRET: "s2",
    WEEX_SIM_API_PASSPHRASE: "p2",
  };
  expect(read(set)?.apiSecret.reveal()).toBe("s");
  expect(read(set, "sim")?.passphrase?.reveal()).toBe("p2");
  expect(read({})).toBeUndefined();
});

test("a part that is missing is named, and no value is", () => {
  const error = failure(() => read({ WEEX_API_KEY: CANARY, WEEX_API_SECRET: CANARY }));
  expect(error.message).toContain("WEEX_API_PASSPHRASE is not set");
  expect(inspect(error, { depth: 9 })).not.toContain(CANARY);
});

test("a key file is read without its last line break, and refused when others can read it", () => {
  const path = join(folder, "secret");
  writeFileSync(path, `${CANARY}\n`, { mode: 0o600 });
  const set = { WEEX_API_KEY: "k", WEEX_API_SECRET_FILE: path, WEEX_API_PASSPHRASE: "p" };
  expect(read(set)?.apiSecret.reveal()).toBe(CANARY);
  chmodSync(path, 0o640);
  expect(failure(() => read(set)).code).toBe("open-key-file");
  expect(failure(() => read({ ...set, WEEX_API_SECRET: "both" })).code).toBe("doubled-credentials");
  expect(failure(() => read({ ...set, WEEX_API_SECRET_FILE: join(folder, "none") })).code).toBe("unreadable-key-file");
});

test("a name from an article gets an error that says ours", () => {
  const error = failure(() => read({ WEEX_API_KEY: "k", WEEX_SECRET_KEY: CANARY }));
  expect(error.message).toContain("WEEX_API_SECRET");
  expect(inspect(error)).not.toContain(CANARY);
});

test("a printed key is a placeholder in every form", () => {
  const credentials = read({ WEEX_API_KEY: CANARY, WEEX_API_SECRET: CANARY, WEEX_API_PASSPHRASE: CANARY });
  const forms = [
    String(credentials?.apiKey),
    `${credentials?.apiSecret}`,
    JSON.stringify(credentials),
    inspect(credentials, { depth: 9, showHidden: true }),
  ];
  for (const form of forms) expect(form).not.toContain(CANARY);
});
