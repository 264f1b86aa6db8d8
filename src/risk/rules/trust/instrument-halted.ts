import { printable } from "#core/text/printable";
import { named, passes, type Rule, refuses } from "#risk/rule";

/** The venue takes no new orders, or not for this instrument. A status that is not known counts as a halt. */
export const instrumentHalted: Rule = {
  rule: "instrument-halted",
  again: true,
  check({ standing, intent }) {
    const trouble = standing.view.venueTrouble();
    if (trouble !== undefined) {
      const words = printable(trouble);
      return refuses(words, `${intent.instrument.venue} takes no new orders (${words}); nothing was sent.`);
    }
    const status = standing.view.instrumentStatus(intent.instrument);
    return status === "trading" ? passes(status) : refuses(status, `${named(intent.instrument)} is ${status}; nothing was sent.`);
  },
};
