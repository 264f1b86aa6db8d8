// Costs about 9 s in virtual time and 24 s over sockets, most of it waiting.

import { everyCardHolds } from "./venue-cards.ts";

await everyCardHolds("lmex", {
  // No lent key, no quote-sized futures orders, no batch, no history of orders, and nothing that tells what a key may do.
  "lmex futures v2.3": "14 29 53 56 62 73 80",
  "lmex spot v3.3": "14 29 53 56 66 70 73 80 83 84",
});
