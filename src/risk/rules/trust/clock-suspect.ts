import { passes, refuses, type StandingRule, standingRule } from "#risk/rule";

/** With a wrong clock no age means anything. */
export const clockSuspect: StandingRule = standingRule("clock-suspect", ({ view }) => {
  const trouble = view.clockTrouble();
  return trouble === undefined
    ? passes("trusted")
    : refuses(trouble, `The clock cannot be believed (${trouble}); nothing was sent. Look at the machine's time.`);
});
