// What LBank has, in words that the compiler can hold a caller to. Its form is checked where the description takes it in.

export const lbankCapabilities = {
  id: "lbank",
  environments: ["live"],
  hosts: ["rest", "market", "article", "contractRest", "contractMarket"],
  dialects: ["article"],
  products: {
    spot: {
      apis: ["v2"],
      pushes: ["book", "trades", "ticker", "candles"],
      // 100 in the venue's own language; an article's has 150.
      bookDepth: 150,
      groupings: [0],
      pastIntervals: ["1m", "5m", "15m", "30m", "1h", "4h", "8h", "12h", "1d", "1w", "1M"],
    },
    contract: { apis: ["v1"], pushes: ["trades"], bookDepth: 1_000, groupings: [0], pastIntervals: [] },
  },
} as const;
