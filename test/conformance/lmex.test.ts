// Costs about 4 s in virtual time and 13 s over sockets, most of it waiting.

import { everyCardHolds } from "./venue-cards.ts";

await everyCardHolds("lmex", { "lmex futures v2.3": "14 29", "lmex spot v3.3": "14 29" });
