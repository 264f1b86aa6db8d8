// What tutorials do when they store, and what they say of a library. About 1 s, most of it the library.

import { closeSync, fsyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { epochMs } from "#core/brand";
import { listings } from "#sim/market/instruments";
import { openTickerStore } from "#store/sqlite/ticker-store";
import { weexDialect } from "#venues/weex/dialect";
import { released } from "../articles/released-ccxt.ts";
import { claim } from "./claim.ts";

const ROWS = 1_000;
const BATCH = 100;

/** Writes rows to a file and makes each batch durable, as a commit does. Returns how often the disk was waited for. */
function store(path: string, batch: number): number {
  const file = openSync(path, "w");
  let waits = 0;
  for (let row = 0; row < ROWS; row += batch) {
    writeSync(file, Array.from({ length: batch }, (_, at) => `${row + at}\n`).join(""));
    fsyncSync(file);
    waits += 1;
  }
  closeSync(file);
  return waits;
}

claim("T8", "a commit for each of 1,000 rows waits 1,000 times for the disk, one for each 100 waits 10 times; the file is the same", () => {
  const folder = mkdtempSync(join(tmpdir(), "truebook-commits-"));
  const [each, batched] = [join(folder, "each"), join(folder, "batched")];
  expect([store(each, 1), store(batched, BATCH)]).toEqual([1_000, 10]);
  expect(readFileSync(each, "utf8")).toBe(readFileSync(batched, "utf8"));
  rmSync(folder, { recursive: true });
});

claim("T8", "at 400 rows a second and 5 ms a commit the reader falls a second behind for every second; in batches it does not", () => {
  const behindMs = (batch: number): number => {
    const [rows, everyMs, commitMs] = [4_000, 2.5, 5];
    let freeAtMs = 0;
    for (let row = 0; row < rows; row += batch) {
      // A batch is whole when its last row came.
      const readyMs = (row + batch) * everyMs;
      freeAtMs = Math.max(freeAtMs, readyMs) + commitMs;
    }
    return freeAtMs - rows * everyMs;
  };
  expect(behindMs(1)).toBeGreaterThan(9_900);
  expect(behindMs(BATCH)).toBe(5);
});

claim("T8", "truebook's store writes 1,000 tickers in two batches, and gives every digit back", async () => {
  const folder = mkdtempSync(join(tmpdir(), "truebook-tickers-"));
  const instrument = listings(weexDialect)[0]?.instrument;
  if (instrument === undefined) throw new RangeError("WEEX lists nothing.");
  // Without a driver named it takes what this Node has.
  const store = await openTickerStore(join(folder, "tickers.db"), { clock: new VirtualClock() });
  for (let row = 1; row <= ROWS; row += 1) {
    store.add({ kind: "ticker", instrument, last: `${row}.123456789123456789`, venueTime: epochMs(row), origin: "pushed" });
  }
  store.flush();
  expect(store.counters).toMatchObject({ written: ROWS, batches: 2 });
  expect(store.read({ limit: 1 })).toMatchObject([{ last: "1000.123456789123456789" }]);
  await store.close();
  rmSync(folder, { recursive: true });
});

claim("T8", "a REAL column is a double: it keeps 15 digits of a price and no more", () => {
  expect(String(Number("0.123456789012345"))).toBe("0.123456789012345");
  expect(String(Number("1234567890.123456789"))).not.toBe("1234567890.123456789");
});

claim("T9", "the released ccxt has no LMEX, and its socket half is in the same free package", async () => {
  const { streams, rest } = await released();
  expect([...streams, ...rest]).not.toContain("lmex");
  // The engine's licensor is there for REST alone.
  expect([rest.includes("btse"), streams.includes("btse")]).toEqual([true, false]);
  expect(streams).toEqual(expect.arrayContaining(["lbank", "weex"]));
  const manifest = JSON.parse(readFileSync(new URL("../../node_modules/ccxt/package.json", import.meta.url), "utf8")) as Record<
    string,
    unknown
  >;
  expect(manifest).toMatchObject({ name: "ccxt", version: "4.5.84", license: "MIT" });
});
