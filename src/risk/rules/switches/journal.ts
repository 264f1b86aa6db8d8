import { passes, refuses, type StandingRule, standingRule } from "#risk/rule";

/** What cannot be written down before it leaves does not leave. */
export const journal: StandingRule = standingRule("journal", ({ journalTrouble }) =>
  journalTrouble === undefined
    ? passes("written")
    : refuses(journalTrouble, `Orders cannot be written down (${journalTrouble}); nothing was sent. Trading goes on once they can.`),
);
