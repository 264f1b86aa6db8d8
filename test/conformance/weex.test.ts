// Costs about 4 s in virtual time and 18 s over sockets, most of it waiting.

import { everyCardHolds, NO_ACCOUNT } from "./venue-cards.ts";

await everyCardHolds("weex", {
  "weex contract v3": `06 14 17 29 ${NO_ACCOUNT}`,
  "weex contract v2": `06 14 17 29 ${NO_ACCOUNT}`,
  "weex spot v3": `06 08 14 17 29 ${NO_ACCOUNT}`,
});
