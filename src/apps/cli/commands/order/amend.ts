import { type CommandRun, type Request } from "#apps/cli/command-spec";
import { exitOf, readSize } from "#apps/cli/commands/order/place";
import { textOf } from "#apps/cli/flag-value";
import { printTold } from "#apps/cli/output/row-printer";
import { submittedLine, submittedWords } from "#apps/cli/output/trading-lines";
import { sendingStance } from "#apps/cli/trading/stance";
import { withTrading } from "#apps/cli/trading/trading-access";
import { readableVenue } from "#apps/cli/venue-access";
import { type ChangeInput } from "#client/trading/trading-api";
import { UsageError } from "#core/error";

/** Changes a resting order of ours, where the venue can. */
export const run: CommandRun = async (request, session) => {
  const known = readableVenue(session, textOf(request.args[0]) ?? "");
  const id = textOf(request.args[1]) ?? "";
  const change = readChange(request);
  const stance = await sendingStance(request, session, {
    notDry: "A change of an order cannot be tried dry; nothing was sent.",
    words: `Order ${id} at ${known.description.title} is changed, with money.`,
    answer: id,
  });
  let symbol = "";
  const result = await withTrading(session, known, {
    stance,
    work: async (connection) => {
      symbol = connection.story(id)?.order.intent.instrument.symbol ?? "";
      return connection.amend(id, change);
    },
  });
  const line = submittedLine(result, { venue: known.description.id, symbol });
  await printTold(session, line, () => submittedWords(line));
  return exitOf(result);
};

function readChange({ flags }: Request): ChangeInput {
  const price = textOf(flags["limit"]);
  const size = textOf(flags["size"]);
  const trigger = textOf(flags["trigger"]);
  if (price === undefined && size === undefined && trigger === undefined) {
    throw new UsageError("no-change", "Nothing was named that should be different; nothing was sent.", {
      hint: "add --limit, --size or --trigger",
    });
  }
  return {
    ...(price === undefined ? {} : { price }),
    ...(size === undefined ? {} : { size: readSize(size) }),
    ...(trigger === undefined ? {} : { triggerPrice: trigger }),
  };
}
