// What one coin of a wallet is. Contracts tell equity, open profit included, which changes with every price: the total here is without
// it, as it is after a trade.

import { type AccountOrigin, type BalanceReport } from "#core/account/account-event";
import { figureOf, nameOf } from "#core/account/row-fields";
import { type EpochMs } from "#core/brand";
import { decimal, decimalText, minus, plus } from "#core/decimal-arithmetic";
import { type Product } from "#core/instrument";
import { type JsonObject } from "#core/json/json-fallback";

/** The venue names no wallets; these are its product names. */
export const walletOf = (product: Product): string => product;

/** A row of `assets` (V2) or `balance` (V3). That V3's `balance` is V2's `equity` is taken from their samples, not proven. */
export function readContractBalance(row: JsonObject): BalanceReport | undefined {
  const currency = nameOf(row, "asset", "coinName");
  const equity = figureOf(row, "balance", "equity");
  const floating = figureOf(row, "unrealizePnl") ?? "0";
  if (currency === undefined || equity === undefined) return undefined;
  return {
    kind: "balance",
    wallet: walletOf("contract"),
    currency,
    total: decimalText(minus(decimal(equity), decimal(floating))),
    available: figureOf(row, "availableBalance", "available"),
    locked: figureOf(row, "frozen"),
    venueTime: undefined,
    origin: "query",
  };
}

/** A row of spot: pushed with `equity`, `available`, `frozen`; over REST `free` and `locked` alone. */
export function readSpotBalance(
  row: JsonObject,
  about: { readonly origin: AccountOrigin; readonly venueTime: EpochMs | undefined },
): BalanceReport | undefined {
  const currency = nameOf(row, "asset", "coin");
  const available = figureOf(row, "available", "free");
  const locked = figureOf(row, "frozen", "locked");
  if (currency === undefined || available === undefined || locked === undefined) return undefined;
  const total = figureOf(row, "equity") ?? decimalText(plus(decimal(available), decimal(locked)));
  return { kind: "balance", wallet: walletOf("spot"), currency, total, available, locked, ...about };
}
