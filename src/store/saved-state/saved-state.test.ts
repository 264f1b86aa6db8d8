// The kill switch and the memory of risk over real files. Costs a tenth of a second.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { epochMs } from "#core/brand";
import { fileKillLatch } from "#store/saved-state/kill-latch";
import { loadMarket, saveMarket } from "#store/saved-state/market-file";
import { fileRiskMemory } from "#store/saved-state/risk-memory";
import { setAside } from "#store/saved-state/whole-file";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "truebook-state-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const KILLED = { at: epochMs(5), by: "a person", reason: "a test", flatten: true };

test("a kill is seen by every process of the account, stays over restarts, and ends by a person's word", () => {
  const path = join(folder, "account", "kill.json");
  const [one, other] = [fileKillLatch(path), fileKillLatch(path)];
  expect([one.read(), other.read()]).toEqual([undefined, undefined]);
  other.throw(KILLED);
  expect([one.read(), other.read(), fileKillLatch(path).read()]).toEqual([KILLED, KILLED, KILLED]);
  one.throw({ ...KILLED, reason: "again" });
  expect(other.read()?.reason).toBe("again");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  one.release();
  expect([one.read(), other.read()]).toEqual([undefined, undefined]);
});

test("a switch that cannot be read counts as thrown", () => {
  const path = join(folder, "kill.json");
  for (const text of ["", "{", "null", "7"]) {
    writeFileSync(path, text);
    expect(fileKillLatch(path).read(), text).toMatchObject({ by: "truebook", flatten: false });
  }
  rmSync(path);
  symlinkSync(join(folder, "elsewhere"), path);
  expect(fileKillLatch(path).read()).toBeDefined();
  rmSync(path);
  mkdirSync(path);
  expect(fileKillLatch(path).read()).toBeDefined();
});

test("a kill that the disk does not take is told, and holds in this process all the same", () => {
  const path = join(folder, "kill.json");
  mkdirSync(path);
  const latch = fileKillLatch(path);
  expect(() => latch.throw(KILLED)).toThrow(/could not be written/);
  expect(latch.read()).toEqual(KILLED);
});

test("asking an unchanged switch costs microseconds", () => {
  const latch = fileKillLatch(join(folder, "kill.json"));
  latch.throw(KILLED);
  const started = process.hrtime.bigint();
  for (let asked = 0; asked < 1_000; asked += 1) latch.read();
  // Generous: about 5 ms on a quiet machine.
  expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(500);
});

test("what risk remembers is given back as it was, or refused: a loss is never forgotten silently", () => {
  const path = join(folder, "risk.json");
  const memory = fileRiskMemory(path);
  expect(memory.load()).toBe(undefined);
  for (const text of ["", '{"loss":"12.5"}', "zwei\nZeilen ₿"]) {
    memory.save(text);
    expect(fileRiskMemory(path).load()).toBe(text);
  }
  expect(readdirSync(folder)).toEqual(["risk.json"]);
  const bytes = readFileSync(path);
  for (let at = 0; at < bytes.length; at += 1) {
    const wrong = Buffer.from(bytes);
    wrong[at] = (wrong[at] ?? 0) ^ (1 << (at % 8));
    writeFileSync(path, wrong);
    expect(() => memory.load(), `byte ${at}`).toThrow(/cannot be read/);
    writeFileSync(path, bytes.subarray(0, at));
    expect(() => memory.load(), `cut at ${at}`).toThrow(/cannot be read/);
  }
});

test("a file is set aside under a new name each time, and no more than five times", () => {
  const path = join(folder, "market.json");
  const names = Array.from({ length: 6 }, () => {
    writeFileSync(path, "damaged");
    return setAside(path);
  });
  expect(names.map((name) => name?.slice(path.length))).toEqual([...[1, 2, 3, 4, 5].map((copy) => `.corrupt-${copy}`), undefined]);
});

test("a market file that was cut or damaged anywhere is done without, and kept as evidence", () => {
  const path = join(folder, "market.json");
  const market = { savedTime: epochMs(7), books: [], trades: [], candles: [] };
  const file = { path, identity: "lmex-live", log: { write: () => undefined, enabled: () => false } };
  saveMarket(market, file);
  expect(loadMarket(file)).toEqual(market);
  const bytes = readFileSync(path);
  for (let at = 0; at < bytes.length; at += 1) {
    const wrong = Buffer.from(bytes);
    wrong[at] = (wrong[at] ?? 0) ^ (1 << (at % 8));
    for (const damaged of [wrong, bytes.subarray(0, at)]) {
      writeFileSync(path, damaged);
      expect(loadMarket(file), `byte ${at}`).toBe(undefined);
    }
  }
  expect(readdirSync(folder).filter((name) => name.includes("corrupt"))).toHaveLength(5);
  saveMarket(market, file);
  expect(loadMarket(file)).toEqual(market);
});
