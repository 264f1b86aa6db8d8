// What Tidewell has, in words that the compiler can hold a caller to.

export const tidewellCapabilities = {
  id: "tidewell",
  environments: ["live"],
  hosts: ["rest", "lines"],
  dialects: [],
  products: {
    swap: { apis: ["v1"], pushes: ["book", "trades"], bookDepth: 50, groupings: [0], pastIntervals: ["1m", "5m", "1h", "1d"] },
  },
} as const;
