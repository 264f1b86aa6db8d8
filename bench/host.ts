// What the figures were seen on, and how far the machine itself can be trusted at the moment.

import { readFileSync } from "node:fs";
import { cpus, loadavg, platform, release } from "node:os";
import { join } from "node:path";
import { ROOT } from "./workshop.ts";

/** Longer between two looks at the clock, and the machine did something else meanwhile. */
const STALL_MS = 1;

export interface Stalls {
  readonly lookedMs: number;
  readonly count: number;
  readonly lostMs: number;
  readonly longestMs: number;
}

/** Looks at the clock without a pause: every hole is time in which the host did not let this process run. */
export function calibrateStalls(forMs: number): Stalls {
  const start = performance.now();
  let last = start;
  let count = 0;
  let lostMs = 0;
  let longestMs = 0;
  while (last - start < forMs) {
    const now = performance.now();
    const holeMs = now - last;
    last = now;
    if (holeMs < STALL_MS) continue;
    count += 1;
    lostMs += holeMs;
    longestMs = Math.max(longestMs, holeMs);
  }
  return { lookedMs: last - start, count, lostMs, longestMs };
}

export function hostFacts(pinned: boolean): Readonly<Record<string, string | number | boolean>> {
  const version = (folder: string): string =>
    (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { readonly version: string }).version;
  const installed = (name: string): string => version(join(ROOT, "node_modules", name));
  return {
    truebook: version(ROOT),
    node: process.versions.node,
    v8: process.versions.v8,
    ws: installed("ws"),
    ccxt: installed("ccxt"),
    cpu: cpus()[0]?.model ?? "unknown",
    cpus: cpus().length,
    os: `${platform()} ${release()}`,
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    pinned,
  };
}
