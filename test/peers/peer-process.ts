// Starts the peer's sheet in a process of its own and hears what it did.

import { fork } from "node:child_process";
import { join } from "node:path";
import { type PeerRow, type PeerVenue } from "./peer-sheet.ts";
import { type FromPeerSheet } from "./run-peer-sheet.ts";

/** A row of the peer's sheet with what it did in words. */
export type ToldPeerRow = PeerRow & { readonly did: string };

/** Runs it for one venue. Rejects when the process ends without a word. */
export function peerSheet(
  venue: PeerVenue,
  options: { readonly seconds: number; readonly only: string },
): Promise<{ readonly rows: readonly ToldPeerRow[]; readonly unhandled: number }> {
  const { seconds, only } = options;
  // Like this process: from the sources.
  const child = fork(join(import.meta.dirname, "run-peer-sheet.ts"), [venue, String(seconds), only], {
    execArgv: process.execArgv,
    // ccxt writes frames that it cannot read to the console.
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  return new Promise((resolve, reject) => {
    child.on("message", (message) => resolve(message as FromPeerSheet));
    child.on("exit", (code) => reject(new Error(`The peer's process for ${venue} ended with ${code ?? "a signal"} and said nothing.`)));
  });
}
