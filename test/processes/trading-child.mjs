// A program that trades as a user writes one: it connects, rests orders, ends in order on signals, and does what it is told over its
// stdin. It says one JSON object a line. Runs what is built.

import { createInterface } from "node:readline";
import { connect, exitOnSignals } from "truebook";

const { venue, options, orders } = JSON.parse(process.argv[2]);
const say = (words) => process.stdout.write(`${JSON.stringify({ ...words, at: Date.now() })}\n`);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const log = {
  enabled: (level) => level === "error",
  write: (_level, event, fields) => event.startsWith("dead-man") && say({ [event]: fields.trouble ?? fields.reason ?? fields.why ?? null }),
};
const connection = await connect(venue, { mode: "live", ...options, log });
exitOnSignals(() => [connection]);

const order = { instrument: orders.symbol, product: orders.product, side: "buy", size: orders.size, price: orders.price };
// A busy machine may hold an order up for so long that it is not sent any more, or a book until it is stale; then it is tried again.
for (let tries = 0; connection.openOrders.length < orders.count; tries += 1) {
  const wanted = Array.from({ length: orders.count - connection.openOrders.length }, () => order);
  const results = await connection.submitMany(wanted);
  if (results.every(({ kind }) => kind === "accepted")) continue;
  if (tries > 40) throw new Error(`not placed: ${JSON.stringify(results.find(({ kind }) => kind !== "accepted"))}`);
  await pause(500);
}

if (orders.busy === true) {
  // A strategy that sends all the time, one order after the other: it learns of a kill from the gate alone.
  const work = async () => {
    for (;;) {
      const { kind, rule } = await connection.submit(order);
      if (kind === "refused") say({ refused: rule });
      await pause(kind === "refused" ? 20 : 60);
    }
  };
  work();
}

const acts = {
  block: () => {
    for (const end = Date.now() + 60_000; Date.now() < end; );
  },
  throw: () => {
    throw new Error("a strategy broke");
  },
  kill: async () => {
    say({ killing: true });
    say({ killed: (await connection.kill({ reason: "to see" })).left });
  },
  resume: () => connection.resume({ by: "a test" }),
  open: () => say({ open: connection.openOrders.length }),
  close: async () => {
    process.stdin.destroy();
    await connection.close();
  },
};
createInterface({ input: process.stdin }).on("line", (line) => setImmediate(acts[line]));
// Whoever runs the tests is gone, and nobody will end this.
process.stdin.once("end", () => process.exit(2));
const { kind, withinMs } = connection.risk().deadMan;
say({ ready: true, kind, withinMs });
