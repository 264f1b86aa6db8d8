// A proof sheet as lines: what was thought, what the venue says, what follows.

import { type Column } from "#apps/cli/output/table";
import { type Trader } from "#client/trading/trading-api";

type ProofSheet = Awaited<ReturnType<Trader["reconcile"]>>[number];

/** One line of a proof sheet. */
export interface ProofRow {
  readonly v: 1;
  readonly kind: "proof";
  readonly product: string;
  readonly what: string;
  readonly symbol: string | null;
  readonly name: string;
  readonly thought: string | null;
  readonly venue: string | null;
  readonly verdict: "same" | "adopted" | "foreign" | "open";
}

/** The lines of a sheet. */
export function proofLines({ product, lines }: ProofSheet): readonly ProofRow[] {
  return lines.map(({ what, instrument, name, thought, venue, verdict }) => ({
    v: 1,
    kind: "proof",
    product,
    what,
    symbol: instrument?.symbol ?? null,
    name,
    thought: thought ?? null,
    venue: venue ?? null,
    verdict,
  }));
}

export const PROOF_COLUMNS: readonly Column<ProofRow>[] = [
  { title: "VERDICT", least: 7, cell: ({ verdict }) => verdict },
  { title: "WHAT", least: 8, cell: ({ what }) => what },
  { title: "PRODUCT", leaveOut: 2, cell: ({ product }) => product },
  { title: "SYMBOL", least: 8, cell: ({ symbol }) => symbol ?? "" },
  { title: "NAME", leaveOut: 1, cell: ({ name }) => name },
  { title: "WE THOUGHT", wrap: true, cell: ({ thought }) => thought ?? "nothing" },
  { title: "THE VENUE SAYS", wrap: true, cell: ({ venue }) => venue ?? "nothing" },
];
