import { type BalanceReport } from "#core/account/account-event";
import { figureOf, nameOf, timeOf } from "#core/account/row-fields";
import { type EpochMs } from "#core/brand";
import { decimal, decimalText, plus } from "#core/decimal-arithmetic";
import { type JsonObject } from "#core/json/json-fallback";
import { currencyOf } from "#venues/lbank/account/fields";

/** LBank's spot account has one wallet and no name for it. */
const WALLET = "spot";

interface Amounts {
  readonly currency: string | undefined;
  readonly free: string | undefined;
  readonly locked: string | undefined;
  readonly time: EpochMs | undefined;
  readonly origin: BalanceReport["origin"];
}

/** A row of `user_info_account`. It carries no time; `time` is the answer's. */
export function readBalanceRow(row: JsonObject, time: EpochMs | undefined): BalanceReport | undefined {
  return balance({
    currency: nameOf(row, "asset"),
    free: figureOf(row, "free"),
    locked: figureOf(row, "locked"),
    time,
    origin: "query",
  });
}

/** The `data` of an `assetUpdate`. */
export function readBalancePush(push: JsonObject): BalanceReport | undefined {
  return balance({
    currency: nameOf(push, "assetCode"),
    free: figureOf(push, "free"),
    locked: figureOf(push, "freeze"),
    time: timeOf(push, "time"),
    origin: "stream",
  });
}

/** The total is the sum of both parts, on every published example. */
export function balance({ currency, free, locked, time, origin }: Amounts): BalanceReport | undefined {
  if (currency === undefined || free === undefined || locked === undefined) return undefined;
  return {
    kind: "balance",
    wallet: WALLET,
    currency: currencyOf(currency),
    total: decimalText(plus(decimal(free), decimal(locked))),
    available: free,
    locked,
    venueTime: time,
    origin,
  };
}
