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

/** For what sends no order and only looks, or makes risk smaller: it is tried where nothing can be lost, and elsewhere needs no limits. */
export async function lookingStance(session: Session): Promise<"dry-run" | "simulated"> {
  return (await session.simulator()) === undefined ? "dry-run" : "simulated";
}

/** What a command would do, for whoever is asked whether they mean it. */
export interface MeantAct {
  readonly words: string;
  /** What is typed to mean it. */
  readonly answer: string;
}

/** How far a command goes that cannot be tried dry, once a person means it. Throws UsageError otherwise. */
export async function sendingStance(
  request: Request,
  session: Session,
  act: MeantAct & { readonly notDry: string; readonly liveFor?: string },
): Promise<"simulated" | "live"> {
  const stance = await stanceOf(request, session);
  if (stance === "dry-run") {
    throw new UsageError("no-dry-run", act.notDry, { hint: `add --sim for a simulator, or --live for ${act.liveFor ?? "money"}` });
  }
  if (stance === "live") await mustMeanIt(request, session, act);
  return stance;
}

/** Returns once a person means it: typed on the terminal, or by --yes with TRUEBOOK_LIVE=1. Throws UsageError otherwise. */
export async function mustMeanIt(request: Request, session: Session, act: MeantAct): Promise<void> {
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
