import { passes, refuses, type StandingRule, standingRule } from "#risk/rule";

/** A process on its way out takes no new risk. */
export const closing: StandingRule = standingRule("closing", (standing) =>
  standing.closing ? refuses("closing", "The process is closing; nothing was sent. Connect again to trade.") : passes("open"),
);
