// The shape of truebook.toml. Loaded only when there is a file to check.

import { z } from "zod";
import { checkedAddress } from "#config/addresses";
import { RISK_KEYS, riskSettings, riskTable } from "#config/risk-settings";
import { LOG_LEVELS, OUTPUT_FORMATS, type Settings, type VenueSettings } from "#config/settings";
import { ConfigError } from "#core/error";
import { nearest } from "#core/text/nearest";
import { printable } from "#core/text/printable";

const shortText = z.string().min(1).max(500);
const hosts = z.record(z.string(), shortText);
const venue = z.strictObject({
  environment: shortText.optional(),
  hosts: z.record(z.string(), hosts).optional(),
  risk: riskTable.optional(),
});
const settings = {
  environment: shortText.optional(),
  output: z.enum(OUTPUT_FORMATS).optional(),
  simulator: shortText.optional(),
  proxy: shortText.optional(),
  timeout: shortText.optional(),
  "log-level": z.enum(LOG_LEVELS).optional(),
  risk: riskTable.optional(),
  venues: z.record(z.string(), venue).optional(),
};
const profile = z.strictObject(settings);
const document = z.strictObject({ ...settings, profiles: z.record(z.string(), profile).optional() });

const PROFILE_KEYS = Object.keys(settings);
const VENUE_KEYS = ["environment", "hosts", "risk"];

interface Place {
  readonly source: string;
  readonly venues: readonly string[];
  readonly profile?: string;
}

/** Checks a parsed file and lays the chosen profile over it. Throws a ConfigError that names the first wrong key. */
export function checkDocument(parsed: unknown, place: Place): Settings {
  const checked = document.safeParse(parsed);
  if (!checked.success) throw wrongKey(checked.error.issues[0], place.source);
  const { profiles = {}, ...base } = checked.data;
  const chosen = place.profile === undefined ? {} : chosenProfile(profiles, place.profile, place.source);
  // All profiles are checked, not only the chosen one: a mistake should show on the day it is made.
  for (const layer of [base, ...Object.values(profiles)]) checkLayer(layer, place);
  const merged = { ...base, ...chosen };
  return {
    ...(merged.environment === undefined ? {} : { environment: merged.environment }),
    ...(merged.output === undefined ? {} : { output: merged.output }),
    ...(merged.simulator === undefined ? {} : { simulator: merged.simulator }),
    ...(merged.proxy === undefined ? {} : { proxy: merged.proxy }),
    ...(merged.timeout === undefined ? {} : { timeout: merged.timeout }),
    ...(merged["log-level"] === undefined ? {} : { logLevel: merged["log-level"] }),
    risk: riskSettings(base.risk, chosen.risk),
    venues: mergedVenues(base, chosen),
    source: place.source,
    warnings: [],
  };
}

type Profile = z.infer<typeof profile>;

function chosenProfile(profiles: Readonly<Record<string, Profile>>, name: string, source: string): Profile {
  const found = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (found !== undefined) return found;
  const meant = nearest(name, Object.keys(profiles));
  throw new ConfigError("unknown-profile", `There is no profile "${printable(name)}" in ${printable(source)}; nothing was started.`, {
    context: { profile: name, source },
    hint: meant === undefined ? `Write [profiles.${printable(name)}] into it.` : `Did you mean --profile ${printable(meant)}?`,
  });
}

/** Checks what a shape cannot: addresses and the names of venues. */
function checkLayer(layer: Profile, { source, venues }: Place): void {
  if (layer.simulator !== undefined) checkedAddress(layer.simulator, { key: "simulator", source, use: "simulator" });
  if (layer.proxy !== undefined) checkedAddress(layer.proxy, { key: "proxy", source, use: "proxy" });
  for (const [id, { hosts: environments = {} }] of Object.entries(layer.venues ?? {})) {
    if (!venues.includes(id)) throw unknownKey({ key: id, path: "venues", known: venues, source });
    for (const [environment, addresses] of Object.entries(environments)) {
      for (const [key, address] of Object.entries(addresses)) {
        checkedAddress(address, { key: `venues.${id}.hosts.${environment}.${key}`, source, use: "host" });
      }
    }
  }
}

function mergedVenues(base: Profile, over: Profile): Readonly<Record<string, VenueSettings>> {
  const merged: Record<string, VenueSettings> = {};
  const [under, above] = [base.venues ?? {}, over.venues ?? {}];
  for (const id of new Set([...Object.keys(under), ...Object.keys(above)])) {
    const environment = above[id]?.environment ?? under[id]?.environment;
    merged[id] = {
      ...(environment === undefined ? {} : { environment }),
      hosts: { ...under[id]?.hosts, ...above[id]?.hosts },
      risk: riskSettings(base.risk, over.risk, under[id]?.risk, above[id]?.risk),
    };
  }
  return merged;
}

/** Names the key that is wrong, where it stands and what was expected. */
function wrongKey(issue: z.core.$ZodIssue | undefined, source: string): ConfigError {
  const path = (issue?.path ?? []).map(String);
  if (issue?.code === "unrecognized_keys") {
    return unknownKey({ key: issue.keys[0] ?? "", path: path.join("."), known: knownKeys(path), source });
  }
  const key = printable(path.join(".") || "the file");
  const words = issue === undefined ? "is wrong" : `is wrong: ${printable(issue.message)}`;
  return new ConfigError("invalid-setting", `${key} in ${printable(source)} ${words}; nothing was started.`, {
    context: { key, source },
    hint: `Correct ${key}.`,
  });
}

function knownKeys(path: readonly string[]): readonly string[] {
  if (path.length === 0) return [...PROFILE_KEYS, "profiles"];
  if (path.at(-1) === "risk") return RISK_KEYS;
  return path.at(-2) === "profiles" ? PROFILE_KEYS : VENUE_KEYS;
}

function unknownKey(place: { key: string; path: string; known: readonly string[]; source: string }): ConfigError {
  const { key, path, known, source } = place;
  const full = printable(path === "" ? key : `${path}.${key}`);
  const meant = nearest(key, known);
  return new ConfigError("unknown-key", `"${full}" in ${printable(source)} is not a setting; nothing was started.`, {
    context: { key: full, source },
    hint: meant === undefined ? `The settings there are ${known.join(", ")}.` : `Did you mean "${meant}"?`,
  });
}
