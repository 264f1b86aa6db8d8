import { type CommandRun } from "#apps/cli/command-spec";
import { EXIT } from "#apps/cli/exit-codes";
import { textOf } from "#apps/cli/flag-value";
import { printTold } from "#apps/cli/output/row-printer";
import { type Column, renderTable } from "#apps/cli/output/table";
import { lookingStance } from "#apps/cli/trading/stance";
import { withTrading } from "#apps/cli/trading/trading-access";
import { readableVenue } from "#apps/cli/venue-access";
import { type RiskStatus } from "#client/trading/trading-api";
import { type RiskLine } from "#core/account/risk-limits";

/** Shows the limits beside where they stand, and what blocks new orders. Sends no order. */
export const run: CommandRun = async (request, session) => {
  const known = readableVenue(session, textOf(request.args[0]) ?? "");
  const stance = await lookingStance(session);
  const status = await withTrading(session, known, { stance, work: (connection) => Promise.resolve(connection.risk()) });
  await printTold(session, { v: 1, kind: "risk", venue: known.description.id, ...plain(status) }, () => words(status, session.out.columns));
  return status.killed === undefined && status.blocked.length === 0 ? EXIT.ok : EXIT.findings;
};

function plain({ armed, killed, blocked, lines, deadMan }: RiskStatus): object {
  return { armed, killed: killed ?? null, blocked, lines: lines.map((line) => ({ ...line, latched: line.latched ?? null })), deadMan };
}

const COLUMNS: readonly Column<RiskLine>[] = [
  { title: "RULE", least: 18, cell: ({ rule }) => rule },
  { title: "NOW", align: "right", cell: ({ actual }) => actual },
  { title: "LIMIT", align: "right", cell: ({ limit }) => limit },
  { title: "THEN", cell: ({ action }) => action },
  {
    title: "LATCHED",
    leaveOut: 1,
    cell: ({ latched }) => (latched === undefined ? "" : latched.until === undefined ? "until resumed" : "for a while"),
  },
];

function words(status: RiskStatus, columns: number): readonly string[] {
  const { killed, blocked, lines } = status;
  return [
    ...(killed === undefined ? [] : [`KILLED by ${killed.by}: ${killed.reason}. truebook risk resume arms it again.`, ""]),
    ...(blocked.length === 0
      ? ["New orders may leave."]
      : ["No new risk is taken:", ...blocked.map(({ rule, words: why }) => `  ${rule}: ${why}`)]),
    "",
    ...renderTable(COLUMNS, lines, columns),
  ];
}
