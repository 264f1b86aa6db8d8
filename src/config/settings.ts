import { type RiskSettings } from "#config/risk-settings";

/** The names of the levels that a log can have, least first. */
export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error"] as const;
export const OUTPUT_FORMATS = ["table", "json", "ndjson", "csv"] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];
export type ConfiguredLogLevel = (typeof LOG_LEVELS)[number];

/** What a config file says of one venue. */
export interface VenueSettings {
  /** The environment to use unless the command says otherwise. */
  readonly environment?: string;
  /** Other hosts, by environment and by the key that `truebook venues show` prints. */
  readonly hosts: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Limits of this venue, laid over those of all. */
  readonly risk: RiskSettings;
}

/** Everything that can be configured, after file, profile and environment are laid over each other. Flags come on top of it. */
export interface Settings {
  readonly environment?: string;
  readonly output?: OutputFormat;
  /** A simulator that stands in for every venue. */
  readonly simulator?: string;
  readonly proxy?: string;
  /** A duration as it was written: `10s`. */
  readonly timeout?: string;
  readonly logLevel?: ConfiguredLogLevel;
  readonly venues: Readonly<Record<string, VenueSettings>>;
  /** Limits of every venue that has none of its own. */
  readonly risk?: RiskSettings;
  /** The file that was read, for messages; undefined when there was none. */
  readonly source: string | undefined;
  /** Findings that do not prevent a start, each one sentence. */
  readonly warnings: readonly string[];
}

/** The settings of a machine on which nothing is configured. */
export const NO_SETTINGS: Settings = { venues: {}, source: undefined, warnings: [] };
