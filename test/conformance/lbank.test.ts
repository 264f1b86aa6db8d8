// Costs about 7 s in virtual time and 25 s over sockets, most of it waiting.

import { everyCardHolds, NO_ACCOUNT } from "./venue-cards.ts";

const POLLED = "17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 41 42 43 44 45 46 47 48";

await everyCardHolds("lbank", {
  // Spot has no positions, no amendments, no triggers and no batch that names its answers.
  "lbank spot v2": "14 17 22 23 24 25 38 42 66 67 69 70 73 75 83 84",
  // Books and tickers are polled; REST has neither trades nor candles.
  "lbank contract v1": `05 06 07 08 ${POLLED} ${NO_ACCOUNT}`,
  // Its login lives as long as its socket.
  "lbank spot v2 article": "14 17 22 23 24 25 29 38 55 56 66 67 69 70 73 75 83 84",
});
