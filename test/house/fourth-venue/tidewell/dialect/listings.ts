import { type ListedInstrument } from "#venues/dialect";

export const LISTINGS: readonly ListedInstrument[] = [
  {
    product: "swap",
    kind: "perpetual",
    symbol: "BTC.USDT",
    base: "BTC",
    priceScale: 1,
    sizeScale: 3,
    tick: "0.1",
    lot: "0.001",
    minSize: "0.001",
    maxSize: "500",
    startPrice: "64240.0",
    usualSize: "0.4",
  },
  {
    product: "swap",
    kind: "perpetual",
    symbol: "ETH.USDT",
    base: "ETH",
    priceScale: 2,
    sizeScale: 2,
    tick: "0.01",
    lot: "0.01",
    minSize: "0.01",
    maxSize: "9000",
    startPrice: "3119.70",
    usualSize: "6",
  },
];
