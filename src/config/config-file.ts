// Reads truebook.toml. Everything wrong in it is a ConfigError that names the key, the file and what was expected, before anything
// starts. Secrets do not belong in a file that people commit and paste: a key that looks like one is refused.

import { readFileSync, statSync } from "node:fs";
import { checkedAddress } from "#config/addresses";
import { type Settings } from "#config/settings";
import { ConfigError } from "#core/error";
import { printable } from "#core/text/printable";

/** The file that is read when it lies in the working directory and no other is named. */
export const CONFIG_FILE = "truebook.toml";
const FILE_BYTES_MAX = 1_024 * 1_024;
const SECRET_KEY = /secret|api[-_]?key|pass(phrase|word)|private[-_]?key|token|credential/i;

export interface ConfigFileRequest {
  /** Undefined: `truebook.toml` in the working directory, if it is there. */
  readonly file?: string;
  readonly profile?: string;
  /** The ids of the venues that exist, for messages; any other name is refused. */
  readonly venues: readonly string[];
}

/** Reads and checks a config file with its profile laid over it. Undefined when no file was named and none is there. */
export async function readConfigFile(request: ConfigFileRequest): Promise<Settings | undefined> {
  const source = request.file ?? CONFIG_FILE;
  const text = readText(source, request.file !== undefined);
  if (text === undefined) {
    if (request.profile === undefined) return undefined;
    throw new ConfigError(
      "unknown-profile",
      `The profile "${printable(request.profile)}" needs a config file and there is none; nothing was started.`,
      {
        hint: `Write [profiles.${printable(request.profile)}] into ${CONFIG_FILE}, or name the file with -c.`,
      },
    );
  }
  const document = await parseToml(text, source);
  refuseSecrets(document, source, "");
  const { checkDocument } = await import("#config/schema");
  const settings = checkDocument(document, {
    source,
    venues: request.venues,
    ...(request.profile === undefined ? {} : { profile: request.profile }),
  });
  return { ...settings, warnings: fileWarnings(source, settings) };
}

function readText(source: string, required: boolean): string | undefined {
  const read = attempt(() => (statSync(source).size > FILE_BYTES_MAX ? undefined : readFileSync(source, "utf8")));
  if (read.ok) {
    if (read.value !== undefined) return read.value;
    throw new ConfigError("config-too-large", `${printable(source)} is larger than 1 MiB; it was not read.`, { context: { source } });
  }
  const code = read.cause instanceof Error && "code" in read.cause ? String(read.cause.code) : "unknown";
  if (code === "ENOENT" && !required) return undefined;
  throw new ConfigError("config-unreadable", `The config file ${printable(source)} could not be read (${code}); nothing was started.`, {
    context: { source },
    hint: code === "ENOENT" ? "Check the path given with -c or TRUEBOOK_CONFIG." : "Check who may read it.",
    cause: read.cause,
  });
}

async function parseToml(text: string, source: string): Promise<unknown> {
  const { parse } = await import("smol-toml");
  const parsed = attempt(() => parse(text));
  if (parsed.ok) return parsed.value;
  // The parser's own message quotes the offending line, which may hold anything: only where it is gets out.
  const line = parsed.cause instanceof Error && "line" in parsed.cause ? ` at line ${String(parsed.cause.line)}` : "";
  throw new ConfigError("config-syntax", `${printable(source)} is not TOML${line}; nothing was started.`, {
    context: { source },
    hint: 'A setting looks like this: environment = "test".',
  });
}

type Attempt<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly cause: unknown };

function attempt<Value>(act: () => Value): Attempt<Value> {
  try {
    return { ok: true, value: act() };
  } catch (cause) {
    return { ok: false, cause };
  }
}

/** Refuses keys that hold secrets, wherever they stand; their values are never looked at. */
function refuseSecrets(value: unknown, source: string, path: string): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const place = path === "" ? key : `${path}.${key}`;
    if (SECRET_KEY.test(key) && typeof inner !== "object") {
      throw new ConfigError(
        "literal-secret",
        `${printable(place)} in ${printable(source)} looks like a secret; nothing was started and its value was not used.`,
        {
          context: { key: place, source },
          hint: "Config files get committed, copied and pasted, so truebook takes no secret from one. Remove it, and replace the key at the venue if the file was ever shared.",
        },
      );
    }
    refuseSecrets(inner, source, place);
  }
}

/** A proxy's password is the one thing in here that others should not read. */
function fileWarnings(source: string, settings: Settings): readonly string[] {
  if (settings.proxy === undefined || new URL(checkedAddress(settings.proxy, { key: "proxy", source, use: "proxy" })).password === "")
    return [];
  const everybodyReads = (statSync(source).mode & 0o077) !== 0;
  return everybodyReads
    ? [`${printable(source)} holds a proxy password and others on this machine can read it: chmod 600 ${printable(source)}`]
    : [];
}
