// What `f` offers: a few of the simulator's faults, each with what a viewer should see. The simulator knows many more; `truebook sim
// scenarios` lists them.

/** One entry of the menu. `name` and `params` are the simulator's. */
export interface FaultChoice {
  readonly key: string;
  readonly name: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly does: string;
  readonly expect: string;
  /** Whether it strikes the chosen market or the whole venue. */
  readonly aim: "market" | "venue";
}

export const FAULT_CHOICES: readonly FaultChoice[] = [
  { key: "1", name: "drop-delta", params: {}, does: "lose one book message", expect: "a gap, healed at once", aim: "market" },
  { key: "2", name: "duplicate-delta", params: {}, does: "send one message twice", expect: "nothing: it is ignored", aim: "market" },
  { key: "3", name: "reorder-delta", params: {}, does: "swap two messages", expect: "a gap, healed at once", aim: "market" },
  { key: "4", name: "crossed-book", params: {}, does: "bid above ask", expect: "the book leaves live, then heals", aim: "market" },
  { key: "5", name: "mute-topic", params: {}, does: "silence one topic", expect: "noticed within 5 s", aim: "market" },
  { key: "6", name: "black-hole", params: {}, does: "peer gone, no goodbye", expect: "dead within 5 s, then reconnect", aim: "venue" },
  { key: "7", name: "close", params: { code: 1012 }, does: "close with 1012 (restart)", expect: "reconnect and resubscribe", aim: "venue" },
];
