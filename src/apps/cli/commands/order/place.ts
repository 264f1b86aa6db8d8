import { type CommandRun, type Request } from "#apps/cli/command-spec";
import { EXIT, type ExitCode } from "#apps/cli/exit-codes";
import { textOf } from "#apps/cli/flag-value";
import { previewLine, previewWords } from "#apps/cli/output/preview-lines";
import { printTold } from "#apps/cli/output/row-printer";
import { submittedLine, submittedWords } from "#apps/cli/output/trading-lines";
import { type Session } from "#apps/cli/session";
import { decided, ended } from "#apps/cli/trading/decided";
import { mustMeanIt, stanceOf } from "#apps/cli/trading/stance";
import { withTrading } from "#apps/cli/trading/trading-access";
import { readableVenue } from "#apps/cli/venue-access";
import { type IntentInput, type Submitted } from "#client/trading/trading-api";
import { UsageError } from "#core/error";

/** Places one order, or shows what would be sent. */
export const run: CommandRun = async (request, session) => {
  const known = readableVenue(session, textOf(request.args[0]) ?? "");
  const intent = readIntent(request, session);
  const stance = await stanceOf(request, session);
  const about = { venue: known.description.id, symbol: intent.instrument };
  if (stance === "dry-run") {
    const preview = await withTrading(session, known, { stance, work: (connection) => connection.preview(intent) });
    await printTold(session, previewLine(preview, about), () => previewWords(preview, about));
    if (request.flags["dryRun"] !== true)
      session.talk("Nothing was sent: this was a dry run. Add --sim for a simulator, or --live for money.");
    return preview.refused === undefined ? EXIT.ok : EXIT.refusedByRisk;
  }
  if (stance === "live") {
    const amount = textOf(request.args[3]) ?? "";
    await mustMeanIt(request, session, {
      words: `${intent.side} ${amount} ${intent.instrument} at ${known.description.title}, with money${intent.price === undefined ? ", at the market's price" : `, at ${String(intent.price)}`}.`,
      answer: intent.instrument,
    });
  }
  const result = await withTrading(session, known, {
    stance,
    work: async (connection) => {
      const outcome = await decided(session, connection, await connection.submit(intent));
      const rests = intent.price !== undefined && intent.timeInForce !== "ioc" && intent.timeInForce !== "fok";
      if (!rests && intent.trigger === undefined) await ended(session, connection, outcome);
      return outcome;
    },
  });
  const line = submittedLine(result, about);
  await printTold(session, line, () => submittedWords(line));
  return exitOf(result);
};

/** The exit code of an order's outcome: scripts decide by it. */
export function exitOf(result: Submitted): ExitCode {
  switch (result.kind) {
    case "accepted":
      return EXIT.ok;
    case "rejected":
      return result.reason === "auth" || result.reason === "permission" ? EXIT.auth : EXIT.refusedByVenue;
    case "refused":
      return EXIT.refusedByRisk;
    case "unsent":
      return EXIT.unreachable;
    case "unknown":
      return EXIT.orderUnknown;
  }
}

const TIMES = ["gtc", "ioc", "fok"] as const;

function readIntent(request: Request, session: Session): IntentInput {
  const [, symbol, side, size] = request.args.map(textOf);
  const { flags } = request;
  const limit = textOf(flags["limit"]);
  const isMarket = flags["market"] === true;
  const stop = textOf(flags["stop"]);
  const takeProfit = textOf(flags["takeProfit"]);
  if (isMarket && limit !== undefined) throw conflict("--market", "--limit");
  if (stop !== undefined && takeProfit !== undefined) throw conflict("--stop", "--take-profit");
  const trigger = stop ?? takeProfit;
  if (limit === undefined && !isMarket && trigger === undefined) {
    throw new UsageError("missing-price", "The order names no price; nothing was sent.", {
      hint: "add --limit PRICE, or --market to take what there is",
    });
  }
  const tif = TIMES.find((each) => each === flags["tif"]);
  if (tif !== undefined && flags["postOnly"] === true) throw conflict("--tif", "--post-only");
  const timeInForce = flags["postOnly"] === true ? ("post-only" as const) : tif;
  const clientOrderId = textOf(flags["clientId"]);
  const by = (["last", "mark", "index"] as const).find((each) => each === flags["triggerBy"]);
  return {
    instrument: symbol ?? "",
    ...(session.flags.product === undefined ? {} : { product: session.flags.product }),
    side: side === "sell" ? "sell" : "buy",
    size: readSize(size ?? ""),
    ...(trigger === undefined
      ? {}
      : { type: stop === undefined ? "take-profit" : "stop", trigger: { price: trigger, ...(by === undefined ? {} : { by }) } }),
    ...(limit === undefined ? {} : { price: limit }),
    ...(timeInForce === undefined ? {} : { timeInForce }),
    ...(flags["reduceOnly"] === true ? { reduceOnly: true } : {}),
    ...(clientOrderId === undefined ? {} : { clientOrderId }),
  };
}

/** `0.5` is base coins on every venue; `12contracts` and `150quote` say what they are. */
export function readSize(text: string): IntentInput["size"] {
  const [, amount = text, unit] = /^([\d.]+)\s*(contracts?|quote)$/.exec(text) ?? [];
  if (unit === undefined) return text;
  return unit === "quote" ? { quote: amount } : { contracts: amount };
}

function conflict(one: string, other: string): UsageError {
  return new UsageError("conflicting-options", `${one} and ${other} exclude each other; nothing was sent.`, {
    hint: "Leave one of them out.",
  });
}
