// Who this process is, for locks that outlive it.

import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { type ProcessIdentity } from "#core/port";

/** This process as locks name it. What the system does not tell is left out, and locks then go by their heartbeat. */
export function thisProcess(): ProcessIdentity {
  const host = hostname();
  const boot = told(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
  const container = told(() => readlinkSync("/proc/self/ns/pid"));
  return { pid: process.pid, host, place: [host, boot, container].join(" ").trim(), isAlive, startOf };
}

function told(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}

function isAlive(pid: number): boolean {
  // Ended, and nobody asked for its end yet: its number is taken, but nothing of it runs.
  if (/^[ZX]$/.test(statusFields(pid)[0] ?? "")) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and belongs to somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function startOf(pid: number): string | undefined {
  return statusFields(pid)[19];
}

/** Linux's line about a process, from its state on. Before that stands its name in brackets, which may hold anything. */
function statusFields(pid: number): readonly string[] {
  const line = told(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  return line === "" ? [] : line.slice(line.lastIndexOf(")") + 2).split(" ");
}
