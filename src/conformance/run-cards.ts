// Runs cards for one subject, several at a time where time is real, and says of every card what it came to.

import { type OpenGround } from "#assemblies/simulated-ground/ground";
import { type Subject } from "#assemblies/simulated-ground/subject";
import { type Card, type CardOutcome, type CardResult } from "#conformance/card";
import { CARDS } from "#conformance/cards";
import { CardFailure } from "#conformance/ensure";
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
  /**
   * How often a card that failed is run again, alone: over real sockets a machine that stands still makes deadlines late. A book or a
   * trade that was wrong is never excused. Default 0.
   */
  readonly repeats?: number;
  /** Hears every result once it stands. */
  readonly done?: (result: CardResult) => void;
}

/** Runs the cards; results come in the order of the cards. Never rejects for what a card finds. */
export async function runCards(subject: Subject, options: RunOptions): Promise<readonly CardResult[]> {
  const { cards = CARDS, atOnce = 1, repeats = 0, done = () => undefined } = options;
  const results = new Map<Card, CardResult>();
  const waiting = [...cards];
  const failed: Card[] = [];
  const work = async (): Promise<void> => {
    for (let card = waiting.shift(); card !== undefined; card = waiting.shift()) {
      const { result, excusable } = await runCard(card, subject, options);
      results.set(card, result);
      if (repeats > 0 && excusable) failed.push(card);
      else done(result);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, cards.length) }, work));
  for (const card of failed) {
    const result = await again(card, subject, options);
    results.set(card, result);
    done(result);
  }
  return cards.map((card) => results.get(card)).filter((result) => result !== undefined);
}

/** Runs a card that failed once more, alone, until it passes or its repeats are used up. */
async function again(card: Card, subject: Subject, options: RunOptions): Promise<CardResult> {
  for (let repeats = 1; ; repeats += 1) {
    const { result, excusable } = await runCard(card, subject, options);
    if (!excusable || repeats === options.repeats) return { ...result, repeats };
  }
}

interface Run {
  readonly result: CardResult;
  /** It failed, and a machine that stood still may be why: nothing was wrong while it was called live. */
  readonly excusable: boolean;
}

async function runCard(card: Card, subject: Subject, { open, clock }: RunOptions): Promise<Run> {
  const { id, title } = card;
  const startMs = clock.monotonic();
  const result = (outcome: CardOutcome): CardResult => ({
    id,
    title,
    outcome,
    tookMs: Math.round(clock.monotonic() - startMs),
    repeats: 0,
  });
  const reason = card.needs(subject);
  if (reason !== undefined) return { result: result({ kind: "not-applicable", why: reason }), excusable: false };
  const stage = new Stage(subject, open);
  const broken = await failureOf(() => card.run(stage).then(() => []));
  const wrong = await failureOf(() => stage.end());
  if (broken.length + wrong.length === 0) return { result: result({ kind: "passed" }), excusable: false };
  return { result: result({ kind: "failed", why: [...broken, ...wrong].join(" · ") }), excusable: wrong.length === 0 };
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
