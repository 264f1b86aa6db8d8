import { type CommandRun } from "#apps/cli/command-spec";
import { EXIT } from "#apps/cli/exit-codes";
import { textOf } from "#apps/cli/flag-value";
import { printTold } from "#apps/cli/output/row-printer";
import { sendingStance } from "#apps/cli/trading/stance";
import { withTrading } from "#apps/cli/trading/trading-access";
import { readableVenue } from "#apps/cli/venue-access";

/** Arms trading again after a kill or a halt: a person's word, given while no other program trades the account. */
export const run: CommandRun = async (request, session) => {
  const known = readableVenue(session, textOf(request.args[0]) ?? "");
  const { id, title } = known.description;
  const stance = await sendingStance(request, session, {
    notDry: "Trading is armed again for money or for a simulator; nothing was changed.",
    words: `New orders may leave for ${title} again, with money.`,
    answer: id,
  });
  const status = await withTrading(session, known, {
    stance,
    work: (connection) => {
      connection.resume({ by: "risk resume" });
      return Promise.resolve(connection.risk());
    },
  });
  const { killed, blocked } = status;
  await printTold(session, { v: 1, kind: "resumed", venue: id, killed: killed ?? null, blocked }, () =>
    blocked.length === 0
      ? ["Armed: new orders may leave."]
      : ["The switch is released. Still no new risk:", ...blocked.map(({ rule, words }) => `  ${rule}: ${words}`)],
  );
  return killed === undefined && blocked.length === 0 ? EXIT.ok : EXIT.findings;
};
