import { checkedAddress } from "#config/addresses";
import { readConfigFile } from "#config/config-file";
import { type EnvironmentSettings } from "#config/environment";
import { LOG_LEVELS, NO_SETTINGS, OUTPUT_FORMATS, type Settings } from "#config/settings";
import { ConfigError } from "#core/error";
import { nearest } from "#core/text/nearest";
import { printable } from "#core/text/printable";

export interface LoadRequest {
  readonly file?: string;
  readonly profile?: string;
  readonly environment: EnvironmentSettings;
  /** The ids of the venues that exist. */
  readonly venues: readonly string[];
}

/** Settings of the file, its profile and the environment, later ones over earlier ones. Throws ConfigError before anything starts. */
export async function loadSettings(request: LoadRequest): Promise<Settings> {
  const { environment } = request;
  const file = request.file ?? environment.configFile;
  const profile = request.profile ?? environment.profile;
  const fromFile = await readConfigFile({
    venues: request.venues,
    ...(file === undefined ? {} : { file }),
    ...(profile === undefined ? {} : { profile }),
  });
  return { ...(fromFile ?? NO_SETTINGS), ...fromVariables(environment) };
}

function fromVariables(environment: EnvironmentSettings): Partial<Settings> {
  const { simulator, proxy, timeout } = environment;
  const output = oneOf("TRUEBOOK_OUTPUT", environment.output, OUTPUT_FORMATS);
  const logLevel = oneOf("TRUEBOOK_LOG_LEVEL", environment.logLevel, LOG_LEVELS);
  const address = (key: string, text: string, use: "simulator" | "proxy"): string =>
    checkedAddress(text, { key, source: "environment", use });
  return {
    ...(environment.environment === undefined ? {} : { environment: environment.environment }),
    ...(output === undefined ? {} : { output }),
    ...(logLevel === undefined ? {} : { logLevel }),
    ...(simulator === undefined ? {} : { simulator: address("TRUEBOOK_SIM_URL", simulator, "simulator") }),
    ...(proxy === undefined ? {} : { proxy: address("TRUEBOOK_PROXY", proxy, "proxy") }),
    ...(timeout === undefined ? {} : { timeout }),
  };
}

function oneOf<Word extends string>(name: string, text: string | undefined, words: readonly Word[]): Word | undefined {
  if (text === undefined) return undefined;
  const word = words.find((candidate) => candidate === text);
  if (word !== undefined) return word;
  throw new ConfigError(
    "invalid-setting",
    `${name} is "${printable(text).slice(0, 40)}", which is none of ${words.join(", ")}; nothing was started.`,
    {
      context: { key: name, source: "environment" },
      hint: `Did you mean ${nearest(text, words) ?? words[0] ?? ""}?`,
    },
  );
}
