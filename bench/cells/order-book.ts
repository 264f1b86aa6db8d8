// Q10: one side of a book by depth, ours and the peer's.

import { ratios, spreadOf } from "#apps/cli/bench/rounds";
import { type SideReport } from "../consumers/book-sides.ts";
import { atLeast, atMost, type Row, spreadText } from "../row.ts";
import { type Workshop } from "../workshop.ts";

const DEPTHS = [200, 1_000, 5_000];
const DEEPEST = 5_000;
const SHALLOWEST = 200;

export async function measureOrderBook(
  workshop: Workshop,
  size: { readonly rounds: number; readonly changes: number },
): Promise<{ figures: object; rows: readonly Row[] }> {
  const reports: (readonly SideReport[])[] = [];
  for (let round = 0; round < size.rounds; round += 1) {
    reports.push((await workshop.run("sides", { depths: DEPTHS, changes: size.changes })) as readonly SideReport[]);
  }
  const figure = (depth: number, of: (report: SideReport) => number): number[] =>
    reports.map((round) => of(round.find((report) => report.depth === depth) as SideReport));
  const update = (depth: number): number[] => figure(depth, (report) => report.updateNs);
  const peer = (depth: number): number[] => figure(depth, (report) => report.peerUpdateNs);
  const deepToShallow = ratios(update(DEEPEST), update(SHALLOWEST));
  const peerToOwn = ratios(peer(DEEPEST), update(DEEPEST));
  const list = (of: (depth: number) => number[]): string => DEPTHS.map((depth) => spreadOf(of(depth)).median.toFixed(0)).join(" / ");
  return {
    figures: { reports, deepToShallow, peerToOwn },
    rows: [
      {
        id: "Q10",
        what: `update of a side at depth ${DEPTHS.join(" / ")}, ns`,
        seen: `${list(update)}; ccxt's side ${list(peer)}`,
        budget: "≤ 80 at 5000",
        verdict: "informative",
      },
      {
        id: "Q10",
        what: "update and reading the best 20, ns",
        seen: list((depth) => figure(depth, (report) => report.updateAndTopNs)),
        budget: "≤ 130 at 5000",
        verdict: "informative",
      },
      {
        id: "Q10",
        what: "depth 5000 ÷ depth 200",
        seen: spreadText(deepToShallow, 2),
        budget: "≤ 1.5",
        verdict: atMost(deepToShallow, 1.5),
      },
      {
        id: "Q10",
        what: "ccxt's side ÷ ours at depth 5000",
        seen: spreadText(peerToOwn, 1),
        budget: "≥ 20",
        verdict: atLeast(peerToOwn, 20),
      },
    ],
  };
}
