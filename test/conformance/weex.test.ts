// Costs about 8 s in virtual time and 40 s over sockets, most of it waiting.

import { everyCardHolds } from "./venue-cards.ts";

await everyCardHolds("weex", {
  "weex contract v3": "06 14 17 29 53 55 56 62 69 73 75",
  "weex contract v2": "06 14 17 29 53 55 56 62 69 75",
  "weex spot v3": "06 08 14 17 29 53 55 56 62 66 67 69 70 73 75 83 84",
});
