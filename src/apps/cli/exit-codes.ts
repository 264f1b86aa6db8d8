// What the process says when it ends. Scripts depend on these numbers: none is ever given another meaning.

import { type StopCause } from "#apps/cli/stop";
import {
  BookNotLive,
  ConfigError,
  InvariantError,
  ProtocolError,
  TransportError,
  UsageError,
  VenueError,
  type VenueErrorCategory,
} from "#core/error";

/** Why a process ended, as its exit code. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  config: 3,
  auth: 4,
  unreachable: 5,
  rateLimited: 6,
  refusedByRisk: 7,
  refusedByVenue: 8,
  integrity: 9,
  findings: 10,
  orderUnknown: 11,
  timeout: 124,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Every exit code in words, for `truebook explain`. */
export const EXIT_MEANINGS: readonly { readonly exit: ExitCode; readonly name: string; readonly meaning: string }[] = [
  { exit: 0, name: "ok", meaning: "Everything that was asked for happened. With --for or --count: data came and every gap healed." },
  { exit: 1, name: "failed", meaning: "Something failed that none of the other codes names." },
  {
    exit: 2,
    name: "usage",
    meaning: "The command was not understood: an unknown option, venue, symbol or channel, or a value of the wrong form.",
  },
  { exit: 3, name: "config", meaning: "A setting is wrong: the message names the key and where it was set." },
  { exit: 4, name: "auth", meaning: "A key is missing, or the venue refused it." },
  { exit: 5, name: "unreachable", meaning: "The venue or the network could not be reached, or a watch never connected." },
  { exit: 6, name: "rate-limited", meaning: "The venue's rate limit was reached; the message says for how long." },
  { exit: 7, name: "refused-by-risk", meaning: "Our own risk rules refused." },
  { exit: 8, name: "refused-by-venue", meaning: "The venue answered no; the message holds its code and words." },
  { exit: 9, name: "integrity", meaning: "Data could not be trusted: a gap was still open at the end, or a reply could not be read." },
  {
    exit: 10,
    name: "findings",
    meaning: "The command finished and found something: a line that was not understood, or a warning with --strict.",
  },
  { exit: 11, name: "order-unknown", meaning: "The state of an order is unknown: reconcile before anything is tried again." },
  { exit: 124, name: "timeout", meaning: "The time given with --timeout ran out." },
  { exit: 130, name: "interrupted", meaning: "Ctrl+C ended it." },
  { exit: 143, name: "terminated", meaning: "A SIGTERM ended it." },
];

/**
 * The exit code of a command that came to its end although something had asked it to stop. A signal is what happened, but an order whose
 * state is unknown counts for more. That nobody reads on changes nothing: who asked for an order learns of it by the exit code too.
 */
export function exitAfter(cause: StopCause | undefined, own: ExitCode): ExitCode {
  return own === EXIT.orderUnknown ? own : (signalExit(cause) ?? own);
}

/** The exit code of work that a signal, or a reader that had enough, cut short; undefined where its failure is its own. */
export function exitCutShort(cause: StopCause | undefined): ExitCode | undefined {
  return cause === "reader-gone" ? EXIT.ok : signalExit(cause);
}

function signalExit(cause: StopCause | undefined): ExitCode | undefined {
  if (cause === "interrupted") return EXIT.interrupted;
  return cause === "terminated" ? EXIT.terminated : undefined;
}

/** The exit code that an error ends the process with. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof ConfigError) return error.code === "no-credentials" ? EXIT.auth : EXIT.config;
  if (error instanceof VenueError) return ofCategory(error.category);
  if (error instanceof TransportError) return error.code === "timeout" ? EXIT.timeout : EXIT.unreachable;
  if (error instanceof ProtocolError || error instanceof BookNotLive) return EXIT.integrity;
  if (error instanceof InvariantError) return EXIT.failed;
  return EXIT.failed;
}

function ofCategory(category: VenueErrorCategory): ExitCode {
  switch (category) {
    case "auth":
    case "permission":
      return EXIT.auth;
    case "unknown-instrument":
      return EXIT.usage;
    case "rate-limited":
      return EXIT.rateLimited;
    case "maintenance":
    case "server":
      return EXIT.unreachable;
    case "bad-request":
    case "not-found":
    case "clock":
    case "insufficient-funds":
    case "order-rejected":
    case "unrecognized":
      return EXIT.refusedByVenue;
  }
}
