// Money, fees, trades, what the key may do, and the keys of private topics.

import { epochMs } from "#core/brand";
import { decimal, decimalText, plus } from "#core/decimal-arithmetic";
import { type Writable } from "#core/json/exact-json";
import { type DialectReply } from "#venues/dialect";
import { type Answerer, asked, countIn, type Desk, no, told, withPair } from "#venues/lbank/dialect/account/desk";
import { fillRow } from "#venues/lbank/dialect/account/texts";
import { LEASE } from "#venues/lbank/endpoints";
import { ZONE_MS, zonedTime } from "#venues/lbank/zone";

const DAY_MS = 86_400_000;
const SPAN_MAX_MS = 2 * DAY_MS;
const FILLS_MAX = 100;
const FILLS_KEPT_MAX = 20_000;

interface Amounts {
  readonly asset: string;
  readonly free: string;
  readonly locked: string;
}

/** Every currency that is listed, zeros included. */
function amounts({ account, exchange }: Desk): readonly Amounts[] {
  const rows = new Map<string, Amounts>();
  for (const { instrument } of exchange.markets) {
    if (instrument.product !== "spot") continue;
    for (const currency of [instrument.base, instrument.quote]) {
      const asset = currency.toLowerCase();
      rows.set(asset, { asset, free: "0", locked: "0" });
    }
  }
  for (const { product, currency, total, locked } of account.balances()) {
    if (product !== "spot") continue;
    const asset = currency.toLowerCase();
    rows.set(asset, { asset, free: freeOf(total, locked), locked });
  }
  return [...rows.values()];
}

/** What is not frozen: both parts make the whole here. */
export const freeOf = (total: string, locked: string): string =>
  decimalText(plus(decimal(total), decimal(locked.startsWith("-") ? locked.slice(1) : `-${locked}`)));

/** POST user_info_account. */
export const userAccount: Answerer = (desk) => {
  const { permissions } = desk.account;
  const may = { canTrade: permissions.trade, canWithdraw: permissions.withdraw, canDeposit: true };
  return told(desk, { uid: "LBA0000001", ...may, balances: amounts(desk).map((row) => ({ ...row })) });
};

/** POST user_info of the newer kind. */
export const userInfo: Answerer = (desk) =>
  told(
    desk,
    amounts(desk).map(({ asset, free, locked }) => ({
      coin: asset,
      assetAmt: decimalText(plus(decimal(free), decimal(locked))),
      usableAmt: free,
      freezeAmt: locked,
      networkList: [],
    })),
  );

/** POST user_info of the older kind. */
export const oldUserInfo: Answerer = (desk) => {
  const rows = amounts(desk);
  const by = (figure: (row: Amounts) => string): { readonly [name: string]: Writable } =>
    Object.fromEntries(rows.map((row) => [row.asset, figure(row)]));
  const whole = ({ free, locked }: Amounts): string => decimalText(plus(decimal(free), decimal(locked)));
  return told(desk, { free: by(({ free }) => free), freeze: by(({ locked }) => locked), asset: by(whole), toBtc: {} });
};

/** POST customer_trade_fee. */
export const fees: Answerer = (desk) => {
  const pair = asked(desk, "category");
  const markets = desk.exchange.markets.filter(
    ({ instrument }) => instrument.product === "spot" && (pair === undefined || instrument.symbol === pair),
  );
  if (markets.length === 0) return no(desk, 10008);
  const { makerFraction, takerFraction } = desk.account.rules.fees;
  return told(
    desk,
    markets.map(({ instrument }) => ({ symbol: instrument.symbol, makerCommission: makerFraction, takerCommission: takerFraction })),
  );
};

/** POST api_Restrictions. */
export const restrictions: Answerer = (desk) => {
  const { read, trade, withdraw } = desk.account.permissions;
  return told(desk, { enableSpotTrading: trade, enableReading: read, enableWithdrawals: withdraw, ipRestrict: false, createTime: 0 });
};

/** POST transaction_history: newest first, from yesterday to today where no time is given. */
export const fills: Answerer = (desk) =>
  withPair(desk, (instrument) => {
    const range = rangeOf(desk);
    if (range === undefined) return no(desk, 10028);
    const limit = countIn(desk, "limit", { most: FILLS_MAX, otherwise: FILLS_MAX });
    if (limit === undefined) return no(desk, 10018);
    const all = desk.account.fills({ instrument, ...range, limit: FILLS_KEPT_MAX });
    const fromId = asked(desk, "fromId");
    const first = fromId === undefined ? 0 : all.findIndex(({ id }) => id === fromId);
    if (first < 0) return no(desk, 10029);
    return told(desk, all.slice(first, first + limit).map(fillRow), "boolean");
  });

function rangeOf(desk: Desk): { readonly startTime: ReturnType<typeof epochMs>; readonly endTime: ReturnType<typeof epochMs> } | undefined {
  const now = desk.exchange.now();
  const midnight = Math.floor((now + ZONE_MS) / DAY_MS) * DAY_MS - ZONE_MS;
  const start = timeOf(asked(desk, "startTime"), { otherwise: midnight - DAY_MS, dayEnd: 0 });
  const end = timeOf(asked(desk, "endTime"), { otherwise: midnight + DAY_MS - 1, dayEnd: DAY_MS - 1 });
  if (start === undefined || end === undefined || end < start || end - start > SPAN_MAX_MS) return undefined;
  return { startTime: epochMs(start), endTime: epochMs(end) };
}

/** `2026-09-21` or `2026-09-21 22:13:20` of UTC+8. A date alone is its first or its last moment. */
function timeOf(text: string | undefined, about: { readonly otherwise: number; readonly dayEnd: number }): number | undefined {
  if (text === undefined) return about.otherwise;
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? zonedTime(`${text}T00:00:00`) : undefined;
  if (day !== undefined) return day + about.dayEnd;
  return /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text) ? zonedTime(text) : undefined;
}

/** In which of the three forms that are told a new key is shown. */
export type KeyShape = "text" | "object" | "v1";

/** POST get_key. */
export const getKey =
  (shape: KeyShape): Answerer =>
  (desk) => {
    const key = desk.exchange.accounts?.lease(desk.account, LEASE.lifeMs) ?? "";
    if (shape === "v1") return { ...told(desk, null), body: JSON.stringify({ result: "true", subscribeKey: key }) };
    return told(desk, shape === "text" ? key : { key }, "boolean");
  };

/** POST refresh_key. The code of a key that is not known is not told; this one is ours. */
export const refreshKey: Answerer = (desk) =>
  keyed(desk, (key) => desk.exchange.accounts?.leaseOwner(key) === desk.account && desk.exchange.accounts.renewLease(key, LEASE.lifeMs));

/** POST destroy_key. */
export const destroyKey: Answerer = (desk) =>
  keyed(desk, (key) => desk.exchange.accounts?.leaseOwner(key) === desk.account && desk.exchange.accounts.endLease(key));

/** A success says nothing but that it is one. */
function keyed(desk: Desk, act: (key: string) => boolean): DialectReply {
  const key = asked(desk, "subscribeKey");
  if (key === undefined) return no(desk, 10001);
  return act(key) ? { ...told(desk, null), body: '{"result":"true"}' } : no(desk, 10003);
}
