// Prints the fault sheet: `npm run faults`, with `-- --json` for programs and `-- --only WORD` for some rows. Exit 1 when a budget was
// missed, a book was wrong while live, or a fault below the frame never happened.

import { parseArgs } from "node:util";
import { byteCounts, cells, runSheet, SCENARIOS, type SheetRow } from "./fault-sheet.ts";
import { SHEET_VENUES } from "./sheet-venue.ts";

const { values } = parseArgs({ options: { json: { type: "boolean" }, only: { type: "string" }, venue: { type: "string" } } });
const { only = "", venue = "" } = values;

function table(rows: readonly SheetRow[]): string {
  const head = ["fault", "venue", "id", "budget", "measured", "wrong while live (ms)", "verdict"];
  const cells = rows.map((row) => [
    row.fault,
    row.venue,
    row.ids.join(" "),
    row.budget,
    row.measured,
    row.applies ? String(row.wrongWhileLiveMs) : "–",
    row.applies ? (row.ok ? "met" : "MISSED") : "–",
  ]);
  const widths = head.map((title, at) => Math.max(title.length, ...cells.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join(" | ")
      .trimEnd();
  return [line(head), widths.map((width) => "-".repeat(width)).join("-|-"), ...cells.map(line)].join("\n");
}

async function main(): Promise<boolean> {
  const scenarios = SCENARIOS.filter(({ fault, ids }) => fault.includes(only) || ids.includes(only));
  const venues = SHEET_VENUES.filter(({ id }) => id.includes(venue));
  const startedMs = performance.now();
  const { rows, stalledMs } = await runSheet(cells(scenarios, venues));
  const bytes = byteCounts(rows);
  const counted = only !== "" || Object.values(bytes).every((count) => count > 0);
  const ok = rows.length > 0 && rows.every((row) => row.ok) && counted;
  const compared = rows.reduce((sum, row) => sum + row.compared, 0);
  const seconds = (performance.now() - startedMs) / 1_000;
  if (values.json === true) {
    console.log(JSON.stringify({ v: 1, kind: "fault-sheet", ok, rows, bytes, compared, seconds, stalledMs }));
    return ok;
  }
  console.log(table(rows));
  console.log(
    `\nbelow the frame: ${Object.entries(bytes)
      .map(([id, count]) => `${id} ${count}`)
      .join(" · ")}`,
  );
  console.log(
    `${compared} live hand-outs compared · ${seconds.toFixed(1)} s · this process stood still for ${Math.round(stalledMs)} ms at most`,
  );
  const repeated = rows.filter(({ repeats }) => repeats > 0);
  for (const { fault, venue: at, repeats } of repeated)
    console.log(`run again because the host stood still: ${at}, ${fault}, ${repeats} ×`);
  console.log(ok ? "Every budget was met." : "Not every budget was met.");
  return ok;
}

process.exitCode = (await main()) ? 0 : 1;
