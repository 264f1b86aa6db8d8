// Tests a bot in virtual time: a message is lost, and the bot must not trade on the book that follows from it.
// The same seed gives the same world, so a failing test fails again. Run it: npx tsx examples/03-test-your-bot.ts

import { loadVenue, simulate } from "truebook/testing";

const world = simulate({ venue: await loadVenue("lmex"), seed: 7 });
const book = world.client.watchBook("BTC-PERP", { depth: 5 });
const states: string[] = [];
book.onEach((view) => {
  if (states.at(-1) !== view.state) states.push(view.state);
});

world.until(() => states.at(-1) === "live");
world.exchange.desk.post({ name: "drop-delta", symbol: "BTC-PERP" });
world.until(() => states.at(-1) === "resyncing");
world.until(() => states.at(-1) === "live");
const seen = states.join(" → ");
world.close();

console.log(seen);
if (seen !== "live → resyncing → live") throw new Error("The book did not say what happened to it.");
