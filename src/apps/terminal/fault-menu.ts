// What `f` offers: a few of the simulator's faults, each with what a viewer should see. The simulator knows many more; `truebook sim
// scenarios` lists them.

/** One entry of the menu. `name` and `params` are the simulator's; every fault strikes the chosen market. */
export interface FaultChoice {
  readonly key: string;
  readonly name: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly does: string;
  readonly expect: string;
  /** What to expect of a book that comes as whole images, where it differs. */
  readonly expectOfImages?: string;
}

export const FAULT_CHOICES: readonly FaultChoice[] = [
  {
    key: "1",
    name: "drop-delta",
    params: {},
    does: "lose one book message",
    expect: "a gap, healed at once",
    expectOfImages: "the next image tells all",
  },
  { key: "2", name: "duplicate-delta", params: {}, does: "send one message twice", expect: "nothing: it is ignored" },
  {
    key: "3",
    name: "reorder-delta",
    params: {},
    does: "swap two messages",
    expect: "a gap, healed at once",
    expectOfImages: "the older one is refused",
  },
  { key: "4", name: "crossed-book", params: {}, does: "put the best bid above the ask", expect: "leaves live, then heals" },
  { key: "5", name: "mute-topic", params: {}, does: "silence one topic", expect: "noticed within 5 s" },
  { key: "6", name: "black-hole", params: { scope: "all" }, does: "the peer vanishes, no goodbye", expect: "dead in 5 s, then reconnect" },
  { key: "7", name: "close", params: { scope: "all", code: "1012" }, does: "close with 1012, a restart", expect: "reconnect, resubscribe" },
];
