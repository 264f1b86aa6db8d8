// A process that keeps an order journal until it is killed. It says what it read when it opened, and every entry after it was
// acknowledged. Words go out by a plain write: what the parent reads was said after the entry was safe.

import { writeSync } from "node:fs";
import { systemClock } from "#clock/system-clock";
import { thisProcess } from "#config/this-process";
import { silentLog } from "#observe/log";
import { createMetrics } from "#observe/metrics";
import { openOrderJournal } from "#trading/intent-journal/order-journal";

const [folder, round, durable] = process.argv.slice(2);
const say = (words) => writeSync(1, `${words}\n`);

const startedAt = performance.now();
const journal = openOrderJournal({
  folder,
  identity: "lmex-live-default",
  version: "0.1.0",
  durable: durable === "durable",
  self: thisProcess(),
  clock: systemClock,
  log: silentLog,
  metrics: createMetrics(),
});
say(`opened ${journal.session} ${Math.round(performance.now() - startedAt)}`);

for (let order = 0; order < 2_000; order += 1) {
  const clientOrderId = `r${round}-${order}`;
  const at = systemClock.now();
  const append = (entry) => {
    journal.append(entry);
    say(`${entry.kind} ${clientOrderId}`);
  };
  append({ at, kind: "intent", intent: { clientOrderId, venue: "lmex", side: "buy", size: "3" }, checks: [], book: { state: "live" } });
  append({ at, kind: "sent", clientOrderId, bytes: "POST /order" });
  // Every tenth stays open, so that it has to survive every later rewrite.
  if (order % 10 !== 0) append({ at, kind: "ended", clientOrderId, status: "filled", filledSize: "3" });
}
say("done");
