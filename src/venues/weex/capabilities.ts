// What WEEX has, in words that the compiler can hold a caller to. Its form is checked where the description takes it in.

export const weexCapabilities = {
  id: "weex",
  environments: ["live", "sim"],
  hosts: ["contractRest", "contractPublic", "contractPrivate", "spotRest", "spotPublic", "spotPrivate"],
  dialects: [],
  products: {
    contract: {
      apis: ["v3", "v2"],
      pushes: ["book", "trades", "ticker", "candles"],
      bookDepth: 200,
      groupings: [0],
      pastIntervals: ["1m", "5m", "15m", "30m", "1h", "4h", "12h", "1d", "1w"],
    },
    spot: {
      apis: ["v3"],
      pushes: ["book", "trades", "ticker", "candles"],
      bookDepth: 200,
      groupings: [0],
      pastIntervals: ["1m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "8h", "12h", "1d", "1w", "1M"],
    },
  },
} as const;
