import { type CommandRun } from "#apps/cli/command-spec";
import { EXIT } from "#apps/cli/exit-codes";
import { textOf } from "#apps/cli/flag-value";
import { PROOF_COLUMNS, proofLines } from "#apps/cli/output/proof-lines";
import { printRows } from "#apps/cli/output/row-printer";
import { lookingStance, mustMeanIt, stanceOf } from "#apps/cli/trading/stance";
import { withTrading } from "#apps/cli/trading/trading-access";
import { readableVenue } from "#apps/cli/venue-access";

/** Compares what truebook believes of an account with what the venue says, line by line. Sends no order. */
export const run: CommandRun = async (request, session) => {
  const known = readableVenue(session, textOf(request.args[0]) ?? "");
  const accept = request.flags["accept"] === true;
  if (accept && (await stanceOf(request, session)) === "live") {
    const { id, title } = known.description;
    await mustMeanIt(request, session, { words: `Everything that ${title} says of the account is taken as it is.`, answer: id });
  }
  const product = session.flags.product;
  const sheets = await withTrading(session, known, {
    // It compares and sends nothing, so that it needs no limits.
    stance: await lookingStance(session),
    work: async (connection) => {
      const found = await connection.reconcile(product);
      if (accept) connection.acceptReconciliation(product);
      return found;
    },
  });
  const rows = sheets.flatMap(proofLines);
  const clean = sheets.every((sheet) => sheet.clean);
  const remark = clean
    ? "Nothing is open."
    : accept
      ? "What was open is taken as the venue says."
      : "Lines are open: orders are blocked until --accept.";
  await printRows(session, { kind: "proof", rows, columns: PROOF_COLUMNS, facts: { clean, accepted: accept }, remark });
  return clean || accept ? EXIT.ok : EXIT.findings;
};
