// Several venues together, for people: rows where they scroll, a small block where they can be redrawn.

import { type ConsolidatedLine, type QuoteFields, type SpreadLine, type VenueFields } from "#apps/cli/output/across-lines";
import { type Column, renderTable } from "#apps/cli/output/table";
import { formatDuration } from "#apps/cli/values/duration";

const bps = (value: number | null): string => (value === null ? "" : value.toFixed(2));
const price = (quote: QuoteFields | null): string => quote?.price ?? "";
const venue = (quote: QuoteFields | null): string => quote?.venue ?? "";
const size = (quote: QuoteFields | null): string => quote?.size ?? "";

export const CONSOLIDATED_COLUMNS: readonly Column<ConsolidatedLine>[] = [
  { title: "INSTRUMENT", least: 10, cell: ({ instrument }) => instrument },
  { title: "COINS", align: "right", least: 8, leaveOut: 1, cell: ({ bestBid }) => size(bestBid) },
  { title: "BID ON", least: 6, cell: ({ bestBid }) => venue(bestBid) },
  { title: "BID", align: "right", least: 9, cell: ({ bestBid }) => price(bestBid) },
  { title: "ASK", align: "right", least: 9, cell: ({ bestAsk }) => price(bestAsk) },
  { title: "ASK ON", least: 6, cell: ({ bestAsk }) => venue(bestAsk) },
  { title: "COINS", align: "right", least: 8, leaveOut: 1, cell: ({ bestAsk }) => size(bestAsk) },
  { title: "BPS", align: "right", least: 6, cell: ({ spreadBps }) => bps(spreadBps) },
  { title: "NOTE", cell: ({ crossed, leftOut }) => [...(crossed ? ["crossed"] : []), ...leftOut.map((name) => `not ${name}`)].join(", ") },
];

export const SPREAD_COLUMNS: readonly Column<SpreadLine>[] = [
  { title: "BID ON", least: 6, cell: ({ bid }) => venue(bid) },
  { title: "BID", align: "right", least: 9, cell: ({ bid }) => price(bid) },
  { title: "ASK ON", least: 6, cell: ({ ask }) => venue(ask) },
  { title: "ASK", align: "right", least: 9, cell: ({ ask }) => price(ask) },
  { title: "SPREAD", align: "right", least: 8, cell: ({ spread }) => spread ?? "" },
  { title: "BPS", align: "right", least: 6, cell: ({ spreadBps }) => bps(spreadBps) },
  { title: "COINS", align: "right", least: 8, leaveOut: 1, cell: (line) => line.size ?? "" },
  { title: "NOTE", cell: ({ crossed, missing }) => (crossed ? "crossed" : missing.join("; ")) },
];

const VENUE_COLUMNS: readonly Column<VenueFields & { readonly best: string }>[] = [
  { title: "VENUE", least: 6, cell: (row) => row.venue },
  { title: "SYMBOL", leaveOut: 5, cell: ({ symbol }) => symbol },
  { title: "STATE", least: 9, cell: ({ state, reason }) => (reason === undefined ? state : `${state}: ${reason}`) },
  { title: "PROOF", leaveOut: 4, cell: ({ proof }) => proof },
  { title: "AGE", align: "right", least: 6, cell: ({ ageMs }) => (ageMs === null ? "" : formatDuration(ageMs)) },
  { title: "COINS", align: "right", least: 8, leaveOut: 3, cell: ({ bid }) => bid?.[1] ?? "" },
  { title: "BID", align: "right", least: 9, cell: ({ bid }) => bid?.[0] ?? "" },
  { title: "ASK", align: "right", least: 9, cell: ({ ask }) => ask?.[0] ?? "" },
  { title: "COINS", align: "right", least: 8, leaveOut: 3, cell: ({ ask }) => ask?.[1] ?? "" },
  { title: "BEST", cell: ({ best }) => best },
];

/** A consolidated line as a block that can be redrawn: one row a venue, then the distance between the best. */
export function consolidatedBlock(line: ConsolidatedLine, columnsMax: number): string[] {
  const bestOf = (name: string): string =>
    [...(holds(line.bestBid, name) ? ["bid"] : []), ...(holds(line.bestAsk, name) ? ["ask"] : [])].join(" and ");
  const rows = line.venues.map((row) => ({ ...row, best: bestOf(row.venue) }));
  const distance =
    line.spread === null
      ? "no spread: a side has no live quote"
      : `${line.crossed ? "crossed" : "spread"} ${line.spread}, ${bps(line.spreadBps)} bps`;
  const missing = line.leftOut.length === 0 ? "" : `, without ${line.leftOut.join(", ")}`;
  return [`${line.instrument}  ${distance}${missing}`, ...renderTable(VENUE_COLUMNS, rows, columnsMax)];
}

const holds = (best: ConsolidatedLine["bestBid"], name: string): boolean => best?.venue === name || best?.tied.includes(name) === true;
