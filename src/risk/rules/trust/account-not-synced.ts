import { passes, type Rule, refuses } from "#risk/rule";

/** Exposure is only known while the account is. */
export const accountNotSynced: Rule = {
  rule: "account-not-synced",
  again: true,
  check({ standing, intent }) {
    const { product, venue } = intent.instrument;
    const trouble = standing.view.accountTrouble(product);
    if (trouble === undefined) return passes("synced");
    return refuses(
      trouble,
      `The ${product} account at ${venue} cannot be believed (${trouble}); nothing was sent. Wait until it is synced.`,
    );
  },
};
