// The watchdog's process. It is told everything over its stdin, keys too, and nothing over its command line or its environment. A
// signal that is meant for the process it watches does not end it: it goes when it is taken off, or when nothing is left to do.

import { appendFileSync } from "node:fs";
import { runWatchdog } from "#assemblies/watchdog";

const end = runWatchdog({
  pid: process.pid,
  say: (line) => void process.stdout.write(`${line}\n`),
  append: (path, line) => appendFileSync(path, `${line}\n`, { mode: 0o600 }),
  over: (proven) => process.exit(proven ? 0 : 1),
});

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
// Who reads our words may be gone; what has to be done is done all the same.
process.stdout.on("error", () => undefined);
process.on("uncaughtException", (error) => end.broke(error));
process.on("unhandledRejection", (reason) => end.broke(reason));

process.stdin.setEncoding("utf8");
process.stdin.on("data", (piece: string) => end.text(piece));
process.stdin.once("end", () => end.closed());
process.stdin.once("error", () => end.closed());
