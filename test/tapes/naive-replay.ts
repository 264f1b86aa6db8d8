// Replays a tape as a reader of its columns would: maps of the tape's own texts, sorted at the end. The judge of every replay.

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { trimDecimal } from "#core/decimal";

/** Levels a side that LMEX publishes. */
export const WINDOW = 50;

/** The best levels a side, as texts. */
export type Sides = { readonly bids: readonly string[][]; readonly asks: readonly string[][] };

export interface NaiveReplay {
  /** The final best levels as the tape's own texts say them. */
  readonly final: Sides;
  /** How many local timestamps the tape has. */
  readonly moments: number;
  /** From the first of them to the last. */
  readonly lengthMs: number;
}

/** Replays a whole book tape. */
export function naiveReplay(path: string): NaiveReplay {
  const bytes = readFileSync(path);
  const [header = "", ...lines] = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8").trim().split("\n");
  const columns = header.split(",");
  const at = (name: string): number => columns.indexOf(name);
  const [localAt, snapshotAt, sideAt, priceAt, amountAt] = ["local_timestamp", "is_snapshot", "side", "price", "amount"].map(at);
  const books: Record<string, Map<string, string>> = { bid: new Map(), ask: new Map() };
  const moments = new Set<string>();
  let wasSnapshot = false;
  for (const line of lines) {
    const cells = line.split(",");
    const [local = "", snapshot, side = "", price = "", amount = ""] = [localAt, snapshotAt, sideAt, priceAt, amountAt].map(
      (place = -1) => cells[place],
    );
    moments.add(local);
    if (snapshot === "true" && !wasSnapshot) for (const book of Object.values(books)) book.clear();
    wasSnapshot = snapshot === "true";
    if (Number(amount) === 0) books[side]?.delete(trimDecimal(price));
    else books[side]?.set(trimDecimal(price), trimDecimal(amount));
  }
  const best = (side: string, direction: 1 | -1): string[][] =>
    [...(books[side] ?? [])].sort(([one], [other]) => (Number(one) - Number(other)) * direction).slice(0, WINDOW);
  const times = [...moments].map(Number);
  const lengthMs = (Math.max(...times) - Math.min(...times)) / 1_000;
  return { final: { bids: best("bid", -1), asks: best("ask", 1) }, moments: moments.size, lengthMs };
}
