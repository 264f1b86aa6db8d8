// What an account owns, holds, pays and is set to, for the three interfaces that are spoken.

import {
  type BalanceReport,
  type FeeRates,
  type FundingPayment,
  type PositionReport,
  type PositionSettings,
} from "#core/account/account-event";
import { figureOf, nameOf, timeOf } from "#core/account/row-fields";
import { type Instrument } from "#core/instrument";
import { type JsonObject, type JsonValue } from "#core/json/json-fallback";
import { asBoolean, asObject, asText, field } from "#core/json/json-value";
import { type PrivateCall } from "#transport/private-call";
import { type AccountPage, type AccountRows } from "#venues/account";
import { readContractBalance, readSpotBalance } from "#venues/weex/account/balance-row";
import { readCall } from "#venues/weex/account/call";
import { ROWS_MAX, rowReading, type Where } from "#venues/weex/account/order-reads";
import { instrumentIn } from "#venues/weex/account/order-row";
import { rangeAsked, rangeRows } from "#venues/weex/account/pages";
import { marginModeOf, readPositionRow } from "#venues/weex/account/position-row";
import { listIn, readAll, readRows } from "#venues/weex/account/rows";

export function positionsCall(where: Where): PrivateCall<readonly PositionReport[]> {
  return readCall(where.face, { name: "positions", path: "account/position/allPosition", weight: 15 }, (value) => {
    const reading = rowReading(where);
    return readAll(listIn(value, "list"), (row) => readPositionRow(row, reading));
  });
}

/** Contracts list their coins; spot's are a member of its account, whose path ends in a slash. */
export function balancesCall({ face }: Where): PrivateCall<readonly BalanceReport[]> {
  if (face.spot) {
    return readCall(face, { name: "balances", path: "account/", weight: 5 }, (value) =>
      readAll(listIn(value, "balances"), (row) => readSpotBalance(row, { origin: "query", venueTime: undefined })),
    );
  }
  const path = face.version === "v3" ? "account/balance" : "account/assets";
  return readCall(face, { name: "balances", path, weight: 10 }, (value) => readAll(listIn(value), readContractBalance));
}

export function feesCall({ face }: Where, instrument: Instrument): PrivateCall<FeeRates> {
  const name = `fees ${instrument.symbol}`;
  if (face.spot) {
    // One pair of rates for the whole account.
    return readCall(face, { name, path: "account/", weight: 5 }, (value) => {
      const rates = asObject(field(asObject(value) ?? {}, "commissionRates"));
      return rates === undefined ? undefined : ratesIn(rates, instrument, ["maker", "taker"]);
    });
  }
  if (face.version === "v2") return readCall(face, { name, ...SETTINGS_V2 }, (value) => feesInAccount(value, instrument));
  const query = [["symbol", instrument.symbol] as const];
  return readCall(face, { name, path: "account/commissionRate", weight: 10, query }, (value) => {
    const row = asObject(value);
    return row === undefined ? undefined : ratesIn(row, instrument, ["makerCommissionRate", "takerCommissionRate"]);
  });
}

function ratesIn(row: JsonObject, instrument: Instrument, [maker, taker]: readonly [string, string]): FeeRates | undefined {
  const makerFraction = figureOf(row, maker);
  const takerFraction = figureOf(row, taker);
  return makerFraction === undefined || takerFraction === undefined ? undefined : { instrument, makerFraction, takerFraction };
}

/** Everything that V2 tells of an account's settings stands in one answer. */
const SETTINGS_V2 = { path: "account/getAccounts", weight: 5 } as const;

const accountIn = (value: JsonValue): JsonObject | undefined => asObject(field(asObject(value) ?? {}, "account"));

function rowOf(account: JsonObject, list: string, instrument: Instrument): JsonObject | undefined {
  return listIn(account, list)
    ?.map(asObject)
    .find((row) => row !== undefined && asText(field(row, "symbol")) === instrument.symbol);
}

/** A symbol's own rate where one is set, else the account's. A set discount is not read, because nothing says how it is applied. */
function feesInAccount(value: JsonValue, instrument: Instrument): FeeRates | undefined {
  const account = accountIn(value);
  if (account === undefined) return undefined;
  const own = rowOf(account, "feeSetting", instrument);
  const isOwn = own !== undefined && asBoolean(field(own, "is_set_fee_rate")) === true;
  const row = isOwn ? own : asObject(field(account, "defaultFeeSetting"));
  if (row === undefined) return undefined;
  const discounted = ["is_set_fee_discount", "is_set_taker_maker_fee_discount"].some((name) =>
    [own, row].some((each) => each !== undefined && asBoolean(field(each, name)) === true),
  );
  return discounted ? undefined : ratesIn(row, instrument, ["maker_fee_rate", "taker_fee_rate"]);
}

export function settingsCall({ face }: Where, instrument: Instrument): PrivateCall<PositionSettings> {
  const name = `settings ${instrument.symbol}`;
  if (face.version === "v2") return readCall(face, { name, ...SETTINGS_V2 }, (value) => settingsInAccount(value, instrument));
  const query = [["symbol", instrument.symbol] as const];
  return readCall(face, { name, path: "account/symbolConfig", weight: 10, query }, (value) => {
    const row = listIn(value)
      ?.map(asObject)
      .find((each) => each !== undefined && asText(field(each, "symbol")) === instrument.symbol);
    if (row === undefined) return undefined;
    const marginMode = marginModeOf(nameOf(row, "marginType"));
    return {
      instrument,
      marginMode,
      // Told of the whole account elsewhere, not of a symbol.
      positionMode: undefined,
      ...leverages(row, marginMode, ["crossLeverage", "isolatedLongLeverage", "isolatedShortLeverage"]),
    };
  });
}

function leverages(
  row: JsonObject,
  marginMode: PositionSettings["marginMode"],
  [cross, long, short]: readonly [string, string, string],
): Pick<PositionSettings, "longLeverage" | "shortLeverage"> {
  if (marginMode === undefined) return { longLeverage: undefined, shortLeverage: undefined };
  const isCross = marginMode === "cross";
  return { longLeverage: figureOf(row, isCross ? cross : long), shortLeverage: figureOf(row, isCross ? cross : short) };
}

function settingsInAccount(value: JsonValue, instrument: Instrument): PositionSettings | undefined {
  const account = accountIn(value);
  const mode = account === undefined ? undefined : rowOf(account, "modeSetting", instrument);
  const leverage = account === undefined ? undefined : rowOf(account, "leverageSetting", instrument);
  if (leverage === undefined) return undefined;
  const marginMode = mode === undefined ? undefined : marginModeOf(nameOf(mode, "marginMode"));
  const held = mode === undefined ? undefined : nameOf(mode, "positionMode", "positionModeEnum");
  return {
    instrument,
    marginMode,
    positionMode: held === "HEDGE" ? "hedge" : held === "ONE_WAY" ? "one-way" : undefined,
    ...leverages(leverage, marginMode, ["cross_leverage", "isolated_long_leverage", "isolated_short_leverage"]),
  };
}

const FUNDING = "position_funding";

/** Payments of funding out of the account's bills. */
export function fundingCall(where: Where, page: AccountPage): PrivateCall<AccountRows<FundingPayment>> {
  const { face } = where;
  const v3 = face.version === "v3";
  const body = JSON.stringify({
    ...(page.instrument === undefined ? {} : { symbol: page.instrument.symbol }),
    [v3 ? "incomeType" : "businessType"]: FUNDING,
    ...rangeAsked(page),
    limit: ROWS_MAX,
  });
  return readCall(face, { name: "funding", path: v3 ? "account/income" : "account/bills", weight: 5, body }, (value) => {
    const list = listIn(value, "items");
    if (list === undefined) return undefined;
    const reading = rowReading(where);
    const isFull = asBoolean(field(asObject(value) ?? {}, "hasNextPage")) === true || list.length >= ROWS_MAX;
    const funding = list.filter((row) => nameOf(asObject(row) ?? {}, "incomeType", "businessType") === FUNDING);
    const { rows, skippedRows } = readRows(funding, (row): FundingPayment | undefined => {
      const id = nameOf(row, "billId");
      const currency = nameOf(row, "asset", "coin");
      const amount = figureOf(row, "income", "amount");
      const venueTime = timeOf(row, "time", "ctime");
      if (id === undefined || currency === undefined || amount === undefined || venueTime === undefined) return undefined;
      return { instrument: instrumentIn(row, reading), amount, currency, venueTime, id };
    });
    return rangeRows(page, { rows, skippedRows, isFull, timeOf: ({ venueTime }) => venueTime });
  });
}
