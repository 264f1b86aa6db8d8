// What LMEX has, in words that the compiler can hold a caller to. Its form is checked where the description takes it in.

export const lmexCapabilities = {
  id: "lmex",
  environments: ["live", "test"],
  hosts: ["rest", "market", "oss"],
  dialects: [],
  products: {
    futures: {
      apis: ["v2.3"],
      pushes: ["book", "trades"],
      bookDepth: 50,
      groupings: [0, 1, 2, 3, 4, 5, 6, 7, 8],
      pastIntervals: ["1m", "5m", "15m", "30m", "1h", "4h", "6h", "1d", "1w", "1M"],
    },
    spot: {
      apis: ["v3.3"],
      pushes: ["book", "trades"],
      bookDepth: 50,
      groupings: [0, 1, 2, 3, 4, 5, 6, 7, 8],
      pastIntervals: ["1m", "5m", "15m", "30m", "1h", "4h", "6h", "1d", "1w", "1M"],
    },
  },
} as const;
