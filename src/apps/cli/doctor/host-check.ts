// The way to one host, step by step: name, connection, encryption. Each step has its own deadline, so that no check ever hangs, and the
// first step that fails is the one that is told.

import { type LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { type Finding, finding } from "#apps/cli/doctor/finding";
import { type Clock, type Timer } from "#core/port";

export interface HostToCheck {
  /** For the report: `api.lmex.io`. */
  readonly name: string;
  readonly hostname: string;
  readonly port: number;
  readonly tls: boolean;
}

/** The host of an address, with the port that its scheme means. */
export function hostToCheck(address: string): HostToCheck {
  const url = new URL(address);
  const tls = url.protocol === "https:" || url.protocol === "wss:";
  const port = url.port === "" ? (tls ? 443 : 80) : Number(url.port);
  return { name: url.host, hostname: url.hostname.replace(/^\[|\]$/g, ""), port, tls };
}

/** Walks the way to a host. The last finding is the step that failed, or the whole way. */
export async function checkHost(host: HostToCheck, clock: Clock, stepMs: number): Promise<Finding> {
  const startedAt = clock.monotonic();
  const step = async <Value>(phase: string, work: (signal: AbortSignal) => Promise<Value>): Promise<Step<Value>> => {
    const outcome = await withDeadline(clock, stepMs, work);
    if (outcome.kind === "done") return outcome;
    const words = outcome.kind === "late" ? `no answer within ${stepMs} ms` : causeWords(outcome.cause);
    return {
      kind: "ended",
      finding: finding(host.name, phase, { verdict: "failed", words, act: actFor(phase, words), tookMs: clock.monotonic() - startedAt }),
    };
  };
  const addresses = await step<LookupAddress[]>("dns", () => lookup(host.hostname, { all: true }));
  if (addresses.kind === "ended") return addresses.finding;
  const opened = await step("connect", (signal) => open(host, signal));
  if (opened.kind === "ended") return opened.finding;
  const socket = opened.value;
  try {
    if (host.tls) {
      const secured = await step("tls", (signal) => secure(host, socket, signal));
      if (secured.kind === "ended") return secured.finding;
    }
  } finally {
    socket.destroy();
  }
  const words = `${addresses.value.length} ${addresses.value.length === 1 ? "address" : "addresses"}, ${host.tls ? "encrypted" : "plain"}`;
  return finding(host.name, host.tls ? "tls" : "connect", { verdict: "ok", words, tookMs: clock.monotonic() - startedAt });
}

type Step<Value> = { readonly kind: "done"; readonly value: Value } | { readonly kind: "ended"; readonly finding: Finding };
type Outcome<Value> =
  | { readonly kind: "done"; readonly value: Value }
  | { readonly kind: "late" }
  | { readonly kind: "failed"; readonly cause: unknown };

/** Work with a deadline; work that comes too late is told so by its signal, and what it still does is nobody's business. */
export async function withDeadline<Value>(
  clock: Clock,
  limitMs: number,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Outcome<Value>> {
  const ended = new AbortController();
  let timer: Timer | undefined;
  const late = new Promise<Outcome<Value>>((resolve) => {
    timer = clock.after(limitMs, () => resolve({ kind: "late" }));
  });
  const done = work(ended.signal).then(
    (value): Outcome<Value> => ({ kind: "done", value }),
    (cause: unknown): Outcome<Value> => ({ kind: "failed", cause }),
  );
  const outcome = await Promise.race([done, late]);
  timer?.cancel();
  if (outcome.kind === "late") ended.abort();
  return outcome;
}

function open(host: HostToCheck, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: host.hostname, port: host.port });
    signal.addEventListener("abort", () => socket.destroy(), { once: true });
    socket.once("connect", () => resolve(socket));
    socket.on("error", reject);
  });
}

function secure(host: HostToCheck, socket: Socket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    // A certificate is checked against the name; an address is no name (RFC 6066).
    const secured = connectTls({ socket, host: host.hostname, ...(isIP(host.hostname) === 0 ? { servername: host.hostname } : {}) });
    signal.addEventListener("abort", () => secured.destroy(), { once: true });
    secured.once("secureConnect", () => {
      secured.destroy();
      resolve();
    });
    secured.on("error", reject);
  });
}

/** The system's own word for a failure, without addresses or certificates in it. */
function causeWords(cause: unknown): string {
  if (cause instanceof Error && "code" in cause) return String(cause.code);
  return cause instanceof Error ? cause.message : "failed";
}

function actFor(phase: string, words: string): string {
  if (phase === "dns")
    return "Check that this machine has a network and a working DNS; if only this name fails, override the host in truebook.toml.";
  if (phase === "connect")
    return words === "ECONNREFUSED"
      ? "Nothing listens there: check the address, or start the simulator."
      : "Check firewall and proxy: set proxy in truebook.toml if the network needs one.";
  return /CERT|SELF_SIGNED|EXPIRED|ALTNAME/.test(words)
    ? "Do not go on: somebody may be in between. Check this machine's clock and certificates."
    : "Check whether something on the way intercepts encrypted connections.";
}
