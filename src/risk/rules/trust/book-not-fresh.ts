import { named, passes, type Rule, refuses } from "#risk/rule";

/** The last proof of the book, not its last change: a quiet market is proven by probes and stays tradable. */
export const bookNotFresh: Rule = {
  rule: "book-not-fresh",
  again: true,
  check({ book, intent, standing }) {
    const limit = `${standing.limits.freshMs} ms`;
    const { ageMs } = book;
    const actual = ageMs === undefined ? "never proven" : `${Math.ceil(ageMs)} ms`;
    if (ageMs !== undefined && ageMs <= standing.limits.freshMs) return passes(actual, limit);
    return refuses(
      actual,
      `The last proof of the book of ${named(intent.instrument)} is too old (${actual}, allowed ${limit}); nothing was sent.`,
      limit,
    );
  },
};
