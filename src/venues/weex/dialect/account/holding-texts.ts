// Positions, balances and settings as REST lists them.

import { decimal, decimalText, minus, plus, quotient } from "#core/decimal-arithmetic";
import { type Instrument } from "#core/instrument";
import { type Writable } from "#core/json/exact-json";
import { type AccountPosition, type AccountView } from "#venues/account-dialect";
import { positionId } from "#venues/weex/dialect/account/account-rules";
import { bareId } from "#venues/weex/dialect/account/ask";
import { type Face, symbolOf } from "#venues/weex/dialect/account/faces";
import { type Collateral, sizeText, turnoverOf } from "#venues/weex/dialect/account/figures";
import { legWord } from "#venues/weex/dialect/account/order-words";

/** Numbers of a match that rows repeat; nothing reads them. */
export const MATCH_SEQUENCE = 5_100_000_000;
export const ACCOUNT_CREATED = 1_767_139_200_000;

export const marginWord = (face: Face, mode: "cross" | "isolated"): string =>
  mode === "isolated" ? "ISOLATED" : face === "v2" ? "SHARED" : "CROSSED";

/** Value now by leverage, as the venue counts it in cross mode. */
function marginSize({ openValue, unrealisedPnl, leverage }: AccountPosition): string {
  return decimalText(quotient(plus(decimal(openValue), decimal(unrealisedPnl)), decimal(String(leverage)), 6));
}

/** The members that both generations have, in the spelling of V3. */
function commonOf(account: AccountView, position: AccountPosition) {
  const { openSize, openValue, openFee, closeSize, closeValue, closeFee } = turnoverOf(account, position);
  return {
    leverage: `${position.leverage}.00`,
    size: sizeText(position, Math.abs(position.size)),
    openValue: position.openValue,
    openFee,
    fundingFee: position.fundingPaid,
    marginSize: marginSize(position),
    isolatedMargin: "0",
    isAutoAppendIsolatedMargin: false,
    cumOpenSize: openSize,
    cumOpenValue: openValue,
    cumOpenFee: openFee,
    cumCloseSize: closeSize,
    cumCloseValue: closeValue,
    cumCloseFee: closeFee,
    cumFundingFee: position.fundingPaid,
    cumLiquidateFee: "0",
    createdMatchSequenceId: MATCH_SEQUENCE + position.serial,
    updatedMatchSequenceId: MATCH_SEQUENCE + position.serial,
    createdTime: position.openedTime,
    updatedTime: position.updatedTime,
  } as const;
}

export function positionV3(account: AccountView, position: AccountPosition): Writable {
  const { instrument, unrealisedPnl, serial, marginMode } = position;
  return {
    id: bareId(positionId(serial)),
    asset: instrument.settle ?? instrument.quote,
    symbol: instrument.symbol,
    side: legWord(position),
    marginType: marginWord("v3", marginMode),
    separatedMode: "COMBINED",
    separatedOpenOrderId: 0,
    ...commonOf(account, position),
    unrealizePnl: unrealisedPnl,
    liquidatePrice: "0",
  };
}

/** The mix of cases is the venue's. */
export function positionV2(account: AccountView, position: AccountPosition): Writable {
  const { instrument, unrealisedPnl, serial, marginMode } = position;
  const common = commonOf(account, position);
  return {
    id: bareId(positionId(serial)),
    account_id: bareId("811111111111110001"),
    coin_id: 2,
    contract_id: 10_000_002,
    symbol: symbolOf("v2", instrument),
    side: legWord(position),
    margin_mode: marginWord("v2", marginMode),
    separated_mode: "COMBINED",
    separated_open_order_id: 0,
    leverage: common.leverage,
    size: common.size,
    open_value: common.openValue,
    open_fee: common.openFee,
    funding_fee: common.fundingFee,
    marginSize: common.marginSize,
    isolated_margin: "0",
    is_auto_append_isolated_margin: false,
    cum_open_size: common.cumOpenSize,
    cum_open_value: common.cumOpenValue,
    cum_open_fee: common.cumOpenFee,
    cum_close_size: common.cumCloseSize,
    cum_close_value: common.cumCloseValue,
    cum_close_fee: common.cumCloseFee,
    cum_funding_fee: common.cumFundingFee,
    cum_liquidate_fee: "0",
    created_match_sequence_id: common.createdMatchSequenceId,
    updated_match_sequence_id: common.updatedMatchSequenceId,
    created_time: common.createdTime,
    updated_time: common.updatedTime,
    contractVal: sizeText(position, instrument.lot),
    unrealizePnl: unrealisedPnl,
    liquidatePrice: "0",
  };
}

/** `assets` of V2 and `balance` of V3: equity is the balance with what open positions would bring. */
export function contractBalances(face: "v2" | "v3", account: AccountView): Writable {
  const floating = account.positions().reduce((sum, { unrealisedPnl }) => plus(sum, decimal(unrealisedPnl)), decimal("0"));
  return account
    .balances()
    .filter(({ product }) => product === "contract")
    .map(({ currency, total, available, locked }): Writable => {
      const equity = decimalText(plus(decimal(total), floating));
      const more = { frozen: locked, unrealizePnl: decimalText(floating) };
      return face === "v2"
        ? { coinName: currency, available, equity, ...more }
        : { asset: currency, balance: equity, availableBalance: available, ...more };
    });
}

export function spotAccount(account: AccountView): Writable {
  const { makerFraction: maker, takerFraction: taker } = account.rules.fees;
  const basis = (fraction: string): number => Math.round(Number(fraction) * 10_000);
  return {
    makerCommission: basis(maker),
    takerCommission: basis(taker),
    commissionRates: { maker, taker },
    canTrade: true,
    // The account may; whether this key may is not said.
    canWithdraw: true,
    canDeposit: true,
    permissions: ["SPOT"],
    balances: account
      .balances()
      .filter(({ product }) => product === "spot")
      // Both together are what is there, also where a trade was taken back after its coins were sold.
      .map(({ currency, total, locked }) => ({ asset: currency, free: decimalText(minus(decimal(total), decimal(locked))), locked })),
    uid: 7_000_000_001,
  };
}

const leverageText = (value: number): string => `${value}.00`;

/** The settings of V2: fees, modes and leverages of every symbol, and what stands in the wallet. */
export function accountV2(
  account: AccountView,
  instruments: readonly Instrument[],
  about: { readonly collateral: Collateral; readonly now: number },
): Writable {
  const { makerFraction, takerFraction } = account.rules.fees;
  const fee = (isSet: boolean) => ({
    is_set_fee_rate: isSet,
    taker_fee_rate: takerFraction,
    maker_fee_rate: makerFraction,
    is_set_fee_discount: false,
    fee_discount: "0",
    is_set_taker_maker_fee_discount: false,
    taker_fee_discount: "0",
    maker_fee_discount: "0",
  });
  const symbol = (instrument: Instrument): string => symbolOf("v2", instrument);
  return {
    account: {
      defaultFeeSetting: fee(true),
      feeSetting: instruments.map((instrument) => ({ symbol: symbol(instrument), ...fee(false) })),
      modeSetting: instruments.map((instrument) => ({
        symbol: symbol(instrument),
        marginMode: marginWord("v2", account.leverage(instrument).marginMode),
        separatedMode: "COMBINED",
        positionMode: account.positionMode(instrument) === "hedge" ? "HEDGE" : "ONE_WAY",
      })),
      leverageSetting: instruments.map((instrument) => {
        const { long, short } = account.leverage(instrument);
        return {
          symbol: symbol(instrument),
          isolated_long_leverage: leverageText(long),
          isolated_short_leverage: leverageText(short),
          cross_leverage: leverageText(long),
        };
      }),
      createOrderRateLimitPerMinute: 0,
      createOrderDelayMilliseconds: 0,
      createdTime: ACCOUNT_CREATED,
      updatedTime: about.now,
    },
    collateral: [collateralV2(about.collateral, about.now)],
    version: null,
  };
}

function collateralV2(sums: Collateral, now: number): Writable {
  return {
    coin: sums.currency,
    marginMode: "SHARED",
    crossSymbol: null,
    isolatedPositionId: 0,
    amount: sums.amount,
    pending_deposit_amount: "0",
    pending_withdraw_amount: "0",
    pending_transfer_in_amount: "0",
    pending_transfer_out_amount: "0",
    is_liquidating: false,
    legacy_amount: sums.total,
    cum_deposit_amount: sums.deposited,
    cum_withdraw_amount: "0",
    cum_transfer_in_amount: "0",
    cum_transfer_out_amount: "0",
    cum_margin_move_in_amount: "0",
    cum_margin_move_out_amount: "0",
    cum_position_open_long_amount: sums.openLong,
    cum_position_open_short_amount: sums.openShort,
    cum_position_close_long_amount: sums.closeLong,
    cum_position_close_short_amount: sums.closeShort,
    cum_position_fill_fee_amount: sums.fees,
    cum_position_liquidate_fee_amount: "0",
    cum_position_funding_amount: sums.funding,
    cum_order_fill_fee_income_amount: "0",
    cum_order_liquidate_fee_income_amount: "0",
    created_time: ACCOUNT_CREATED,
    updated_time: now,
  };
}
