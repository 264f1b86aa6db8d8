import { named, passes, type Rule, refuses } from "#risk/rule";

/** After the process stood still, what it knows is as old as the stand: a book must be proven anew before risk is taken on it. */
export const loopStalled: Rule = {
  rule: "loop-stalled",
  again: true,
  check({ standing, book, intent }) {
    const { stall, clock } = standing;
    if (stall === undefined) return passes("never");
    const actual = `${Math.round(stall.ms)} ms`;
    if (book.ageMs !== undefined && clock.monotonic() - book.ageMs >= stall.provenAfter) return passes(`${actual}, proven since`);
    return refuses(
      actual,
      `The process stood still for ${actual} and the book of ${named(intent.instrument)} was not proven since; nothing was sent. Try again.`,
    );
  },
};
