// A card: one numbered promise that every venue keeps, and the script that puts it to the proof.

import { type Subject } from "#assemblies/simulated-ground/subject";
import { type Stage } from "#conformance/stage";

/** `VC-01` to `VC-49` are about market data; from `VC-50` on, accounts and orders. */
export type CardId = `VC-${string}`;

/** One promise. */
export interface Card {
  readonly id: CardId;
  /** What is promised, as a sentence that can be wrong. */
  readonly title: string;
  /** Why a subject cannot hold the promise, in words for people; undefined when it must. */
  readonly needs: Need;
  /** Puts the subject to the proof. Throws `CardFailure` when the promise is broken. */
  run(stage: Stage): Promise<void>;
}

/** What a card needs of its subject: the reason why it does not apply, or undefined. */
export type Need = (subject: Subject) => string | undefined;

/** What a card came to. None is ever left out without a word. */
export type CardOutcome =
  | { readonly kind: "passed" }
  | { readonly kind: "failed"; readonly why: string }
  | { readonly kind: "not-applicable"; readonly why: string };

export interface CardResult {
  readonly id: CardId;
  readonly title: string;
  readonly outcome: CardOutcome;
  /** How long it took, in ms of the system's clock. */
  readonly tookMs: number;
  /** How often it was run again before it came to this. */
  readonly repeats: number;
}
