import { passes, refuses, type StandingRule, standingRule } from "#risk/rule";

/** New risk needs somebody who cancels it when this process dies. */
export const watchdog: StandingRule = standingRule("watchdog", ({ watchdogTrouble }) =>
  watchdogTrouble === undefined
    ? passes("stands by")
    : refuses(watchdogTrouble, `Nobody would cancel orders if this process died (${watchdogTrouble}); nothing was sent.`),
);
