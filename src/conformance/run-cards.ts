// Runs cards for one subject, several at a time where time is real, and says of every card what it came to.

import { type OpenGround } from "#assemblies/simulated-ground/ground";
import { type Subject } from "#assemblies/simulated-ground/subject";
import { type Card, CardFailure, type CardOutcome, type CardResult } from "#conformance/card";
import { CARDS } from "#conformance/cards";
import { Stage } from "#conformance/stage";
import { TruebookError } from "#core/error";
import { type Clock } from "#core/port";

export interface RunOptions {
  readonly open: OpenGround;
  /** Measures how long a card takes. */
  readonly clock: Clock;
  /** Default every card. */
  readonly cards?: readonly Card[];
  /** How many cards run beside each other: in real time most of a card is waiting. Default 1. */
  readonly atOnce?: number;
  readonly done?: (result: CardResult) => void;
}

/** Runs the cards; results come in the order of the cards. Never rejects for what a card finds. */
export async function runCards(subject: Subject, options: RunOptions): Promise<readonly CardResult[]> {
  const { cards = CARDS, atOnce = 1 } = options;
  const results: (CardResult | undefined)[] = cards.map(() => undefined);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < cards.length; at = next++) {
      const card = cards[at];
      if (card === undefined) return;
      const result = await runCard(card, subject, options);
      results[at] = result;
      options.done?.(result);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, cards.length) }, work));
  return results.filter((result) => result !== undefined);
}

async function runCard(card: Card, subject: Subject, { open, clock }: RunOptions): Promise<CardResult> {
  const { id, title } = card;
  const startMs = clock.monotonic();
  const result = (outcome: CardOutcome): CardResult => ({ id, title, outcome, tookMs: Math.round(clock.monotonic() - startMs) });
  const reason = card.needs(subject);
  if (reason !== undefined) return result({ kind: "not-applicable", why: reason });
  const stage = new Stage(subject, open);
  const why = [...(await failureOf(() => card.run(stage).then(() => []))), ...(await failureOf(() => stage.end()))];
  return result(why.length === 0 ? { kind: "passed" } : { kind: "failed", why: why.join(" · ") });
}

/** What went wrong in words; a card that throws something else is broken, and says so. */
async function failureOf(work: () => Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CardFailure) return [error.message];
    if (error instanceof TruebookError) return [`${error.name} ${error.code}: ${error.message}`];
    return [`the card itself broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
  }
}
