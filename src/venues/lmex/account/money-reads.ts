// What an account owns, pays and is set to. Futures wallets list their coins; spot answers one row a currency, over the older version
// of the interface, because the newer one has no such page.

import { type BalanceReport, type FeeRates, type FundingPayment, type PositionSettings } from "#core/account/account-event";
import { figureNotZero, figureOf, nameOf } from "#core/account/row-fields";
import { type Instrument, type InstrumentTable } from "#core/instrument";
import { type JsonObject, type JsonValue } from "#core/json/json-fallback";
import { asArray, asObject, asText, field } from "#core/json/json-value";
import { type PrivateCall } from "#transport/private-call";
import { type AccountPage, type AccountRows } from "#venues/account";
import { readCall } from "#venues/lmex/account/call";
import { instrumentIn, timeOf } from "#venues/lmex/account/fields";
import { pageQuery, pageRows } from "#venues/lmex/account/history";
import { type LmexProduct } from "#venues/lmex/endpoints";
import { readAnswer } from "#venues/lmex/rest/answer";

/** Spot's wallet stands in the version before. */
export const SPOT_WALLET_PATH = "/spot/api/v3.2/user/wallet";

/** Some of these answers come in an envelope: `{"code":1,"data":[…],"success":true}`. */
function rowsIn(value: JsonValue): readonly (JsonObject | undefined)[] | undefined {
  const object = asObject(value);
  const rows = asArray(value) ?? asArray(object === undefined ? undefined : field(object, "data"));
  return rows?.map(asObject);
}

/** All or nothing: a wallet that is left out would look like one that is empty. */
function allOf<Row>(rows: readonly (readonly Row[] | undefined)[] | undefined): readonly Row[] | undefined {
  const read = rows?.filter((row) => row !== undefined);
  return read === undefined || read.length !== rows?.length ? undefined : read.flat();
}

export function balancesCall(product: LmexProduct): PrivateCall<readonly BalanceReport[]> {
  if (product === "futures") {
    return readCall({ product, name: "wallet", path: "user/wallet" }, (value) => allOf(rowsIn(value)?.map(walletBalances)));
  }
  const call = readCall({ product, name: "wallet", path: "" }, (value) => allOf(rowsIn(value)?.map(spotBalance)));
  return { ...call, path: SPOT_WALLET_PATH };
}

function walletBalances(row: JsonObject | undefined): readonly BalanceReport[] | undefined {
  const wallet = row === undefined ? undefined : (nameOf(row, "wallet") ?? nameOf(row, "activeWalletName"));
  const assets = row === undefined ? undefined : asArray(field(row, "assets"));
  if (row === undefined || wallet === undefined || assets === undefined) return undefined;
  const used = new Map((asArray(field(row, "assetsInUse")) ?? []).flatMap((value) => amountOf(asObject(value))));
  const held = assets.map((value) => amountOf(asObject(value)));
  if (held.some((amount) => amount.length === 0)) return undefined;
  return held.flat().map(([currency, total]) => ({
    kind: "balance",
    wallet,
    currency,
    total,
    // `availableBalance` is the whole wallet's, in another currency than its coins.
    available: undefined,
    locked: used.get(currency) ?? "0",
    venueTime: undefined,
    origin: "query",
  }));
}

function amountOf(asset: JsonObject | undefined): readonly (readonly [currency: string, balance: string])[] {
  const currency = asset === undefined ? undefined : nameOf(asset, "currency");
  const balance = asset === undefined ? undefined : figureOf(asset, "balance");
  return currency === undefined || balance === undefined ? [] : [[currency, balance]];
}

function spotBalance(row: JsonObject | undefined): readonly BalanceReport[] | undefined {
  const currency = row === undefined ? undefined : nameOf(row, "currency");
  const total = row === undefined ? undefined : figureOf(row, "total");
  if (row === undefined || currency === undefined || total === undefined) return undefined;
  const available = figureOf(row, "available");
  return [{ kind: "balance", wallet: "SPOT@", currency, total, available, locked: undefined, venueTime: undefined, origin: "query" }];
}

/** Fees of one market. The answer is a list or a single object. */
export function feesCall(product: LmexProduct, instrument: Instrument): PrivateCall<FeeRates> {
  const query = [["symbol", instrument.symbol]] as const;
  return readCall({ product, name: `fees ${instrument.symbol}`, path: "user/fees", query }, (value) => {
    const rows = asArray(value)?.map(asObject) ?? [asObject(value)];
    const row = rows.find((each) => each !== undefined && asText(field(each, "symbol")) === instrument.symbol);
    const makerFraction = row === undefined ? undefined : figureOf(row, "makerFee");
    const takerFraction = row === undefined ? undefined : figureOf(row, "takerFee");
    return makerFraction === undefined || takerFraction === undefined ? undefined : { instrument, makerFraction, takerFraction };
  });
}

/** Leverage and margin mode; two rows, one a leg, tell that legs are held side by side. */
export function settingsCall(product: LmexProduct, instrument: Instrument): PrivateCall<PositionSettings> {
  const query = [["symbol", instrument.symbol]] as const;
  return readCall({ product, name: `leverage ${instrument.symbol}`, path: "leverage", query }, (value) => {
    const rows = (asArray(value)?.map(asObject) ?? []).filter((row) => row !== undefined);
    const [first] = rows;
    if (first === undefined) return undefined;
    const leg = (name: string): JsonObject | undefined => rows.find((row) => nameOf(row, "positionDirection") === name);
    const [long, short] = [leg("LONG"), leg("SHORT")];
    return {
      instrument,
      marginMode: marginModeOf(first),
      positionMode: long !== undefined && short !== undefined ? "hedge" : "one-way",
      longLeverage: figureNotZero(long ?? first, "leverage"),
      shortLeverage: figureNotZero(short ?? first, "leverage"),
    };
  });
}

function marginModeOf(row: JsonObject): PositionSettings["marginMode"] {
  switch (nameOf(row, "marginMode")) {
    case "CROSS":
      return "cross";
    case "ISOLATED":
      return "isolated";
    default:
      return undefined;
  }
}

/** What `type` of a wallet's history means funding. */
const FUNDING = "110";

/** Payments of funding out of the wallet's history. The names of its members are unproven: no page shows a row. */
export function fundingCall(
  product: LmexProduct,
  page: AccountPage,
  table: () => InstrumentTable,
): PrivateCall<AccountRows<FundingPayment>> {
  const name = `${product} wallet history`;
  const call = readCall<never>({ product, name: "wallet history", path: "user/wallet_history", query: pageQuery(page) }, () => undefined);
  const where = { product, table: table() };
  return {
    ...call,
    decode: (reply) =>
      readAnswer(name, reply, (value) => {
        const others = { count: 0 };
        const page1 = pageRows(page, value, (row) => {
          if (asText(field(row, "type")) !== FUNDING) {
            others.count += 1;
            return undefined;
          }
          const amount = figureOf(row, "amount");
          const currency = nameOf(row, "currency");
          const venueTime = timeOf(row, "timestamp");
          const id = nameOf(row, "orderId", "orderID", "trackingID");
          if (amount === undefined || currency === undefined || venueTime === undefined || id === undefined) return undefined;
          return { instrument: instrumentIn(row, where, "symbol"), amount, currency, venueTime, id };
        });
        // Rows about something else are not skipped: they are not asked for.
        return page1 === undefined ? undefined : { ...page1, skippedRows: page1.skippedRows - others.count };
      }),
  };
}
