// The environment variables that truebook reads: these and no others, here and nowhere else. Proxy variables are not among them.

import { ConfigError } from "#core/error";
import { nearest } from "#core/text/nearest";

/** What the environment may set, each as the text it holds. */
export interface EnvironmentSettings {
  /** TRUEBOOK_CONFIG: a config file. */
  readonly configFile?: string;
  readonly profile?: string;
  readonly environment?: string;
  readonly output?: string;
  readonly simulator?: string;
  readonly proxy?: string;
  readonly timeout?: string;
  readonly logLevel?: string;
  /** TRUEBOOK_STATE_DIR: where state that outlives a process is kept. */
  readonly stateDir?: string;
  /** TRUEBOOK_LIVE: `1` means that a script with --yes may spend money. */
  readonly live?: string;
  /** NO_COLOR, as no-color.org defines it: set and not empty. */
  readonly noColor: boolean;
  /** TERM is `dumb`: nothing may move the cursor. */
  readonly dumbTerminal: boolean;
}

const SETTINGS = {
  TRUEBOOK_CONFIG: "configFile",
  TRUEBOOK_PROFILE: "profile",
  TRUEBOOK_ENV: "environment",
  TRUEBOOK_OUTPUT: "output",
  TRUEBOOK_SIM_URL: "simulator",
  TRUEBOOK_PROXY: "proxy",
  TRUEBOOK_TIMEOUT: "timeout",
  TRUEBOOK_LOG_LEVEL: "logLevel",
  TRUEBOOK_STATE_DIR: "stateDir",
  TRUEBOOK_LIVE: "live",
} as const satisfies Readonly<Record<string, keyof EnvironmentSettings>>;

/** Variables of the same family that belong to the test suite and to tools, and change nothing here. */
const FOREIGN = ["TRUEBOOK_TAPE", "TRUEBOOK_WORLDS", "TRUEBOOK_TEST_"];

/** The names of the variables above, for documentation and messages. */
export const ENVIRONMENT_NAMES: readonly string[] = Object.keys(SETTINGS);

/** Reads the variables. An unknown `TRUEBOOK_…` is a ConfigError that names the nearest: a typing mistake must not pass in silence. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>> = process.env): EnvironmentSettings {
  const settings: Partial<Record<keyof EnvironmentSettings, string>> = {};
  for (const [name, value] of Object.entries(variables)) {
    if (!name.startsWith("TRUEBOOK_") || value === undefined || FOREIGN.some((prefix) => name.startsWith(prefix))) continue;
    const key = isSetting(name) ? SETTINGS[name] : undefined;
    if (key === undefined) throw unknownVariable(name);
    if (value !== "") settings[key] = value;
  }
  return {
    ...settings,
    noColor: (variables["NO_COLOR"] ?? "") !== "",
    dumbTerminal: variables["TERM"] === "dumb",
  };
}

function isSetting(name: string): name is keyof typeof SETTINGS {
  return Object.hasOwn(SETTINGS, name);
}

function unknownVariable(name: string): ConfigError {
  const meant = nearest(name, ENVIRONMENT_NAMES);
  return new ConfigError("unknown-variable", `The environment variable ${name} is not one that truebook reads; nothing was started.`, {
    context: { name },
    hint: meant === undefined ? `Unset it; the names are ${ENVIRONMENT_NAMES.join(", ")}.` : `Did you mean ${meant}? Unset ${name}.`,
  });
}
