// Prints the fault sheet: `npm run faults`, with `-- --json` for programs, `-- --only WORD` and `-- --venue ID` for some rows. ccxt.pro
// then meets the same faults at the venues that it knows, for `--peer-seconds` each (default 30; 0 leaves it out), and what it did is
// printed beside ours. Exit 1 when a budget of ours was missed, a book of ours was wrong while live, or a fault below the frame never
// happened; the peer is measured, not judged.

import { parseArgs } from "node:util";
import { peerSheet, type ToldPeerRow } from "../peers/peer-process.ts";
import { byteCounts, cells, runSheet, SCENARIOS, type SheetRow } from "./fault-sheet.ts";
import { SHEET_VENUES } from "./sheet-venue.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean" },
    only: { type: "string", default: "" },
    venue: { type: "string", default: "" },
    "peer-seconds": { type: "string", default: "30" },
  },
});
const { only, venue } = values;
const peerSeconds = Number(values["peer-seconds"]);

interface Peers {
  readonly rows: readonly ToldPeerRow[];
  readonly unhandled: number;
}

function table(head: readonly string[], cells: readonly (readonly string[])[]): string {
  const widths = head.map((title, at) => Math.max(title.length, ...cells.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join(" | ")
      .trimEnd();
  return [line(head), widths.map((width) => "-".repeat(width)).join("-|-"), ...cells.map(line)].join("\n");
}

function ownTable(rows: readonly SheetRow[]): string {
  const cells = rows.map((row) => [
    row.fault,
    row.venue,
    row.ids.join(" "),
    row.budget,
    row.measured,
    row.applies ? String(row.wrongWhileLiveMs) : "–",
    row.applies ? (row.ok ? "met" : "MISSED") : "–",
  ]);
  return table(["fault", "venue", "id", "budget", "measured", "wrong while live (ms)", "verdict"], cells);
}

/** `wrong`: as handed out, never the venue's. `old`: nothing new for more than 5 s though the venue's book moved on, and no word about it. */
function peerTable(rows: readonly SheetRow[], peers: readonly ToldPeerRow[]): string {
  const cells = peers.map((peer) => {
    const ours = rows.find((row) => row.fault === peer.fault && row.venue === peer.venue);
    const { fault, wrongMs, oldMs, watchedMs, did } = peer;
    return [fault, peer.venue, String(ours?.wrongWhileLiveMs ?? "–"), String(wrongMs), String(oldMs), `${watchedMs / 1_000} s`, did];
  });
  return table(["fault", "venue", "ours: wrong (ms)", "ccxt: wrong (ms)", "ccxt: old, unsaid (ms)", "watched", "what ccxt did"], cells);
}

async function runPeers(): Promise<Peers> {
  const ids = (["lbank", "weex"] as const).filter((id) => id.includes(venue));
  if (!(peerSeconds > 0)) return { rows: [], unhandled: 0 };
  // In the order of the sheet, both venues of a fault together.
  const order = SCENARIOS.map(({ fault }) => fault);
  const ends = await Promise.all(ids.map((id) => peerSheet(id, { seconds: peerSeconds, only })));
  return {
    rows: ends.flatMap(({ rows }) => rows).toSorted((one, other) => order.indexOf(one.fault) - order.indexOf(other.fault)),
    unhandled: ends.reduce((sum, { unhandled }) => sum + unhandled, 0),
  };
}

function tell(rows: readonly SheetRow[], sums: { readonly seconds: number; readonly stalledMs: number }): void {
  console.log(ownTable(rows));
  const bytes = Object.entries(byteCounts(rows)).map(([id, count]) => `${id} ${count}`);
  console.log(`\nbelow the frame: ${bytes.join(" · ")}`);
  const compared = rows.reduce((sum, row) => sum + row.compared, 0);
  console.log(
    `${compared} live hand-outs compared · ${sums.seconds.toFixed(1)} s · this process stood still for ${Math.round(sums.stalledMs)} ms at most`,
  );
  const repeated = rows.filter(({ repeats }) => repeats > 0);
  for (const { fault, venue: at, repeats } of repeated)
    console.log(`run again because the host stood still: ${at}, ${fault}, ${repeats} ×`);
}

async function main(): Promise<boolean> {
  const scenarios = SCENARIOS.filter(({ fault, ids }) => fault.includes(only) || ids.includes(only));
  const venues = SHEET_VENUES.filter(({ id }) => id.includes(venue));
  const startedMs = performance.now();
  const { rows, stalledMs } = await runSheet(cells(scenarios, venues));
  const seconds = (performance.now() - startedMs) / 1_000;
  const bytes = byteCounts(rows);
  const counted = only !== "" || Object.values(bytes).every((count) => count > 0);
  const ok = rows.length > 0 && rows.every((row) => row.ok) && counted;
  if (values.json !== true) tell(rows, { seconds, stalledMs });
  const peers = await runPeers();
  if (values.json === true) {
    const compared = rows.reduce((sum, row) => sum + row.compared, 0);
    console.log(JSON.stringify({ v: 1, kind: "fault-sheet", ok, rows, bytes, compared, seconds, stalledMs, peers }));
    return ok;
  }
  if (peers.rows.length > 0) {
    console.log(`\nccxt.pro under the same faults, measured and not judged:\n\n${peerTable(rows, peers.rows)}`);
    console.log(`\n${peers.unhandled} rejected promises that ccxt had handed to nobody`);
  }
  console.log(ok ? "Every budget was met." : "Not every budget was met.");
  return ok;
}

process.exitCode = (await main()) ? 0 : 1;
