import { passes, type Rule, refuses } from "#risk/rule";

/** What we think and what the venue says must agree, or a person must have accepted the difference. */
export const notReconciled: Rule = {
  rule: "not-reconciled",
  again: true,
  check({ standing, intent }) {
    const { product, venue } = intent.instrument;
    const trouble = standing.view.reconcileTrouble(product);
    if (trouble === undefined) return passes("reconciled");
    return refuses(
      trouble,
      `${product} at ${venue} is not reconciled (${trouble}); nothing was sent. Look at the proof sheet and accept it.`,
    );
  },
};
