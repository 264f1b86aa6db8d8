// Lines about orders that programs may rely on: decimal texts, outcomes by evidence, the rule that refused by its name.

import { type Submitted } from "#client/trading/trading-api";

/** What became of an order. `outcome` is the only word to decide by. */
export interface SubmittedLine {
  readonly v: 1;
  readonly kind: "submitted";
  readonly outcome: Submitted["kind"];
  readonly venue: string;
  readonly symbol: string;
  readonly clientOrderId: string;
  readonly orderId: string | null;
  /** The venue's reason, in our words, and its own code. */
  readonly reason: string | null;
  readonly venueCode: string | null;
  /** Our own rule that refused, with its numbers. */
  readonly rule: string | null;
  readonly limit: string | null;
  readonly actual: string | null;
  readonly words: string | null;
}

const NOTHING = { orderId: null, reason: null, venueCode: null, rule: null, limit: null, actual: null, words: null };

/** The outcome of a new or changed order. */
export function submittedLine(result: Submitted, about: { readonly venue: string; readonly symbol: string }): SubmittedLine {
  const common = { v: 1, kind: "submitted", ...about, clientOrderId: result.clientOrderId, ...NOTHING } as const;
  switch (result.kind) {
    case "accepted":
      return { ...common, outcome: "accepted", orderId: result.venueOrderId };
    case "rejected":
      return { ...common, outcome: "rejected", reason: result.reason, venueCode: result.venueCode };
    case "refused": {
      const { rule, limit, actual, words } = result;
      return { ...common, outcome: "refused", rule, limit: limit ?? null, actual, words };
    }
    case "unsent":
      return { ...common, outcome: "unsent", words: result.cause.message };
    case "unknown":
      return { ...common, outcome: "unknown", words: result.cause.message };
  }
}

/** The same for people. */
export function submittedWords(line: SubmittedLine): readonly string[] {
  const name = `${line.venue} ${line.symbol} ${line.clientOrderId}`;
  switch (line.outcome) {
    case "accepted":
      return [`accepted  ${name}  as ${line.orderId ?? ""}`];
    case "rejected":
      return [`rejected  ${name}  ${line.reason ?? ""} (the venue's ${line.venueCode ?? ""})`];
    case "refused":
      return [`refused   ${name}  by our rule ${line.rule ?? ""}: ${line.words ?? ""}`];
    case "unsent":
      return [`unsent    ${name}  ${line.words ?? ""}`];
    case "unknown":
      return [`unknown   ${name}  ${line.words ?? ""}`, "It counts as open until the venue shows otherwise. Do not send it again."];
  }
}
