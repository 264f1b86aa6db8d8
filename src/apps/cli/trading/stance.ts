// What an order command may do with what it was asked for: show it, send it to a simulator, or send it where it costs money. Money
// needs a word of its own and a person who means it.

import { type Request } from "#apps/cli/command-spec";
import { type Session } from "#apps/cli/session";
import { UsageError } from "#core/error";
import { printable } from "#core/text/printable";

export type Stance = "dry-run" | "simulated" | "live";

/** What somebody types to mean it, at most. */
const ANSWER_LENGTH_MAX = 200;

/** How far a command may go. Throws UsageError for words that contradict each other. */
export async function stanceOf(request: Request, session: Session): Promise<Stance> {
  const simulator = await session.simulator();
  const isLive = request.flags["live"] === true;
  if (isLive && simulator !== undefined) {
    throw new UsageError("conflicting-options", "--live and a simulator exclude each other; nothing was sent.", {
      hint: "Leave one of them out; truebook.toml and TRUEBOOK_SIM_URL can name a simulator too.",
    });
  }
  if (request.flags["dryRun"] === true) return "dry-run";
  if (simulator !== undefined) return "simulated";
  if (isLive) return "live";
  return "dry-run";
}

/** Returns once a person means it: typed on the terminal, or by --yes with TRUEBOOK_LIVE=1. Throws UsageError otherwise. */
export async function mustMeanIt(
  request: Request,
  session: Session,
  act: { readonly words: string; readonly answer: string },
): Promise<void> {
  if (request.flags["yes"] === true) {
    if (session.liveIsMeant) return;
    throw unconfirmed("--yes alone sends nothing that costs money", "set TRUEBOOK_LIVE=1 beside it");
  }
  if (!session.canAsk) throw unconfirmed("nobody can be asked here", "add --yes and set TRUEBOOK_LIVE=1, or run it on a terminal");
  session.note(`${printable(act.words)}\nType ${printable(act.answer)} to do it: `);
  const typed = await session.answer(ANSWER_LENGTH_MAX);
  if (typed !== act.answer) throw unconfirmed("it was not confirmed", `type ${act.answer} when asked`);
}

function unconfirmed(why: string, hint: string): UsageError {
  return new UsageError("not-confirmed", `Nothing was sent: ${why}.`, { hint });
}
