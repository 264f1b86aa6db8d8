import { type AccountRules } from "#venues/account-dialect";

/** The first 18-digit number that order ids count up from; trades and positions have beginnings of their own. */
const ORDERS_FROM = 811_111_111_100_000_000n;
const TRADES_FROM = 811_111_112_000_000_000n;
const POSITIONS_FROM = 811_111_113_000_000_000n;

/** Ids are beyond what a double holds, because real ones are. */
export const positionId = (serial: number): string => String(POSITIONS_FROM + BigInt(serial));

/** What the signature's examples sign with. */
const apiKey = "weex_demo_key_00000001"; // published vector
const secret = "demo-secret-do-not-use-7f3a"; // published vector

/** How the simulated WEEX treats accounts. Keys are the published ones of the signature's examples; they open nothing. */
export const ACCOUNT_RULES: AccountRules = {
  demo: { apiKey, secret, passphrase: "demoPass01" },
  funds: [
    { product: "contract", wallet: "contract", currency: "USDT", total: "100000" },
    { product: "spot", wallet: "spot", currency: "USDT", total: "50000" },
    { product: "spot", wallet: "spot", currency: "BTC", total: "1.5" },
    { product: "spot", wallet: "spot", currency: "ETH", total: "20" },
  ],
  fees: { makerFraction: "0.0002", takerFraction: "0.0006", currency: "received" },
  unplaceable: "cancelled",
  duplicateClientOrderId: "refused",
  openOrdersMax: 500,
  minNotional: undefined,
  priceBandFraction: 0.02,
  positionMode: "hedge",
  leverage: 10,
  leverageMax: 200,
  endedOrdersMs: 90 * 86_400_000,
  orderId: (running) => String(ORDERS_FROM + BigInt(running)),
  tradeId: (running) => String(TRADES_FROM + BigInt(running)),
};
