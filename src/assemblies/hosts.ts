// Which addresses a connection uses: the environment's, then overrides, then a simulator in front of all.

import { ConfigError, UsageError } from "#core/error";
import { type VenueDescription } from "#venues/venue";

export interface HostChoice {
  readonly environment: string;
  readonly overrides: Readonly<Record<string, string>>;
  /** `http://127.0.0.1:7421`; undefined for the venue itself. */
  readonly simulator: string | undefined;
}

/** Base addresses by key. Throws UsageError for an unknown environment or key, ConfigError for plain text to anything but loopback. */
export function hostsOf(description: VenueDescription, choice: HostChoice): Readonly<Record<string, string>> {
  const environment = Object.hasOwn(description.environments, choice.environment)
    ? description.environments[choice.environment]
    : undefined;
  if (environment === undefined) {
    const known = Object.keys(description.environments).join(", ");
    throw new UsageError("unknown-environment", `${description.id} has no environment ${choice.environment}; it has ${known}.`);
  }
  for (const key of Object.keys(choice.overrides)) {
    if (!Object.hasOwn(environment.hosts, key)) {
      throw new UsageError("unknown-host", `${description.id} has no host ${key}; it has ${Object.keys(environment.hosts).join(", ")}.`);
    }
    const wanted = schemesLike(environment.hosts[key] ?? "");
    if (!wanted.includes(parsed(choice.overrides[key] ?? "").protocol)) {
      throw new ConfigError("bad-address", `Host ${key} is set to an address of another kind.`, { hint: `use ${wanted[0]}//` });
    }
  }
  const hosts = Object.entries({ ...environment.hosts, ...choice.overrides });
  return Object.fromEntries(
    hosts.map(([key, base]) => [key, safe(choice.simulator === undefined ? base : behind(choice.simulator, base))]),
  );
}

/** `wss://HOST` behind `http://127.0.0.1:7421` is `ws://127.0.0.1:7421/HOST`. */
function behind(simulator: string, base: string): string {
  const { protocol, host } = parsed(base);
  const front = parsed(simulator);
  const secure = front.protocol === "https:" || front.protocol === "wss:";
  const scheme = protocol === "wss:" || protocol === "ws:" ? (secure ? "wss" : "ws") : secure ? "https" : "http";
  return `${scheme}://${front.host}/${host}`;
}

/** A socket stays a socket and a request a request, whatever the host. */
function schemesLike(base: string): readonly string[] {
  return base.startsWith("ws") ? ["wss:", "ws:"] : ["https:", "http:"];
}

function safe(base: string): string {
  const { protocol, hostname, host } = parsed(base);
  const loopback = hostname === "127.0.0.1" || hostname === "localhost" || hostname === "[::1]";
  if (loopback || protocol === "wss:" || protocol === "https:") return base.endsWith("/") ? base.slice(0, -1) : base;
  throw new ConfigError("plain-text-address", `${protocol}//${host} is neither encrypted nor on this machine; it is refused.`, {
    hint: "use wss:// or https://",
  });
}

function parsed(address: string): URL {
  // The text itself is not repeated: it may hold a password.
  if (!URL.canParse(address))
    throw new ConfigError("bad-address", "A host is set to something that is no address.", {
      hint: "write it like wss://host or http://127.0.0.1:7421",
    });
  return new URL(address);
}
