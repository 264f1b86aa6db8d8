// Tickers into a SQLite file: exact text, batches in transactions, the same ticker once, the rest written on close. The stream never waits
// for the disk. Needs Node 22.13 or newer, or the package libsql.
// Run it: npx tsx examples/19-store-tickers.ts [http://127.0.0.1:7421]

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "truebook";
import { openTickerStore } from "truebook/store";

const [simulator] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), "tickers-"));
const path = join(folder, "tickers.db");
{
  await using weex = await connect("weex", simulator === undefined ? {} : { simulator });
  await using store = await openTickerStore(path, { batch: 50, maxWaitMs: 500, keepMs: 30 * 24 * 3_600_000 });
  let added = 0;
  for await (const ticker of weex.watchTickers(["BTC/USDT:USDT", "ETH/USDT:USDT"])) {
    store.add(ticker);
    // Once more, as a program does that starts again and reads what it has: it stays one row.
    store.add(ticker);
    added += 1;
    if (added === 12) break;
  }
  store.flush();
  const { written, known, dropped, slowestBatchMs } = store.counters;
  console.log(
    `${store.driver}: ${written} rows, ${known} were there already, ${dropped} dropped, slowest batch ${slowestBatchMs.toFixed(1)} ms`,
  );
}

// Another process may read it while it is written, and any tool that knows SQLite.
await using store = await openTickerStore(path);
for (const { time, instrument, last, changeFraction24h } of store.read({ venue: "weex", limit: 5 })) {
  console.log(`${new Date(time).toISOString()}  ${instrument.padEnd(14)} ${last}  ${changeFraction24h ?? "–"}`);
}
await rm(folder, { recursive: true });
