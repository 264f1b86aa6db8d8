import { type FlagValue, textOf } from "#apps/cli/flag-value";
import { durationOption } from "#apps/cli/values/duration";
import { OUTPUT_FORMATS, type OutputFormat } from "#config/settings";
import { UsageError } from "#core/error";
import { type Product } from "#core/instrument";

/** The simulator that `--sim` means. */
export const SIMULATOR_URL = "http://127.0.0.1:7421";

/** What a person asked of every command alike, checked. Undefined where nothing was said. */
export interface GlobalFlags {
  readonly configFile: string | undefined;
  readonly profile: string | undefined;
  readonly output: OutputFormat | undefined;
  /** Errors and talk are JSON too. */
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
  readonly input: boolean;
  readonly timeoutMs: number | undefined;
  readonly forMs: number | undefined;
  readonly count: number | undefined;
  readonly seed: string | undefined;
  readonly environment: string | undefined;
  readonly product: Product | undefined;
  /** A version of the venue's interface. */
  readonly api: string | undefined;
  /** The language: the venue's own, or an article's. */
  readonly dialect: "strict" | "article" | undefined;
  readonly trace: boolean;
  readonly simulator: string | undefined;
}

/** Checks the global flags. Throws a UsageError that names the flag. */
export function readGlobalFlags(flags: Readonly<Record<string, FlagValue>>): GlobalFlags {
  const output = OUTPUT_FORMATS.find((format) => format === flags["output"]);
  const json = flags["json"] === true;
  if (json && (output === "table" || output === "csv")) {
    throw new UsageError("conflicting-options", `--json and -o ${output} exclude each other; nothing was started.`, {
      hint: "Leave one of them out.",
    });
  }
  const duration = (name: "timeout" | "for"): number | undefined => {
    const text = textOf(flags[name]);
    return text === undefined ? undefined : durationOption(`--${name}`, text);
  };
  const count = textOf(flags["count"]);
  return {
    configFile: textOf(flags["config"]),
    profile: textOf(flags["profile"]),
    output: output ?? (json ? "ndjson" : undefined),
    json: json || output === "json" || output === "ndjson",
    quiet: flags["quiet"] === true,
    verbose: flags["verbose"] === true,
    color: flags["color"] !== false,
    input: flags["input"] !== false,
    timeoutMs: duration("timeout"),
    forMs: duration("for"),
    count: count === undefined ? undefined : wholeNumber("--count", count, { low: 1, high: 1_000_000_000 }),
    seed: textOf(flags["seed"]),
    environment: textOf(flags["env"]),
    product: textOf(flags["product"]),
    api: textOf(flags["api"]),
    dialect: DIALECTS.find((dialect) => dialect === flags["dialect"]),
    trace: flags["trace"] === true,
    simulator: textOf(flags["simUrl"]) ?? (flags["sim"] === true ? SIMULATOR_URL : undefined),
  };
}

/** What `--dialect` takes; the command table says the same. */
export const DIALECTS = ["strict", "article"] as const;

/** A whole number between two bounds, both included. Throws a UsageError that names the option. */
export function wholeNumber(option: string, text: string, bounds: { readonly low: number; readonly high: number }): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= bounds.low && value <= bounds.high) return value;
  throw new UsageError("invalid-number", `"${text.slice(0, 40)}" is no value for ${option}; nothing was started.`, {
    hint: `Write a whole number from ${bounds.low} to ${bounds.high}.`,
  });
}
