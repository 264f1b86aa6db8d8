// What people see of an account's lines: which fields, in which order, and which may be left out on a narrow terminal.

import {
  type BalanceLine,
  type FeesLine,
  type FillLine,
  type LeverageLine,
  type OrderLine,
  type PositionLine,
} from "#apps/cli/output/account-lines";
import { type Column } from "#apps/cli/output/table";
import { formatTimeOfDay } from "#apps/cli/values/instant";

const text = (value: string | null): string => value ?? "";
const percent = (fraction: string): string => `${(Number(fraction) * 100).toFixed(4)} %`;
const time = (ms: number | null): string => (ms === null ? "" : formatTimeOfDay(ms));

export const ORDER_COLUMNS: readonly Column<OrderLine>[] = [
  { title: "TIME (UTC)", least: 12, cell: ({ venueTime }) => time(venueTime) },
  { title: "SYMBOL", least: 8, cell: ({ symbol }) => symbol },
  { title: "STATUS", least: 9, cell: ({ status }) => status },
  { title: "SIDE", least: 4, cell: ({ side }) => text(side) },
  { title: "STYLE", least: 6, leaveOut: 3, cell: ({ style }) => text(style) },
  { title: "PRICE", align: "right", least: 8, cell: ({ price }) => text(price) },
  { title: "SIZE", align: "right", least: 6, cell: ({ size }) => text(size) },
  { title: "FILLED", align: "right", least: 6, cell: ({ filledSize }) => text(filledSize) },
  { title: "AVERAGE", align: "right", leaveOut: 2, cell: ({ averagePrice }) => text(averagePrice) },
  { title: "CLIENT ID", leaveOut: 4, cell: ({ clientOrderId }) => text(clientOrderId) },
  { title: "ID", leaveOut: 1, cell: ({ orderId }) => orderId },
];

export const FILL_COLUMNS: readonly Column<FillLine>[] = [
  { title: "TIME (UTC)", least: 12, cell: ({ venueTime }) => time(venueTime) },
  { title: "SYMBOL", least: 8, cell: ({ symbol }) => symbol },
  { title: "SIDE", least: 4, cell: ({ side }) => side },
  { title: "PRICE", align: "right", least: 8, cell: ({ price }) => price },
  { title: "SIZE", align: "right", least: 6, cell: ({ size }) => size },
  { title: "FEE", align: "right", leaveOut: 3, cell: ({ fee }) => text(fee) },
  { title: "IN", leaveOut: 3, cell: ({ feeCurrency }) => text(feeCurrency) },
  { title: "AS", leaveOut: 4, cell: ({ liquidity }) => text(liquidity) },
  { title: "ORDER", leaveOut: 1, cell: ({ orderId }) => orderId },
];

export const POSITION_COLUMNS: readonly Column<PositionLine>[] = [
  { title: "SYMBOL", least: 8, cell: ({ symbol }) => symbol },
  { title: "SIDE", least: 5, cell: ({ side }) => side },
  { title: "SIZE", align: "right", least: 6, cell: ({ size }) => size },
  { title: "ENTRY", align: "right", least: 8, cell: ({ entryPrice }) => text(entryPrice) },
  { title: "MARK", align: "right", leaveOut: 2, cell: ({ markPrice }) => text(markPrice) },
  { title: "UNREALISED", align: "right", cell: ({ unrealisedPnl }) => text(unrealisedPnl) },
  { title: "LIQUIDATION", align: "right", leaveOut: 3, cell: ({ liquidationPrice }) => text(liquidationPrice) },
  { title: "LEVERAGE", align: "right", leaveOut: 4, cell: ({ leverage }) => text(leverage) },
  { title: "MARGIN", leaveOut: 5, cell: ({ marginMode }) => text(marginMode) },
];

export const BALANCE_COLUMNS: readonly Column<BalanceLine>[] = [
  { title: "WALLET", least: 6, cell: ({ wallet }) => wallet },
  { title: "CURRENCY", least: 5, cell: ({ currency }) => currency },
  { title: "TOTAL", align: "right", least: 8, cell: ({ total }) => total },
  { title: "AVAILABLE", align: "right", least: 8, cell: ({ available }) => text(available) },
  { title: "LOCKED", align: "right", least: 6, cell: ({ locked }) => text(locked) },
  { title: "FROM", leaveOut: 1, cell: ({ origin }) => origin },
];

export const FEES_COLUMNS: readonly Column<FeesLine>[] = [
  { title: "SYMBOL", cell: ({ symbol }) => symbol },
  { title: "MAKER", align: "right", cell: ({ makerFraction }) => percent(makerFraction) },
  { title: "TAKER", align: "right", cell: ({ takerFraction }) => percent(takerFraction) },
];

export const LEVERAGE_COLUMNS: readonly Column<LeverageLine>[] = [
  { title: "SYMBOL", cell: ({ symbol }) => symbol },
  { title: "LONG", align: "right", cell: ({ longLeverage }) => text(longLeverage) },
  { title: "SHORT", align: "right", cell: ({ shortLeverage }) => text(shortLeverage) },
  { title: "MARGIN", cell: ({ marginMode }) => text(marginMode) },
  { title: "POSITIONS", cell: ({ positionMode }) => text(positionMode) },
];
