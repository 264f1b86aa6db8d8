import { printable } from "#core/text/printable";
import { passes, refuses, type StandingRule, standingRule } from "#risk/rule";

/** The kill switch: thrown once, by a person, a rule or a watchdog, and released by a person only. */
export const killed: StandingRule = standingRule("killed", ({ killed: thrown }) => {
  if (thrown === undefined) return passes("not thrown");
  const who = `${printable(thrown.by)}: ${printable(thrown.reason)}`;
  return refuses(who, `Trading was killed by ${who}; nothing was sent. Look at the account, then resume by hand.`);
});
