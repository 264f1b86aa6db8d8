import { isoTime } from "#core/calendar/civil-time";
import { passes, refuses, type StandingRule, standingRule } from "#risk/rule";

/** A limit bit, and its halt still stands. */
export const halted: StandingRule = standingRule("halted", ({ halts }) => {
  const [first] = halts;
  if (first === undefined) return passes("not halted");
  const actual = halts.map(({ rule, since }) => `${rule} since ${isoTime(since)}`).join(", ");
  const ends = first.until === undefined ? "a person resumes" : `${isoTime(first.until)}, or a person resumes`;
  return refuses(actual, `Trading is halted by ${first.rule}: ${first.words} Nothing was sent; it stays so until ${ends}.`);
});
