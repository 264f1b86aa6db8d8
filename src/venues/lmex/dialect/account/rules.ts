import { type AccountRules } from "#venues/account-dialect";

const hex = (running: number, digits: number): string => running.toString(16).padStart(digits, "0").slice(-digits);

/**
 * How LMEX treats accounts. A post-only order that would trade, a fill-or-kill that cannot fill and a trade with oneself end as
 * cancelled orders. The demo key opens nothing but a simulated account.
 */
export const ACCOUNT_RULES: AccountRules = {
  demo: { apiKey: "demo-lmex-key", secret: "demo-of-lmex", passphrase: "" },
  funds: [
    { product: "futures", wallet: "CROSS@", currency: "USDT", total: "100000" },
    { product: "spot", wallet: "SPOT@", currency: "USDT", total: "100000" },
    { product: "spot", wallet: "SPOT@", currency: "BTC", total: "2" },
    { product: "spot", wallet: "SPOT@", currency: "ETH", total: "40" },
  ],
  fees: { makerFraction: "0.0002", takerFraction: "0.0006", currency: "received" },
  unplaceable: "cancelled",
  // Whether the real venue refuses a repeated id is unproven.
  duplicateClientOrderId: "refused",
  openOrdersMax: 500,
  minNotional: undefined,
  priceBandFraction: 0.2,
  positionMode: "one-way",
  leverage: 25,
  leverageMax: 100,
  endedOrdersMs: 1_800_000,
  orderId: (running) => `0b5e8f10-3d0a-4c0e-9a54-${hex(running, 12)}`,
  tradeId: (running) => `7d3a1a52-0d5f-4c8e-9a1f-${hex(running, 12)}`,
};
