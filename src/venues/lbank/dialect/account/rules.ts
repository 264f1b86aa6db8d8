import { type AccountRules } from "#venues/account-dialect";

const hex = (running: number, digits: number): string => running.toString(16).padStart(digits, "0").slice(-digits);

/** How long an ended order can be asked for by its name. */
const ENDED_ORDERS_MS = 7 * 86_400_000;

/**
 * How LBank treats accounts. A post-only order that would trade is taken and then cancelled, which is one of the two ways that are
 * told of it. The demo key opens nothing but a simulated account; its secret has the length of an HMAC secret.
 */
export const ACCOUNT_RULES: AccountRules = {
  demo: { apiKey: "demo-lbank-key", secret: "DEC0DE00".repeat(4), passphrase: "" },
  funds: [
    { product: "spot", wallet: "spot", currency: "USDT", total: "100000" },
    { product: "spot", wallet: "spot", currency: "BTC", total: "2" },
    { product: "spot", wallet: "spot", currency: "ETH", total: "40" },
  ],
  fees: { makerFraction: "0.001", takerFraction: "0.001", currency: "received" },
  unplaceable: "cancelled",
  duplicateClientOrderId: "refused",
  openOrdersMax: undefined,
  minNotional: "1",
  priceBandFraction: 0.5,
  positionMode: "one-way",
  leverage: 1,
  leverageMax: 1,
  endedOrdersMs: ENDED_ORDERS_MS,
  orderId: (running) => `5d1f0c9e-3b7a-4a41-9c55-${hex(running, 12)}`,
  tradeId: (running) => `9f0e1d2c3b4a59687766554433${hex(running, 14)}`,
};

/** The name that pushes give a trade. Whether the real one begins REST's is not proven, so that here it does not. */
export const pushedTradeId = (serial: number): string => `7c1a5e2f9b3d48608812aa${hex(serial, 10)}`;
